"""A price that buyer and seller talk about: whose turn it is, and what each of them calls that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from simulators.chassis.figures import CENT
from simulators.commerce.errors import StateError

LASTS_DAYS = 30
PERCENTAGE, AMOUNT_OFF, PROPOSED_TOTAL = 1, 2, 3

DRAFT = "draft_by_admin"
CREATED = "created"
BY_CUSTOMER = "processing_by_customer"
BY_ADMIN = "processing_by_admin"
FROM_CUSTOMER = "submitted_by_customer"
FROM_ADMIN = "submitted_by_admin"
ORDERED, EXPIRED, DECLINED, CLOSED = "ordered", "expired", "declined", "closed"


class Labels(NamedTuple):
    """What one state is called on either side of the counter."""

    buyer: str
    seller: str


LABELS: Mapping[str, Labels] = {
    DRAFT: Labels("", "Draft"),  # a buyer does not see it at all
    CREATED: Labels("Submitted", "New"),
    BY_CUSTOMER: Labels("Open", "Updated"),
    BY_ADMIN: Labels("Pending", "Open"),
    FROM_CUSTOMER: Labels("Submitted", "Client reviewed"),
    FROM_ADMIN: Labels("Updated", "Submitted"),
    ORDERED: Labels("Ordered", "Ordered"),
    EXPIRED: Labels("Expired", "Expired"),
    DECLINED: Labels("Declined", "Declined"),
    CLOSED: Labels("Closed", "Closed"),
}

SELLERS_TURN = (DRAFT, CREATED, BY_ADMIN, FROM_CUSTOMER)
BUYERS_TURN = (BY_CUSTOMER, FROM_ADMIN, EXPIRED, DECLINED)
ORDERABLE = (FROM_ADMIN, EXPIRED, DECLINED)
ENDED = (ORDERED, CLOSED)


@dataclass(frozen=True, slots=True)
class QuoteComment:
    """What one side wrote to the other."""

    id: int
    at: datetime
    is_sellers: bool
    text: str


@dataclass(frozen=True, slots=True)
class NegotiableQuote:
    """The negotiation about one cart, whose number it bears."""

    id: int
    name: str
    status: str
    expires_at: datetime
    price_kind: int = 0  # nought: nothing is agreed yet
    price_value: Decimal = Decimal(0)
    comments: tuple[QuoteComment, ...] = ()

    def negotiated(self, subtotal: Decimal) -> Decimal:
        """Give what the cart costs with what was agreed; expired or declined, nothing is."""
        if self.status in (EXPIRED, DECLINED):
            return subtotal
        if self.price_kind == PERCENTAGE:
            return (subtotal * (100 - self.price_value) / 100).quantize(CENT)
        if self.price_kind == AMOUNT_OFF:
            return max(subtotal - self.price_value, Decimal(0))
        return self.price_value if self.price_kind == PROPOSED_TOTAL else subtotal

    def expect(self, states: tuple[str, ...], what: str) -> None:
        """Let something be done only in some states.

        Raises:
            StateError: it is not in one of them.
        """
        if self.status not in states:
            raise StateError(
                "Quote %quote is %status and cannot be %what.", quote=self.id, status=self.status, what=what
            )

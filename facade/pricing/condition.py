"""What has been agreed on prices: who pays what for which item, from how many on, and how long."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

ANY = ""
"""Any customer, item, branch or country."""


class Kind(StrEnum):
    """Why a price is what it is."""

    LIST = "list"
    TIER = "tier"
    PROMOTION = "promotion"
    CONTRACT = "contract"
    BRANCH_EXCEPTION = "branch_exception"


class Condition(NamedTuple):
    """A price of one EA, or a percentage off the list, for whoever it is meant for."""

    kind: Kind
    item_id: str
    price: Decimal | None = None
    percent_off: Decimal | None = None
    quantity_from: int = 1
    customer_id: str = ANY
    branch: str = ANY
    valid_from: date | None = None
    valid_to: date | None = None
    name: str = ""

    def is_for(self, customer_id: str, branch: str, on: date) -> bool:
        """Say whether it counts for this customer, in this branch, on this day."""
        return (
            self.customer_id in (ANY, customer_id)
            and self.branch in (ANY, branch)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )


class Rebate(NamedTuple):
    """What a customer gets back at the end of a period, in percent; the invoice does not show it."""

    percent: Decimal
    customer_id: str = ANY
    item_id: str = ANY
    valid_from: date | None = None
    valid_to: date | None = None

    def is_for(self, customer_id: str, item_id: str, on: date) -> bool:
        """Say whether it counts for this customer and item on this day."""
        return (
            self.customer_id in (ANY, customer_id)
            and self.item_id in (ANY, item_id)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_to is None or on <= self.valid_to)
        )


class Freight(NamedTuple):
    """What carriage to a country costs, and from which value of goods on it costs nothing."""

    amount: Decimal
    country: str = ANY
    free_from: Decimal | None = None


class Conditions(NamedTuple):
    """Everything agreed beside the books' own prices."""

    conditions: tuple[Condition, ...] = ()
    rebates: tuple[Rebate, ...] = ()
    freight: tuple[Freight, ...] = ()


NONE_AGREED = Conditions()

"""Which comparisons does a gate look at, and what do many gates say together?

A cohort that books well and invoices badly must not pass on the average. Every document type, cohort and
direction is a slice with a target of its own, and the worst verdict of all slices is that of the move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from facade.routing.gate import GateDecision, GateVerdict

WORST_FIRST = (GateVerdict.ROLL_BACK, GateVerdict.HOLD, GateVerdict.PROMOTE)
NO_GATE = GateDecision(GateVerdict.HOLD, "no gate was asked", 0, 0, 1.0, 0)


class Direction(StrEnum):
    """Whether a document goes into a book or comes out of it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


Document = Literal[
    "order",
    "order_change",
    "shipment",
    "invoice",
    "purchase",
    "goods_due",
    "price",
    "promise",
    "stock",
    "customer",
    "item",
]
"""What the business calls the documents that are compared, and the answers that are."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The documents of one type that one cohort sends or receives."""

    document: str
    cohort: str
    direction: Direction

    def __str__(self) -> str:
        return f"{self.document} {self.direction} of {self.cohort}"


def slice_of(operation: str, cohort: str) -> Slice:
    """Place an operation of a book; one that is not known is a document type of its own, going in."""
    document, direction = OPERATIONS.get(operation, (operation, Direction.INBOUND))
    return Slice(document, cohort, direction)


OPERATIONS: Mapping[str, tuple[Document, Direction]] = {
    "create_order": ("order", Direction.INBOUND),
    "book_order": ("order", Direction.INBOUND),
    "amend_booking": ("order_change", Direction.INBOUND),
    "cancel_booking": ("order_change", Direction.INBOUND),
    "mirror_booking": ("order", Direction.INBOUND),
    "amend_order": ("order_change", Direction.INBOUND),
    "mirror_amendment": ("order_change", Direction.INBOUND),
    "cancel_order": ("order_change", Direction.INBOUND),
    "mirror_cancellation": ("order_change", Direction.INBOUND),
    "read_order": ("order", Direction.OUTBOUND),
    "buy_goods": ("purchase", Direction.INBOUND),
    "mirror_purchase": ("purchase", Direction.INBOUND),
    "withdraw_purchase": ("purchase", Direction.INBOUND),
    "mirror_withdrawal": ("purchase", Direction.INBOUND),
    "read_pricing": ("price", Direction.OUTBOUND),
    "read_availability": ("promise", Direction.OUTBOUND),
    "read_on_hand": ("stock", Direction.OUTBOUND),
    "read_customers": ("customer", Direction.OUTBOUND),
    "read_items": ("item", Direction.OUTBOUND),
    "read_purchasing": ("goods_due", Direction.OUTBOUND),
    "post_shipment": ("shipment", Direction.INBOUND),
    "mirror_shipment": ("shipment", Direction.INBOUND),
    "post_invoice": ("invoice", Direction.OUTBOUND),
    "mirror_invoice": ("invoice", Direction.OUTBOUND),
}
"""Operations of the books, and the commands that copy them, as the documents the business knows.

An invoice is posted in a book and goes out to the customer: what is compared is what comes out.
"""


def together(decisions: Mapping[str, GateDecision]) -> GateDecision:
    """Let many gates speak as one: the worst verdict, and the reason of every gate that gave it.

    No gate at all holds: absence of evidence never promotes.
    """
    for verdict in WORST_FIRST:
        named = {name: decision for name, decision in decisions.items() if decision.verdict is verdict}
        if named:
            return GateDecision(
                verdict,
                "; ".join(f"{name}: {decision.reason}" for name, decision in named.items()),
                sum(decision.compared for decision in decisions.values()),
                sum(decision.failed for decision in decisions.values()),
                max(decision.bound for decision in named.values()),
                max(decision.samples_needed for decision in named.values()),
            )
    return NO_GATE

"""What is cut over as one, what it rests on, and whose stage it takes while it has none of its own."""

from collections.abc import Mapping
from typing import NamedTuple

from facade.routing.stage import DUTIES, Stage


class Capability(NamedTuple):
    """One thing that both books do.

    `follows` is the capability whose stage it takes until it is staged by itself. `needs` must answer from
    the new side before this one may, where they are staged by themselves. `is_bound` says that its documents
    belong to an order: they are posted in the book of that order whatever the stage is by then, and the stage
    says from when on the new book takes any. `by_item` says that items fall into cohorts, and not customers.
    """

    answers: str
    compared: str
    copied: str
    follows: str = ""
    needs: tuple[str, ...] = ()
    is_bound: bool = False
    by_item: bool = False

    def compares_at(self, stage: Stage) -> bool:
        """Say whether anything of it is compared at a stage: what both books answer, or what is copied."""
        if self.compared.startswith(NOTHING):
            return False
        reads, writes = DUTIES[stage].reads, DUTIES[stage].writes
        return len(reads) > 1 or (len(writes) > 1 and not self.copied.startswith(NOTHING))


NOTHING = "nothing"
ORDERS = "orders"
NOT_COPIED = f"{NOTHING}: each book is told by those who keep it"
CAPABILITIES: Mapping[str, Capability] = {
    "customers": Capability(
        "whether a customer may buy, in which currency and up to which limit; what the shop shows of it",
        "every customer that either book has, whenever one of them says something new of it",
        NOT_COPIED,
        follows="pricing",
    ),
    "items": Capability(
        "what the shop shows of an item",
        "every item that either book has, whenever one of them says something new of it",
        NOT_COPIED,
        follows="pricing",
        by_item=True,
    ),
    "pricing": Capability(
        "what an item costs", "every price asked for, once until it changes", NOT_COPIED, needs=("items",)
    ),
    "availability": Capability(
        "what may be promised", "every promise asked for, once until it changes", NOT_COPIED, needs=("items",)
    ),
    "purchasing": Capability(
        "what is on its way from vendors, in every promise",
        "what is due of every item, whenever a book is read; each purchase for an order with its copy",
        "each purchase for an order, with the order; what is for the shelf each book is told",
        follows="availability",
        by_item=True,
    ),
    ORDERS: Capability(
        "the order",
        "its entry, changes and shipments",
        "all of them",
        needs=("customers", "items"),
    ),
    "invoicing": Capability(
        "the invoice", "each invoice with its copy", "each invoice", follows=ORDERS, is_bound=True
    ),
    "returns": Capability(
        "the return and its credit",
        f"{NOTHING}: a copy is never credited",
        f"{NOTHING}: money is given back once",
        follows=ORDERS,
        needs=(ORDERS,),
        is_bound=True,
    ),
}
"""By name: who answers it is the side that its stage names; here is what that side answers."""

"""I15: does a number, once given, always name the same thing, and no two things?"""

from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import History
from simulators.chassis.commits import (
    Commit,
    FulfilmentCommit,
    InvoiceCommit,
    OrderCommit,
    PurchaseCommit,
    ShipmentCommit,
)

DOCUMENTS = (OrderCommit, ShipmentCommit, InvoiceCommit, FulfilmentCommit, PurchaseCommit)
Named = tuple[str, type[Commit], str]
"""A system, the kind of document, its number."""


class CrossReference(Checker):
    """Old and new names lead to each other, one to one, and are never pointed elsewhere.

    A document keeps the order it belongs to; an order in a book keeps its customer and its lines their items,
    and they are those the buyer named; and no code of a system stands for two things.
    """

    id = "I15"
    name = "cross_reference"
    watches = DOCUMENTS

    def __init__(self) -> None:
        super().__init__()
        self._belongs: dict[Named, str] = {}

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge that a number names what it named before."""
        assert isinstance(record, DOCUMENTS)
        self.evaluated += 1
        ref = record.external_ref
        first = self._belongs.setdefault((system, type(record), record.number), ref)
        if first != ref:
            message = f"{system} {record.number} belongs to {first}; now it is said to belong to {ref}"
            self.violate(ref, at, message, number=record.number, before=first)
        before = archive.previous
        if isinstance(record, OrderCommit) and isinstance(before, OrderCommit):
            if before.customer != record.customer:
                self._repointed(record, at, system, "customer", before.customer, record.customer)
            items = {line.line: line.item for line in before.lines}
            for line in record.lines:
                if items.get(line.line, line.item) != line.item:
                    self._repointed(record, at, system, f"line {line.line}", items[line.line], line.item)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge that every order in a book is for the customer and the items that its buyer named."""
        for system, kind, code in archive.doubled_codes:
            message = f"{system} has one code, {code}, for two of its {kind}s"
            self.violate(code, closing.ended_at, message, system=system)
        for operation in history:
            intent = operation.intent
            items = {line.line: (line.item_id, *line.substitutes) for line in intent.lines}
            for (system, number), order in archive.dossier(intent.external_ref).orders.items():
                self.evaluated += 1
                customer = archive.business(system, "customer", order.customer)
                wrong = [("customer", intent.customer_id, customer)] if customer != intent.customer_id else []
                for line in order.lines:
                    item = archive.business(system, "item", line.item)
                    if item not in items.get(line.line, (item,)):
                        wrong.append((f"line {line.line}", " or ".join(items[line.line]), item))
                for what, wanted, found in wrong:
                    ref = intent.external_ref
                    message = f"{ref}: its {what} is {wanted}; {system} {number} has {found}"
                    self.violate(ref, closing.ended_at, message, wanted=wanted, found=found)

    def _repointed(
        self, order: OrderCommit, at: datetime, system: str, what: str, before: str, now: str
    ) -> None:
        message = f"{order.external_ref}: the {what} of {system} {order.number} was {before} and now is {now}"
        self.violate(order.external_ref, at, message, before=before, now=now)

"""I09: has every document only moved along its legal path, and in step with the others?"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.dossier import Dossier
from simulators.chassis.commits import (
    ChannelCommit,
    Commit,
    FulfilmentCommit,
    InvoiceCommit,
    OrderCommit,
    PurchaseCommit,
    ShipmentCommit,
)

NONE = Decimal(0)

Transitions = Mapping[str, frozenset[str]]
"""From a status to those that may follow; from "" to those a document may begin with."""

Moving = OrderCommit | FulfilmentCommit | PurchaseCommit | ChannelCommit
"""The documents that have a status of their own."""

ORDER: Transitions = {
    "": frozenset({"open"}),
    "open": frozenset({"shipped", "cancelled"}),
    "shipped": frozenset({"invoiced"}),
    "invoiced": frozenset(),
    "cancelled": frozenset(),
}

FULFILMENT: Transitions = {
    "": frozenset({"allocated"}),
    "allocated": frozenset({"released", "cancelled"}),
    "released": frozenset({"picked", "cancelled"}),
    "picked": frozenset({"shipped"}),
    "shipped": frozenset(),
    "cancelled": frozenset(),
}

PURCHASE: Transitions = {
    "": frozenset({"open"}),
    "open": frozenset({"confirmed", "cancelled"}),
    "confirmed": frozenset({"shipped"}),
    "shipped": frozenset(),
    "cancelled": frozenset(),
}

CHANNEL: Transitions = {
    "": frozenset({"new"}),
    "new": frozenset({"processing", "rejected", "cancelled"}),
    "processing": frozenset({"backordered", "shipped", "rejected", "cancelled"}),
    "backordered": frozenset({"processing", "shipped", "rejected", "cancelled"}),  # some of it may go ahead
    "shipped": frozenset({"invoiced"}),
    "invoiced": frozenset({"complete"}),
    "complete": frozenset(),
    "rejected": frozenset(),
    "cancelled": frozenset(),
}


class LegalTransition(Checker):
    """A document moves along its path and never out of its end; keeping its status is no move.

    An open order of which the rest is taken back, while all that has left is invoiced, is invoiced with that.
    Across systems: a book posts a shipment only when goods have left a site or a supplier, and an invoice
    only when it has posted the shipment itself.
    """

    id = "I09"
    name = "legal_transition"
    watches = (
        *(OrderCommit, FulfilmentCommit, PurchaseCommit, ChannelCommit),
        *(ShipmentCommit, InvoiceCommit),
    )

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each step of each document."""
        self.evaluated += 1
        before = archive.previous
        match record:
            case OrderCommit():
                was = before.status if isinstance(before, OrderCommit) else ""
                if not (was == "open" and _is_cut_to_what_left(archive, system, before, record)):
                    self._judge(at, system, record, ORDER, was)
            case FulfilmentCommit():
                was = before.status if isinstance(before, FulfilmentCommit) else ""
                self._judge(at, system, record, FULFILMENT, was)
            case PurchaseCommit():
                was = before.status if isinstance(before, PurchaseCommit) else ""
                self._judge(at, system, record, PURCHASE, was)
            case ChannelCommit():
                was = before.status if isinstance(before, ChannelCommit) else ""
                self._judge(at, system, record, CHANNEL, was)
            case ShipmentCommit():
                self._judge_shipment(archive.dossiers[record.external_ref], at, system, record)
            case InvoiceCommit():
                self._judge_invoice(archive.dossiers[record.external_ref], at, system, record)
            case _:
                raise AssertionError(record)

    def _judge(self, at: datetime, system: str, record: Moving, path: Transitions, was: str) -> None:
        now = record.status
        may_follow = path.get(was, frozenset())
        if now in may_follow or (was == now and now in path):
            return
        kind = type(record).__name__.removesuffix("Commit").lower()
        self.violate(
            record.external_ref,
            at,
            f"{record.external_ref}, {kind} in {system}: after {was or 'no status'} may come "
            f"{' or '.join(sorted(may_follow)) or 'nothing'}; found {now}",
            document=kind if isinstance(record, ChannelCommit) else f"{kind} {record.number}",
            status_before=was,
            status_after=now,
        )

    def _judge_shipment(self, dossier: Dossier, at: datetime, system: str, record: ShipmentCommit) -> None:
        if not dossier.departures():
            self.violate(
                record.external_ref,
                at,
                f"{record.external_ref}: goods must have left a site before {system} posts a shipment; "
                f"it has posted {record.number}",
                shipment=record.number,
            )

    def _judge_invoice(self, dossier: Dossier, at: datetime, system: str, record: InvoiceCommit) -> None:
        if not dossier.shipments_of((system, record.order_number)):
            self.violate(
                record.external_ref,
                at,
                f"{record.external_ref}: {system} must post the shipment of order {record.order_number} "
                f"before its invoice; it has posted invoice {record.number} without one",
                invoice=record.number,
            )


def _is_cut_to_what_left(archive: Archive, system: str, before: Commit | None, now: OrderCommit) -> bool:
    if now.status != "invoiced" or not isinstance(before, OrderCommit):
        return False
    wanted, was = _units(now), _units(before)
    shipped: dict[int, Decimal] = {}
    for shipment in archive.dossiers[now.external_ref].shipments_of((system, now.number)):
        for line, quantity in shipment.quantities:
            shipped[line] = shipped.get(line, NONE) + quantity
    is_lowered = wanted != was and all(units <= was.get(line, NONE) for line, units in wanted.items())
    return is_lowered and wanted == shipped


def _units(order: OrderCommit) -> dict[int, Decimal]:
    return {line.line: line.quantity for line in order.lines if line.quantity}

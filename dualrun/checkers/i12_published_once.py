"""I12: has every change in the systems of record reached the buyer, exactly once?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Departure, Dossier
from dualrun.history import History, Operation, Outcome
from simulators.chassis.commits import ChannelCommit, Commit, MovementCommit, PurchaseCommit

CHANNEL_WITH_SHOP = "commerce"

ON_THE_MOVE = frozenset({"accepted", "validated", "allocated", "backordered", "shipped", "invoiced"})
"""Public states in which the integration layer itself has the next thing to send."""

Goods = dict[str, int]
"""How much of each item, in the site's own code and in base units."""


class PublishedOnce(Checker):
    """What is committed is published, once, and nothing is published that is not committed.

    What is committed and not finished has its next message in the outbox: an order that is on the move
    while nothing is left to send has lost it. The invoice number shown must be the book's. The shipment
    shown must be one under which the site has issued exactly what left for this order, and it is shown to
    this buyer alone.
    """

    id = "I12"
    name = "published_once"
    watches = (ChannelCommit, MovementCommit)

    def __init__(self) -> None:
        super().__init__()
        # By system and reference: an item, how much of it, the next item. Flat, because every order has one.
        self._issued: dict[str, dict[str, tuple[Any, ...]]] = {}

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Remember what left under which reference; judge that nothing is shown before it is so."""
        if isinstance(record, MovementCommit):
            if record.kind == "issue":
                issued = self._issued.setdefault(system, {})
                issued[record.reference] = (*issued.get(record.reference, ()), record.item, -record.quantity)
            return
        assert isinstance(record, ChannelCommit)
        self.evaluated += 1
        if not record.shipments and not record.invoices:
            return
        ref = record.external_ref
        dossier = archive.dossiers[ref]
        if record.shipments and not dossier.departures():
            shown = record.shipments[-1]
            self._complain(ref, at, f"no goods have left, yet its buyer is shown shipment {shown}")
        posted = _posted_invoices(dossier)
        for number in record.invoices:
            if number not in posted:
                self._complain(ref, at, f"no book has posted invoice {number}, yet its buyer is shown it")

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge that nothing waits to be sent, and that every buyer has seen everything once."""
        self.evaluated += 1
        told = [closing.answer(operation)[0] for operation in history]
        waiting, held = told.count("backordered"), told.count("on_hold")
        unsent = closing.outbox_unsent
        if (unsent and not (waiting or held)) or unsent < waiting:
            self.violate(
                "outbox",
                closing.ended_at,
                f"nothing may wait in the outbox at rest but {waiting} orders for goods and {held} on hold; "
                f"found {closing.outbox_unsent} unsent",
                unsent=closing.outbox_unsent,
            )
        shown: dict[tuple[str, str], str] = {}
        for operation in history:
            self._judge_follow_up(operation, closing)
            if operation.intent.channel != CHANNEL_WITH_SHOP:
                continue
            self.evaluated += 1
            ref = operation.intent.external_ref
            dossier = archive.dossier(ref)
            is_ok = operation.outcome is Outcome.OK
            for complaint in (*_told_complaints(dossier, is_ok), *self._parcel_complaints(dossier, shown)):
                self._complain(ref, closing.ended_at, complaint)

    def _judge_follow_up(self, operation: Operation, closing: Closing) -> None:
        status, _ = closing.answer(operation)
        if not closing.outbox_unsent and status in ON_THE_MOVE:
            what = f"is {status} and nothing is left to send: what should have followed was never sent"
            self._complain(operation.intent.external_ref, closing.ended_at, what)

    def _parcel_complaints(self, dossier: Dossier, shown: dict[tuple[str, str], str]) -> list[str]:
        """Say which shipments the buyer is shown are not this order's."""
        departures = dossier.departures()
        if dossier.channel is None or not departures:
            return []
        complaints = []
        untold = list(departures)
        for reference in dossier.channel.shipments:
            what = f"its buyer is shown shipment {reference}"
            found = next((left for left in untold if self._is_issued(left, reference)), None)
            if found is None:
                systems = ", ".join(dict.fromkeys(system for system, _ in departures))
                complaints.append(f"{what}, under which {systems} has not issued what left for it")
                continue
            untold.remove(found)
            first = shown.setdefault((found[0], reference), dossier.external_ref)
            if first != dossier.external_ref:
                complaints.append(f"{what}, as is the buyer of {first}")
        return complaints

    def _is_issued(self, left: tuple[str, Departure], reference: str) -> bool:
        system, departure = left
        if isinstance(departure, PurchaseCommit):
            return departure.papers == reference
        goods = _goods((item, units) for _, item, units in departure.shipped)
        return self._issued_under(system, reference) == goods

    def _issued_under(self, system: str, reference: str) -> Goods:
        issued = self._issued.get(system, {}).get(reference, ())
        return _goods(zip(issued[::2], issued[1::2], strict=True))

    def _complain(self, ref: str, at: datetime, what: str) -> None:
        self.violate(ref, at, f"{ref}: {what}")


def _told_complaints(dossier: Dossier, is_ok: bool) -> list[str]:
    """Say what the buyer has not been told, or more than once."""
    channel = dossier.channel
    if channel is None:
        return ["the shop must hold its order; it has none"] if is_ok or dossier.posted else []
    complaints = []
    if is_ok and channel.status == "new":
        complaints.append("the buyer must see progress; the shop still shows it as new")
    posted = sum(shipment.posting for shipment in dossier.shipments.values())
    has_left = len(dossier.departures()) or min(1, posted)
    if len(channel.shipments) != has_left:
        shown = ", ".join(channel.shipments) or "none"
        complaints.append(f"{has_left or 'no'} shipment has left, shown to its buyer: {shown}")
    invoiced = _posted_invoices(dossier)
    if list(channel.invoices) != invoiced:
        shown = ", ".join(channel.invoices) or "none"
        complaints.append(f"invoice {', '.join(invoiced) or 'none'} posted, shown to its buyer: {shown}")
    return complaints


def _posted_invoices(dossier: Dossier) -> list[str]:
    return [invoice.number for invoice in dossier.invoices.values() if invoice.posting]


def _goods(units_of_items: Iterable[tuple[str, int]]) -> Goods:
    goods: Goods = {}
    for item, units in units_of_items:
        goods[item] = goods.get(item, 0) + units
    return goods

"""I12: has every change in the systems of record reached the buyer, exactly once?"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dualrun.checkers.archive import Archive, Dossier
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import History, Operation, Outcome
from simulators.chassis.commits import ChannelCommit, Commit

CHANNEL_WITH_SHOP = "commerce"

Owners = Mapping[str, Sequence[str]]
"""Whose a shipment number is: the same number may occur in several systems."""


class PublishedOnce(Checker):
    """What is committed is published, once, and nothing is published that is not committed.

    The invoice number shown must be the book's. A site may hand out shipment references that no commit
    carries; so a reference that is the number of somebody's shipment must be this order's, and any
    other must be shown to this buyer alone.
    """

    id = "I12"
    name = "published_once"
    watches = (ChannelCommit,)

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, str] = {}

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge that nothing is shown to a buyer before it is so."""
        assert isinstance(record, ChannelCommit)
        self.evaluated += 1
        if not record.shipments and not record.invoices:
            return
        ref = record.external_ref
        dossier = archive.dossiers[ref]
        if record.shipments and not dossier.departures():
            self._complain(
                ref, at, f"no goods have left, yet its buyer is shown shipment {record.shipments[-1]}"
            )
        posted = _posted_invoices(dossier)
        for number in record.invoices:
            if number not in posted:
                self._complain(ref, at, f"no book has posted invoice {number}, yet its buyer is shown it")

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge that nothing waits to be sent, and that every buyer has seen everything once."""
        self.evaluated += 1
        if closing.outbox_unsent:
            self.violate(
                "outbox",
                closing.ended_at,
                f"nothing may wait in the outbox at rest; found {closing.outbox_unsent} unsent",
                unsent=closing.outbox_unsent,
            )
        owners = _owners(archive)
        for operation in history:
            if operation.intent.channel != CHANNEL_WITH_SHOP:
                continue
            self.evaluated += 1
            for complaint in self._complaints(archive, operation, owners):
                self._complain(operation.intent.external_ref, closing.ended_at, complaint)

    def _complaints(self, archive: Archive, operation: Operation, owners: Owners) -> list[str]:
        ref = operation.intent.external_ref
        dossier = archive.dossier(ref)
        channel = dossier.channel
        is_ok = operation.outcome is Outcome.OK
        if channel is None:
            return ["the shop must hold its order; it has none"] if is_ok or dossier.posted else []
        complaints = []
        if is_ok and channel.status == "new":
            complaints.append("the buyer must see progress; the shop still shows it as new")
        shipments = [shipment for order in dossier.posted for shipment in dossier.shipments_of(order)]
        if len(channel.shipments) != min(len(shipments), 1):
            shown = ", ".join(channel.shipments) or "none"
            complaints.append(f"{len(shipments)} shipment posted, shown to its buyer: {shown}")
        complaints.extend(filter(None, (self._foreign(ref, r, owners) for r in channel.shipments)))
        invoiced = _posted_invoices(dossier)
        if list(channel.invoices) != invoiced:
            shown = ", ".join(channel.invoices) or "none"
            complaints.append(f"invoice {', '.join(invoiced) or 'none'} posted, shown to its buyer: {shown}")
        return complaints

    def _foreign(self, ref: str, reference: str, owners: Owners) -> str:
        if reference in owners:
            return "" if ref in owners[reference] else f"its buyer is shown {reference}, another's shipment"
        first = self._shown.setdefault(reference, ref)
        return "" if first == ref else f"its buyer is shown {reference}, as is the buyer of {first}"

    def _complain(self, ref: str, at: datetime, what: str) -> None:
        self.violate(ref, at, f"{ref}: {what}")


def _posted_invoices(dossier: Dossier) -> list[str]:
    return [invoice.number for invoice in dossier.invoices.values() if invoice.posting]


def _owners(archive: Archive) -> dict[str, list[str]]:
    owners: dict[str, list[str]] = {}
    for ref, dossier in archive.dossiers.items():
        for _, number in (*dossier.fulfilments, *dossier.shipments):
            owners.setdefault(number, []).append(ref)
    return owners

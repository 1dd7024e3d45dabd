"""I19: does anybody outside hear of the copy?"""

from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.dossier import Dossier
from dualrun.history import CallRecord
from simulators.chassis.commits import (
    ChannelCommit,
    Commit,
    CreditCommit,
    InvoiceCommit,
    ShipmentCommit,
)

WATCHED = (ChannelCommit, InvoiceCommit, ShipmentCommit, CreditCommit)


class ShadowIsSilent(Checker):
    """The book that only keeps a copy has no effect outside.

    No buyer is shown a number of the copy, no money is given back on it, nothing of it reaches the ledger or
    the stock of its book, and that book calls nobody about an order of which it has nothing else.
    That the outside hears the same bytes with copies and without is seen by comparing two runs.
    """

    id = "I19"
    name = "shadow_is_silent"
    watches = WATCHED
    hears_calls = True

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Judge what a book says by itself."""
        if record.source not in archive.books:
            return
        dossier = archive.dossiers.get(record.correlation_id)
        if dossier is None or any(system == record.source for system, _ in dossier.posted):
            return
        self.evaluated += 1
        self.violate(
            dossier.external_ref,
            record.at,
            f"{dossier.external_ref}: {record.source} has nothing but a copy, and calls {record.target}",
            operation=record.operation,
        )

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge what a buyer is shown, what a copy posts, and what it gives back."""
        assert isinstance(record, WATCHED)
        dossier = archive.dossiers[record.external_ref]
        self.evaluated += 1
        if isinstance(record, ChannelCommit):
            for number in _copies_shown(dossier, record):
                message = f"{record.external_ref}: its buyer is shown {number}, which is only a copy's"
                self.violate(record.external_ref, at, message, channel=system)
        elif isinstance(record, CreditCommit) and not _is_at_home(dossier, system):
            message = f"{record.external_ref}: {system} has nothing but a copy, and gives money back on it"
            self.violate(record.external_ref, at, message, memo=record.number)
        elif record.posting and not _is_at_home(dossier, system):
            message = f"{record.external_ref}: {system} has nothing but a copy, and posts {record.number}"
            self.violate(record.external_ref, at, message, number=record.number)


def _copies_shown(dossier: Dossier, shown: ChannelCommit) -> list[str]:
    posted = [invoice.number for invoice in dossier.invoices.values() if invoice.posting]
    silent = [invoice.number for invoice in dossier.invoices.values() if not invoice.posting]
    return [number for number in shown.invoices if number in silent and number not in posted]


def _is_at_home(dossier: Dossier, system: str) -> bool:
    return any(home == system for home, _ in dossier.posted)

"""I02: does every order post at most once over both books?"""

from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.dossier import Dossier
from dualrun.checkers.filed import DocumentKey
from simulators.chassis.commits import Commit, OrderCommit


class OneFinancialOrder(Checker):
    """One external reference has at most one posting order, cancelled ones included.

    Cancelling the second does not undo it: it has been in a ledger, and its credit and stock were taken. A
    conversion may give it another one: the first has ceased to post by then, and nothing of it had shipped.
    """

    id = "I02"
    name = "one_financial_order"
    watches = (OrderCommit,)

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each order as it is entered."""
        assert isinstance(record, OrderCommit)
        self.evaluated += 1
        if not record.posting:
            return
        before = archive.previous
        is_news = not isinstance(before, OrderCommit) or not before.posting
        dossier, key = archive.dossiers[record.external_ref], (system, record.number)
        posted = dossier.posted
        if is_news and any(_still_counts(dossier, other) for other in posted if other != key):
            self.violate(
                record.external_ref,
                at,
                f"{record.external_ref} may post once; {system} {record.number} is posting order "
                f"number {len(posted)} under that reference",
                orders=", ".join(f"{book} {number}" for book, number in posted),
            )


def _still_counts(dossier: Dossier, order: DocumentKey) -> bool:
    posts = dossier.orders.at(order).posting
    return posts or bool(dossier.shipments_of(order)) or bool(dossier.invoices_of(order))

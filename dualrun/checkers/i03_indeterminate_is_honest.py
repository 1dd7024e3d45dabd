"""I03: when the driver could not know how a call ended, do the books and the public answer agree?"""

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Dossier
from dualrun.history import History, Outcome

BEFORE_BOOKING = frozenset({"", "rejected", "cancelled", "on_hold"})
"""Public statuses an order may rest in without ever having reached a book."""

AFTER_CANCELLING = frozenset({"rejected", "cancelled"})


class IndeterminateIsHonest(Checker):
    """Unknown may mean booked or not booked, but not booked twice, and not booked behind a denial.

    A refusal (fail) is a promise that nothing happened. An operation that never got any answer is
    judged as unknown.
    """

    id = "I03"
    name = "indeterminate_is_honest"

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge every order that was refused or whose fate the driver does not know."""
        for operation in history:
            if operation.outcome is Outcome.OK:
                continue
            self.evaluated += 1
            ref = operation.intent.external_ref
            dossier = archive.dossier(ref)
            status, _ = closing.answer(operation)
            if operation.outcome is Outcome.FAIL:
                complaint = "was refused, so no book may hold a posting order" if dossier.posted else ""
            else:
                complaint = _disagreement(dossier, status)
            if complaint:
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref} {complaint}; found {len(dossier.posted)} posting, publicly {status or 'unknown'}",
                    outcome=operation.outcome or "none",
                    posted=dossier.posted,
                    public_status=status,
                )


def _disagreement(dossier: Dossier, status: str) -> str:
    home = dossier.home
    if len(dossier.posting()) > 1:
        return "had no certain answer, so at most one posting order may exist"
    if home is None:
        return "" if status in BEFORE_BOOKING else "is in no book, so the public answer must not claim it is"
    if not status:
        return "is in a book, so the public answer must know it"
    is_live = dossier.orders.at(home).status != "cancelled"
    if status in AFTER_CANCELLING and is_live:
        return f"is publicly {status}, so its order in the book must be cancelled"
    return ""

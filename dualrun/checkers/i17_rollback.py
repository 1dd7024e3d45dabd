"""I17: after a way back, is every order in one book, and does the old one know them all?"""

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import BOOK, Closing, Moved
from dualrun.checkers.dossier import CLOSED, Dossier
from dualrun.checkers.filed import DocumentKey
from dualrun.history import History, Operation, Outcome
from facade.routing.stage import Side


class Rollback(Checker):
    """Wherever the stages went, no order is active in both books.

    What was booked in the new book before a way back drains there, where its numbers are known, and has a
    copy in the old book, which is to be the only one again; exactly one, or it is doubled.
    """

    id = "I17"
    name = "rollback"

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge every order that was acknowledged."""
        for operation in history:
            if operation.outcome is not Outcome.OK:
                continue
            self.evaluated += 1
            ref = operation.intent.external_ref
            dossier = archive.dossier(ref)
            active = [key for key in dossier.posting() if dossier.orders.at(key).status != CLOSED]
            if len(active) > 1:
                where = " and ".join(" ".join(key) for key in active)
                self.violate(ref, closing.ended_at, f"{ref} is active in more than one book: {where}")
            back = way_back_of(operation, closing)
            if back is not None and active and not _has_moved_since(ref, back, closing):
                self._judge_copy(dossier, active[0], back, closing)

    def _judge_copy(self, dossier: Dossier, posting: DocumentKey, back: Moved, closing: Closing) -> None:
        ref, [home, number] = dossier.external_ref, posting
        if home != BOOK[Side.NEW]:
            return
        copies = copies_in_old(dossier)
        if copies != 1:
            self.violate(
                ref,
                closing.ended_at,
                f"{ref}: {back.cohort} has gone back to {back.stage_to}; {home} {number} must have one copy "
                f"in {BOOK[Side.OLD]}, and has {copies}",
                home=f"{home} {number}",
                copies=copies,
            )


def way_back_of(operation: Operation, closing: Closing) -> Moved | None:
    """Give the last way back of the cohort of an order that was there before it, if there was one."""
    cohort = closing.cohorts.get(operation.intent.external_ref)
    for move in reversed(closing.moves):
        if move.is_rollback and move.cohort == cohort and operation.invoked_at < move.asked_at:
            return move
    return None


def _has_moved_since(ref: str, back: Moved, closing: Closing) -> bool:
    """Say whether a conversion after the way back has decided anew where an order is."""
    moved = closing.conversions_of(ref)
    return bool(moved) and ref in closing.converted and moved[-1].asked_at > back.asked_at


def copies_in_old(dossier: Dossier) -> int:
    """Count the copies that the old book keeps of an order, those given up left out."""
    return sum(
        system == BOOK[Side.OLD] and dossier.orders.at((system, number)).status != CLOSED
        for system, number in dossier.mirrors()
    )

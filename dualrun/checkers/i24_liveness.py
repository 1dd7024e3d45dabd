"""I24: has everything that was accepted come to an end, or been parked with a reason, in time?"""

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import PARKED, TERMINAL, Closing
from dualrun.checkers.dossier import Dossier
from dualrun.history import History, Operation, Outcome


class Liveness(Checker):
    """Once the faults are healed, every accepted order rests by the deadline.

    To rest is to be completed, rejected or cancelled, or to be parked where people can see why. An order
    refused at the door is unknown to the integration layer; there its shop must say so. A run that ends
    after its deadline is judged by the last change to each order.
    """

    id = "I24"
    name = "liveness"

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge every accepted order, and that the run itself did not stand still."""
        self.evaluated += 1
        if closing.deadlocked:
            self.violate(
                "rehearsal", closing.ended_at, "something must always be due; everybody waits for ever"
            )
        for operation in history:
            if operation.outcome is Outcome.OK:
                self.evaluated += 1
                self._judge(archive, operation, closing)

    def _judge(self, archive: Archive, operation: Operation, closing: Closing) -> None:
        ref = operation.intent.external_ref
        status, reason = closing.answer(operation)
        dossier = archive.dossier(ref)
        if not status and _is_refused_in_shop(dossier):
            status = "rejected"
        if status not in TERMINAL and not (status in PARKED and reason):
            why = "without a reason" if status in PARKED else "which is no place to rest"
            self.violate(
                ref,
                closing.ended_at,
                f"{ref} must have ended or be parked with a reason by {closing.deadline.isoformat()}; "
                f"found {status or 'unknown'}, {why}",
                public_status=status,
                reason=reason,
            )
            return
        last_at = dossier.last_at
        if last_at is not None and last_at > closing.deadline:
            self.violate(
                ref,
                last_at,
                f"{ref} must have come to rest by {closing.deadline.isoformat()}; "
                f"its last change was at {last_at.isoformat()}",
                public_status=status,
            )


def _is_refused_in_shop(dossier: Dossier) -> bool:
    shop = dossier.channel
    return shop is not None and shop.status == "rejected" and bool(shop.reason) and not dossier.posted

"""I01: has every order that a buyer was promised ended in a book, or been closed in the open?"""

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Dossier
from dualrun.history import History, Operation, Outcome


class NoOrderLost(Checker):
    """An accepted order is alive in a book, or the buyer can see that and why it is not, or not yet.

    A posting order that is cancelled in its book counts only when the buyer took it back or was told:
    otherwise an integration layer could lose orders by cancelling them quietly.
    """

    id = "I01"
    name = "no_order_lost"

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge every accepted order."""
        for operation in history:
            if operation.outcome is not Outcome.OK:
                continue
            self.evaluated += 1
            ref = operation.intent.external_ref
            dossier = archive.dossier(ref)
            if any(dossier.orders.at(key).status != "cancelled" for key in dossier.posting()):
                continue
            status, reason = closing.answer(operation)
            if _is_closed(operation, status, reason) or _is_closed_in_channel(operation, dossier):
                continue
            found = "a cancelled order" if dossier.posted else "none"
            self.violate(
                ref,
                closing.ended_at,
                f"{ref} was accepted, so a book must hold a live posting order, "
                f"or the buyer must know why not; found {found}, publicly {status or 'unknown'}",
                public_status=status,
                reason=reason,
                posted=dossier.posted,
                cancellation=operation.cancel_outcome,
            )


def _is_closed_in_channel(operation: Operation, dossier: Dossier) -> bool:
    channel = dossier.channel
    return channel is not None and _is_closed(operation, channel.status, channel.reason)


def _is_closed(operation: Operation, status: str, reason: str) -> bool:
    if status in ("rejected", "on_hold"):
        return bool(reason)
    taken_back = operation.cancel_outcome in ("done", "info")
    return status == "cancelled" and (taken_back or bool(reason))

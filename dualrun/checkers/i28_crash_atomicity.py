"""I28: has every killed process left each order done whole, or not at all?"""

from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.checkers.dossier import Dossier
from dualrun.history import History

UNDONE = frozenset({"", "rejected", "cancelled"})
"""Publicly, of such an order nothing is done, or everything is undone."""


class CrashAtomicity(Checker):
    """What the public answer says of an order at rest is so in every system, wherever its process was killed.

    An order that is unknown, rejected or cancelled is live in no book and held at no site; a completed one is
    invoiced, and no site still holds anything for it. The other invariants are judged in the same runs: a
    crash sweep is red as soon as one of them does not hold at one point.
    """

    id = "I28"
    name = "crash_atomicity"

    def __init__(self) -> None:
        super().__init__()
        self.crashes = 0

    def on_crash(self, at: datetime) -> None:
        """Count the crashes there were to survive."""
        self.crashes += 1

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge every order."""
        for operation in history:
            self.evaluated += 1
            ref = operation.intent.external_ref
            status, _ = closing.answer(operation)
            half_done = _half_done(archive.dossier(ref), status)
            if half_done:
                self.violate(
                    ref,
                    closing.ended_at,
                    f"{ref} must be done whole or not at all; it is {status or 'unknown'}, and {half_done}",
                    crashes=self.crashes,
                    public_status=status,
                )


def _half_done(dossier: Dossier, status: str) -> str:
    held = [key for key, one in dossier.fulfilments.items() if one.status not in ("cancelled", "shipped")]
    if status in UNDONE:
        live = [key for key, order in dossier.orders.items() if order.status != "cancelled"]
        if live:
            return f"{' '.join(live[0])} is live"
        left = [key for key, one in dossier.fulfilments.items() if one.status == "shipped"]
        if held or left:
            return f"{' '.join((held or left)[0])} holds or has sent goods for it"
    if status == "completed":
        if held:
            return f"{' '.join(held[0])} still holds goods for it"
        if not any(dossier.invoices_of(order) for order in dossier.posted):
            return "no book has invoiced it"
    return ""

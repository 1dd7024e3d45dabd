"""I21: is every invoice number given once, and none left out?"""

import re
from datetime import datetime

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import History
from simulators.chassis.commits import Commit, InvoiceCommit

_COUNTED = re.compile(r"(.*?)([0-9]{4,})")
"""A number of a series: what all share, and at least four figures that count up."""

GAPS_TOLD_MAX = 5


class Numbering(Checker):
    """Within one book an invoice number belongs to one order; at rest a series has no gaps.

    An auditor of taxes asks for every number between the first and the last; one that was taken and never
    used has to be shown as void, and no book here voids any.
    """

    id = "I21"
    name = "numbering"
    watches = (InvoiceCommit,)

    def __init__(self) -> None:
        super().__init__()
        self._owners: dict[str, dict[str, str]] = {}  # by system and invoice number, the number of the order

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each number as it is given."""
        assert isinstance(record, InvoiceCommit)
        self.evaluated += 1
        first = self._owners.setdefault(system, {}).setdefault(record.number, record.order_number)
        if first != record.order_number:
            self.violate(
                record.external_ref,
                at,
                f"invoice {record.number} of {system} belongs to {first}; "
                f"{record.order_number} of {record.external_ref} has been given it, too",
                number=record.number,
            )

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge that no series has a gap."""
        for (system, prefix), numbers in self._series().items():
            self.evaluated += 1
            used = frozenset(numbers)
            gaps = [n for n in range(min(used), max(used)) if n not in used]
            if gaps:
                told = ", ".join(f"{prefix}{number}" for number in gaps[:GAPS_TOLD_MAX])
                self.violate(
                    f"{system} {prefix}",
                    closing.ended_at,
                    f"series {prefix} of {system} must have no gaps; {len(gaps)} are no invoice: {told}",
                )

    def _series(self) -> dict[tuple[str, str], list[int]]:
        series: dict[tuple[str, str], list[int]] = {}
        for system, owners in self._owners.items():
            for number in owners:
                counted = _COUNTED.fullmatch(number)
                if counted:
                    series.setdefault((system, counted[1]), []).append(int(counted[2]))
        return series

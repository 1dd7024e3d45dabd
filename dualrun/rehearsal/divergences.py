"""What really differed, and what the comparison made of it: the ledger of ground truth beside the alarms.

Nobody who compares two real books knows what there was to be found. Here the new book enters every occurrence
of a declared difference in a ledger, so what was seen, missed or alarmed at for nothing can be counted.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dualrun.report.both_books import DivergenceRow


class Truth:
    """The ledger: when each kind of misbehaviour first struck each subject."""

    def __init__(self) -> None:
        self.first: dict[str, dict[str, datetime]] = {}

    def occurred(self, kind: str, subject: str, at: datetime) -> None:
        """Enter an occurrence."""
        self.first.setdefault(kind, {}).setdefault(subject, at)


def occurrences(
    declared: Mapping[str, float],
    truth: Truth,
    first_seen: Mapping[tuple[str, bool], datetime],
    start: datetime,
    gates: Sequence[str] = (),
) -> list[DivergenceRow]:
    """Give one row for every declared divergence; alarms stand by the first of them.

    `gates` are those that said roll back.
    """
    alarmed = {subject: at for (subject, explained), at in first_seen.items() if not explained}
    tolerated = [subject for subject, explained in first_seen if explained and subject not in alarmed]
    struck = dict.fromkeys(subject for kind in declared for subject in truth.first.get(kind, ()))
    false = [subject for subject in alarmed if subject not in struck]
    explained = sum(subject not in struck for subject in tolerated)
    rows: list[DivergenceRow] = []
    for kind, share in declared.items():
        occurred = truth.first.get(kind, {})
        times = [round((alarmed[s] - at).total_seconds(), 3) for s, at in occurred.items() if s in alarmed]
        seen = [(alarmed[s] - start).total_seconds() for s in occurred if s in alarmed]
        rows.append(
            DivergenceRow(
                kind=kind,
                share=share,
                occurred=list(occurred),
                seen=len(times),
                alarms=[] if rows else false,
                explained=0 if rows else explained,
                first_at_s=min([(at - start).total_seconds() for at in occurred.values()], default=None),
                first_seen_s=min(seen, default=None),
                detected_after_s=times,
                gates=list(gates),
            )
        )
    return rows

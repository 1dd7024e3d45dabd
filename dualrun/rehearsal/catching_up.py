"""What did it cost that a neighbour was away? Who was served meanwhile, and how long the rest took to follow.

The integration layer says itself how long its backlogs lasted; whether it kept the bound it promises is
judged here, and how the buyers fared is taken from their own history. The bound is a promise about the end of
an outage: nobody catches up within it with a neighbour that goes on being slow.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from dualrun.checkers.archive import Archive
from dualrun.history import Operation, Outcome
from dualrun.rehearsal.timing import percentile
from dualrun.report.document import CatchUpRow
from dualrun.scenario.schema import PlannedFault
from facade.messaging.retry import CAUGHT_UP_S_MAX
from facade.way_out.guard import Guard

TO_NEIGHBOUR = "facade->"


def catch_up(
    processes: Sequence[Mapping[str, Guard]],
    faults: Iterable[PlannedFault],
    start: datetime,
    history: Iterable[Operation],
    archive: Archive,
) -> list[CatchUpRow]:
    """Give a row for every neighbour that was found away, by name."""
    outages = _outages(faults, start)
    operations = list(history)
    names = sorted({name for guards in processes for name in guards})
    rows = []
    for name in names:
        ways = [guards[name] for guards in processes if name in guards]
        if not any(way.breaker.incidents for way in ways):
            continue
        waits = sorted(_waits(operations, outages.get(name, ()), archive))
        caught_up_s = max(way.catch_up_s for way in ways)
        unanswered = len(ways[-1].backlog)
        bound_s = CAUGHT_UP_S_MAX if name in outages else None
        rows.append(
            CatchUpRow(
                system=name,
                incidents=sum(way.breaker.incidents for way in ways),
                down_s=round(sum(way.breaker.down_s for way in ways), 3),
                accepted_meanwhile=len(waits),
                acknowledged_p95_s=round(percentile(waits, 0.95), 3),
                waiting_most=max(way.backlog_most for way in ways),
                unanswered=unanswered,
                caught_up_s=round(caught_up_s, 3),
                bound_s=bound_s,
                met=bound_s is None or (caught_up_s <= bound_s and not unanswered),
            )
        )
    return rows


Window = tuple[datetime, datetime]


def _outages(faults: Iterable[PlannedFault], start: datetime) -> dict[str, list[Window]]:
    found: dict[str, list[Window]] = {}
    for fault in faults:
        if fault.kind == "outage" and fault.at.startswith(TO_NEIGHBOUR) and fault.until_s is not None:
            begin = start + timedelta(seconds=fault.from_s)
            window = (begin, start + timedelta(seconds=fault.until_s))
            found.setdefault(fault.at.removeprefix(TO_NEIGHBOUR), []).append(window)
    return found


def _waits(operations: Iterable[Operation], windows: Sequence[Window], archive: Archive) -> Iterable[float]:
    """Give how long those waited for their acknowledgement who ordered while the neighbour was away."""
    for operation in operations:
        if operation.outcome is not Outcome.OK:
            continue
        if any(begin <= operation.invoked_at < end for begin, end in windows):
            shop = archive.dossier(operation.intent.external_ref).channel
            at = (shop and shop.acknowledged_at) or operation.answered_at
            if at is not None:
                yield (at - operation.invoked_at) / timedelta(seconds=1)

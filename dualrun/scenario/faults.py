"""Which rules does the wire follow, and when does a system crash?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from dualrun.network.faults import FaultRule
from dualrun.scenario.schema import PlannedFault

CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Crash:
    """A system that dies at a moment and is started again after a while, in seconds from the start."""

    system: str
    at_s: float
    down_s: float


def wire_rules(faults: Iterable[PlannedFault]) -> tuple[FaultRule, ...]:
    """Give what the wire has to do, in the order of the file: the first rule that hits a call decides."""
    return tuple(_rule(fault) for fault in faults if fault.kind != CRASH)


@dataclass(frozen=True, slots=True)
class CrashAfter:
    """A system that dies right after its nth answer to calls of its `route`, which may use wildcards."""

    system: str
    route: str
    nth: tuple[int, ...]
    down_s: float


def crashes_after(faults: Iterable[PlannedFault]) -> tuple[CrashAfter, ...]:
    """Give the crashes that follow an answer: what was just promised is then only as good as the disk."""
    return tuple(
        CrashAfter(fault.at, fault.route, fault.nth, fault.for_s or 0.0)
        for fault in faults
        if fault.kind == CRASH and fault.nth
    )


def crashes(faults: Iterable[PlannedFault]) -> tuple[Crash, ...]:
    """Give the crashes in order of time."""
    return tuple(sorted(_crashes(faults), key=lambda crash: crash.at_s))


def _crashes(faults: Iterable[PlannedFault]) -> Iterator[Crash]:
    for fault in faults:
        if fault.kind == CRASH:
            for at_s in fault.times_s:
                yield Crash(fault.at, at_s, fault.for_s or 0.0)


def _rule(fault: PlannedFault) -> FaultRule:
    return FaultRule(
        kind=fault.kind,
        boundary=f"{fault.source}->{fault.target}",
        rate=fault.rate or 0.0,
        keys=fault.keys,
        attempts=fault.attempts,
        route=fault.route,
        start_s=fault.from_s or None,
        end_s=fault.until_s,
        settings=_settings(fault),
    )


def _settings(fault: PlannedFault) -> dict[str, Any]:
    retry_after_s = None if fault.retry_after_s is None else ceil(fault.retry_after_s)
    given = {
        "status": fault.status,
        "retry_after_s": retry_after_s,
        "delay_s": fault.delay_s,
        "delay_max_s": fault.delay_max_s,
        "copies": fault.copies,
    }
    return {name: value for name, value in given.items() if value is not None}

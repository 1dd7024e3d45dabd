"""The least of a plan that still fails as it did: fewer faults, fewer habits, fewer orders."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from dualrun.campaign.descent import Descent, fewer
from dualrun.scenario.marked import read
from dualrun.scenario.overrides import apply
from dualrun.sweep.job import Job
from dualrun.sweep.record import Record

TRIES_MAX = 30
ORDERS_MIN = 10


@dataclass(frozen=True, slots=True)
class Part:
    """What is left of a plan: its faults, its products' habits, and how much is ordered."""

    faults: tuple[Mapping[str, Any], ...]
    habits: tuple[tuple[str, str, Mapping[str, Any]], ...]
    orders: int

    def overrides(self) -> dict[str, str]:
        """Give what to set for it, as it is typed."""
        habits: dict[str, dict[str, Any]] = {}
        for system, kind, settings in self.habits:
            habits.setdefault(system, {})[kind] = settings
        return {
            "faults": orjson.dumps(self.faults).decode(),
            "landscape.misbehaviours": orjson.dumps(habits).decode(),
            "demand.orders": str(self.orders),
        }


@dataclass(frozen=True, slots=True)
class Smallest:
    """The least that was found, beside what it was found from."""

    cause: str
    whole: Part
    part: Part
    record: Record
    tries: int


def smallest(job: Job, record: Record, do: Callable[[Job], Record]) -> Smallest:
    """Shrink a failed rehearsal; `do` carries out a job."""
    cause, best = record.causes[0], record

    def fails(part: Part) -> bool:
        nonlocal best
        found = do(_job_of(job, part))
        if cause in found.causes:
            best = found
            return True
        return False

    whole = part = whole_of(job)
    descent = Descent(fails, TRIES_MAX, name=lambda one: orjson.dumps(one.overrides()).decode())
    for way in (_fewer_faults, _fewer_habits, _fewer_orders):
        part = descent.to_least(part, way)
    return Smallest(cause, whole, part, best, descent.tries)


def whole_of(job: Job) -> Part:
    """Give what there is to make smaller in the plan of a job."""
    tree = read(job.source.text, job.source.label).value
    for key, value in job.overrides.items():
        apply(tree, key, value)
    by_system = (tree.get("landscape") or {}).get("misbehaviours") or {}
    habits = [
        (system, kind, settings or {})
        for system, kinds in by_system.items()
        for kind, settings in (kinds or {}).items()
    ]
    return Part(tuple(tree.get("faults") or ()), tuple(habits), int(tree["demand"]["orders"]))


def _job_of(job: Job, part: Part) -> Job:
    taken_over = ("faults", "landscape.misbehaviours")
    kept = {key: value for key, value in job.overrides.items() if not key.startswith(taken_over)}
    return replace(job, overrides={**kept, **part.overrides()})


def _fewer_faults(part: Part) -> Iterator[Part]:
    for faults in fewer(part.faults):
        yield replace(part, faults=faults)


def _fewer_habits(part: Part) -> Iterator[Part]:
    for habits in fewer(part.habits):
        yield replace(part, habits=habits)


def _fewer_orders(part: Part) -> Iterator[Part]:
    if part.orders // 2 >= ORDERS_MIN:
        yield replace(part, orders=part.orders // 2)
        yield replace(part, orders=part.orders * 3 // 4)

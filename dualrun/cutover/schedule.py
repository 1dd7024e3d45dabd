"""Which tasks may not be late? The critical path method over durations and what waits for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dualrun.scenario.runbook import in_order


@dataclass(frozen=True, slots=True)
class Step:
    """One task: how long it takes, what it waits for, and the moment before which it may not begin."""

    name: str
    takes_s: float
    after: Sequence[str] = ()
    not_before_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Slot:
    """When a task can begin and end, and by how much it may be late before the whole is."""

    begins_s: float
    ends_s: float
    slack_s: float


def schedule(steps: Sequence[Step], begins_s: float = 0.0) -> dict[str, Slot]:
    """Place every task as early as it can be, and say how much later it could."""
    by_name = {step.name: step for step in steps}
    order = in_order({step.name: step.after for step in steps})
    ends: dict[str, float] = {}
    for name in order:
        step = by_name[name]
        ends[name] = max([begins_s, step.not_before_s, *[ends[n] for n in step.after]]) + step.takes_s
    last_s = max(ends.values(), default=begins_s)
    latest = dict.fromkeys(order, last_s)
    for name in reversed(order):
        for need in by_name[name].after:
            latest[need] = min(latest[need], latest[name] - by_name[name].takes_s)
    return {
        name: Slot(ends[name] - by_name[name].takes_s, ends[name], round(latest[name] - ends[name], 6))
        for name in order
    }


def critical(slots: Mapping[str, Slot]) -> list[str]:
    """Give the tasks without slack, in their order of time."""
    return [
        name for name, slot in sorted(slots.items(), key=lambda item: item[1].begins_s) if slot.slack_s <= 0
    ]

"""What the mocks of a cutover weekend came to, as data; times are seconds from the start of the run."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from dualrun.report.phrasing import duration


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TaskRow(_Part):
    """One task of the runbook: when it was done the last time, and how long it took over all mocks."""

    name: str
    owner: str
    does: str
    after: list[str]
    planned_s: float
    began_s: float | None
    ended_s: float | None
    took_s: list[float]
    mean_s: float
    deviation_s: float
    slack_s: float | None
    """By how much it may be later before all is over later; none for a task that was called off."""
    until_s: float | None
    said: str


class LoadRow(_Part):
    """One object: every row that was extracted is loaded, left out by a rule, or rejected."""

    object: str
    extracted: int
    loaded: int
    mapped: int
    left_out: int
    rejected: int


class RejectRow(_Part):
    """A record that was not taken over, and why."""

    object: str
    number: str
    code: str
    why: str


class CutoverRow(_Part):
    """The weekend as the last mock had it."""

    mocks: int
    begins_s: float
    window_s: float
    ended_s: float
    no_return: str
    no_return_s: float | None
    tasks: list[TaskRow]
    loads: list[LoadRow]
    totals: list[dict[str, Any]]
    rejects: list[RejectRow]
    classes: dict[str, int]
    defects: list[dict[str, str]]
    late_made: int
    late_found: int
    reasons: list[str]
    """What speaks against it, from all mocks."""


def critical(row: CutoverRow) -> list[str]:
    """Name the tasks that may not be late, in their order of time."""
    done = [task for task in row.tasks if task.began_s is not None and task.slack_s == 0]
    return [task.name for task in sorted(done, key=lambda task: task.began_s or 0.0)]


def weekend_lines(row: CutoverRow) -> Iterator[str]:
    """Tell the weekend in a few lines."""
    spare_s = row.begins_s + row.window_s - row.ended_s
    room = f"{duration(spare_s)} to spare" if spare_s >= 0 else f"{duration(-spare_s)} too long"
    yield f"{row.mocks} mocks; the last took {duration(row.ended_s - row.begins_s)}, {room}"
    yield f"no slack: {', '.join(critical(row))}"
    done = [
        f"{one.object} {one.loaded:,}" + (f" ({one.rejected:,} rejected)" if one.rejected else "")
        for one in row.loads
    ]
    yield f"loaded: {', '.join(done)}"
    yield f"changes after the freeze: {row.late_made} made, {row.late_found} found"
    if row.no_return_s is None:
        yield f"called off before the point of no return, {row.no_return}"

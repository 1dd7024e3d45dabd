"""What became of vendors' bills, as data: the queue of those that match no order, day by day."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from dualrun.report.phrasing import ranked


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BillDay(_Part):
    """How the queue stood at the end of a working day."""

    at: str
    waiting: int
    oldest_days: int


class BillsRow(_Part):
    """All bills of a run. One that was put right and failed for another reason has failed for both."""

    came: int
    at_once: int
    """Posted on the working day on which they were first looked at, without anybody putting them right."""
    posted: int
    failed: dict[str, int] = Field(default_factory=dict)
    paid_late: int
    """A payment run passed while they were due and not posted."""
    days: list[BillDay] = Field(default_factory=list)


def bill_lines(row: BillsRow) -> Iterator[str]:
    """Tell the queue in a few lines."""
    posted = f"{row.at_once:,} posted at once, {row.posted:,} in the end"
    yield f"{row.came:,} came, {posted}; paid late {row.paid_late:,}"
    if row.failed:
        yield f"did not match: {', '.join(f'{why} {count:,}' for why, count in ranked(row.failed))}"
    if row.days:
        worst, last = max(row.days, key=lambda day: day.waiting), row.days[-1]
        yield (
            f"waiting at a day's end: {worst.waiting:,} at most, {last.waiting:,} at last, "
            f"the oldest for {last.oldest_days} days"
        )

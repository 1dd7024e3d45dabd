"""When do people go to work? At an hour of every day, and most of them not at the weekend."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

from dualrun.clock import VirtualClock

SATURDAY = 5


async def mornings(clock: VirtualClock, begins: time, until: datetime) -> AsyncIterator[date]:
    """Give each day, from today on, when that hour has come."""
    now = clock.now()
    at = datetime.combine(now.date(), begins, now.tzinfo)
    while at < until:
        await clock.sleep_until(at)
        yield at.date()
        at += timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Tell a working day from a weekend's."""
    return day.weekday() < SATURDAY

"""Has the queue of vendors' bills become short enough, soon enough after the new book led?"""

from datetime import datetime, timedelta

from dualrun.report.bills import BillDay
from dualrun.report.document import Report
from dualrun.scenario.bills import BillsQueue
from dualrun.scenario.values import DAY_S


def days_judged(report: Report, expect: BillsQueue) -> list[BillDay]:
    """Give the ends of the working days on which it has to be short: none before purchasing is live."""
    led = [datetime.fromisoformat(row.at) for row in report.stages if _is_live(row.capability, row.to)]
    if not led or report.bills is None or not report.bills.came:
        return []
    since = max(led) + timedelta(seconds=expect.within_s)
    return [day for day in report.bills.days if datetime.fromisoformat(day.at) >= since]


def too_many_wait(report: Report, expect: BillsQueue) -> list[str]:
    """Say of the worst of those days that too many waited then, or one of them for too long."""
    allowed_days = expect.oldest_s / DAY_S
    bad = [
        day
        for day in days_judged(report, expect)
        if day.waiting > expect.waiting_max or day.oldest_days > allowed_days
    ]
    if not bad:
        return []
    worst = max(bad, key=lambda day: (day.waiting, day.oldest_days))
    return [
        f"vendors' bills: {worst.waiting:,} waited for a match more than {expect.within_s / DAY_S:g} days "
        f"after the new book led, the oldest for {worst.oldest_days} days; "
        f"{expect.waiting_max:,} were allowed, for {allowed_days:g} days"
    ]


def grounds(report: Report) -> list[str]:
    """Say how many bills were posted, where anybody held them against their orders."""
    found = report.bills
    if found is None:
        return []
    return [f"{found.posted:,} of {found.came:,} vendors' bills posted, {found.at_once:,} of them at once"]


def _is_live(capability: str, stage: str) -> bool:
    return (capability, stage) == ("purchasing", "live")

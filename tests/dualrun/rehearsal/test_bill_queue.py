"""How the queue of vendors' bills is judged."""

from dualrun.rehearsal.verdict import reach
from dualrun.report.bills import BillDay, BillsRow
from dualrun.report.document import StageRow
from dualrun.scenario.load import load
from tests.dualrun.rehearsal.test_verdict import good
from tests.report_builder import at, changed

SCENARIO = load(
    "phased-cutover",
    {
        "landscape.on_order_share": "0.5",
        "bills": "{put_right_a_day: 3}",
        "expect.bills": "{waiting_max: 4, oldest: 3d, within: 5d}",
    },
)
LIVE = StageRow(at=at(2), capability="purchasing", cohort="all", stage_from="shadow", to="live")


def judged(*days: tuple[int, int, int], live: StageRow = LIVE) -> tuple[str, list[str]]:
    """Give the verdict on days of which each has its number, how many waited and how long the oldest had."""
    rows = [BillDay(at=at(day, 9), waiting=waiting, oldest_days=oldest) for day, waiting, oldest in days]
    bills = BillsRow(came=40, at_once=30, posted=38, paid_late=0, days=rows)
    return reach(changed(good(), bills=bills, stages=[live]), SCENARIO, ())


def test_a_queue_may_be_long_at_first_and_has_to_be_short_in_time():
    verdict, reasons = judged((3, 50, 9), (7, 4, 3), (8, 0, 0))

    assert verdict == "go", reasons
    assert "38 of 40 vendors' bills posted, 30 of them at once" in reasons


def test_too_many_or_too_old_is_a_no_go_that_tells_the_worst_day():
    said = "vendors' bills: 9 waited for a match more than 5 days after the new book led, "
    said += "the oldest for 2 days; "

    assert judged((7, 5, 1), (8, 9, 2)) == ("no-go", [f"{said}4 were allowed, for 3 days"])
    assert judged((7, 4, 4))[0] == "no-go"


def test_a_run_that_ends_before_the_queue_has_to_be_short_has_shown_nothing():
    unseen = ["vendors' bills: no working day has ended since they have to be posted in time"]

    assert judged((3, 0, 0), (6, 0, 0)) == ("inconclusive", unseen)
    assert judged((9, 0, 0), live=LIVE.model_copy(update={"to": "shadow"})) == ("inconclusive", unseen)

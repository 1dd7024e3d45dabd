"""Each neighbour is away for an hour at the peak of the day: nobody notices who does not wait for it."""

import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.document import Report
from facade.messaging.retry import LONGEST_S

HALF_AN_HOUR_S = 1800.0
LOST_ANSWERS = '{kind: response_lost, at: "driver->facade", route: "POST /orders", rate: 0.45}'
OUTAGE = '{{kind: outage, at: "{way}", from: day 7 10:00, for: 1h}}'
WAYS = {
    "cloud_erp": ["facade->cloud_erp"],
    "legacy_erp": ["facade->legacy_erp"],
    "commerce": ["facade->commerce"],
    "threepl": ["facade->threepl"],
    "wms": ["facade->wms", "wms->facade"],
}
"""The books tell nothing by themselves; the shop is also tried the other way, by itself: whose orders do not
come in has nothing to be told."""


def rehearsed(*ways: str) -> Report:
    faults = ", ".join([LOST_ANSWERS, *[OUTAGE.format(way=way) for way in ways]])
    changes = {"demand.orders": "900", "faults": f"[{faults}]"}
    return rehearse(prepare(Wish("phased-cutover", 7, changes)))


def everybody_is_served(report: Report) -> None:
    assert report.verdict == "go", report.reasons
    assert all(row.met and row.measured for row in report.sla)
    assert all(row.met for row in report.catch_up)
    orders = report.orders
    ended = orders.completed + orders.cancelled + sum((orders.rejected | orders.parked).values())
    assert ended == orders.submitted
    assert orders.parked.keys() <= {"credit_limit_exceeded"}


@pytest.mark.parametrize("system", WAYS)
def test_orders_are_taken_acknowledged_in_time_and_caught_up_with(system: str) -> None:
    report = rehearsed(*WAYS[system])

    everybody_is_served(report)
    [target_s] = [row.target_s for row in report.sla if row.name == "order_acknowledgement"]
    [away] = [row for row in report.catch_up if row.system == system]
    assert away.incidents >= 1
    assert away.down_s > HALF_AN_HOUR_S, "it is noticed when it is asked, and it is not asked all the time"
    assert away.accepted_meanwhile >= 4
    assert away.acknowledged_p95_s <= target_s
    assert away.waiting_most >= 1
    assert away.unanswered == 0
    assert 0 < away.caught_up_s <= away.bound_s == 2 * LONGEST_S


def test_the_shops_orders_come_in_when_the_way_from_it_is_mended():
    everybody_is_served(rehearsed("commerce->facade"))

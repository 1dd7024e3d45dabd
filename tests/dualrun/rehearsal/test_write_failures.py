import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.document import Report

SMALL = {"demand.orders": "40", "landscape.customers": "20", "landscape.items": "20", "days": "4"}
LOST = {"landscape.conversion": "{cloud_erp: {customers_not_loaded: 0.3}}"}


def outcome(policy: str, **more: str) -> Report:
    return rehearse(
        prepare(Wish("declared-divergences", 7, {**SMALL, "facade.write_failure": policy, **more}))
    )


@pytest.mark.parametrize("policy", ["repair_queue", "pause", "fail_both"])
def test_where_both_books_take_everything_no_policy_shows(policy: str):
    report = outcome(policy)

    assert report.orders.completed >= 36
    assert not any(row.violated for row in report.invariants)


def test_an_order_that_one_book_refuses_goes_on_in_the_other_and_counts_against_it():
    report = outcome("repair_queue", **LOST)

    assert report.orders.completed >= 30
    assert sum(row.shadow_failed for row in report.parity)


def test_an_order_that_one_book_refuses_is_in_neither_when_both_are_to_fail():
    report = outcome("fail_both", **LOST)

    refused = {row.id: row for row in report.invariants}
    assert sum(report.orders.rejected.values()) > 3
    assert refused["I01"].violated == refused["I02"].violated == refused["I17"].violated == 0


def test_a_pause_lets_new_orders_wait_while_the_other_book_is_too_far_behind():
    fault = '{kind: server_error, at: "facade->cloud_erp", route: "POST *salesOrders", rate: 1.0, '
    away = {"faults": f"[{fault} from: day 0 10:00, for: 30h}}]"}

    queued, paused = outcome("repair_queue", **away), outcome("pause", **away)

    def behind(report: Report) -> int:
        return max(moment.placed - moment.finished for moment in report.progress)

    assert behind(paused) > behind(queued) + 5
    assert paused.orders.completed == queued.orders.completed

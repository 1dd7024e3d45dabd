from datetime import timedelta

from dualrun.clock import MONDAY, VirtualClock, run_virtual
from dualrun.history import CallRecord
from dualrun.rehearsal.course import BUCKET_S, Course
from dualrun.report.course_charts import course
from dualrun.report.document import CourseRow
from facade.dual_run.comparison import Verdict
from facade.dual_run.parity import Parity
from facade.routing.policy import Route
from facade.routing.stage import Stage

SHIP = "urn:legacy-erp:codeunit:salespost:PostShipment"
ORDER = "POST /v2.0/t/Production/api/v2.0/companies(c)/salesOrders"
ROUTE = Route("orders", "pilot", Stage.SHADOW, 1)


def call(target: str, operation: str, took_s: float, at_s: float, status: int = 200) -> CallRecord:
    began = MONDAY + timedelta(seconds=at_s - took_s)
    return CallRecord(began, "facade", target, operation, "W1", "m", "c", 1, status)


def seen(
    *calls: tuple[float, CallRecord], compared: tuple[tuple[float, str, Verdict], ...] = ()
) -> list[CourseRow]:
    """Let a course hear calls and look at comparisons at their moments."""

    async def main(clock: VirtualClock) -> list[CourseRow]:
        listening, parity = Course(clock), Parity()
        moments = sorted([*calls, *compared], key=lambda moment: moment[0])
        for moment in moments:
            await clock.sleep(moment[0] - clock.monotonic())
            if isinstance(moment[1], CallRecord):
                listening.on_call(moment[1])
            else:
                parity.count(ROUTE, moment[1], moment[2])  # type: ignore[misc]
                listening.look(parity)
        return listening.rows()

    return run_virtual(main)


def test_calls_are_kept_by_capability_and_book_and_hours():
    rows = seen(
        (10.0, call("legacy_erp", SHIP, 0.2, 10.0)),
        (20.0, call("cloud_erp", ORDER, 0.5, 20.0)),
        (BUCKET_S + 5, call("cloud_erp", ORDER, 0.1, BUCKET_S + 5)),
    )
    assert [(row.capability, row.at_s, row.old.calls, row.new.calls) for row in rows] == [
        ("fulfilment", 0.0, 1, 0),
        ("orders", 0.0, 0, 1),
        ("orders", BUCKET_S, 0, 1),
    ]
    assert (rows[0].old.p99_s, rows[1].new.p99_s) == (0.2, 0.5)


def test_a_call_without_an_answer_is_an_error_and_no_latency():
    [row] = seen(
        (40.0, call("cloud_erp", ORDER, 30.0, 40.0, status=0)),
        (50.0, call("cloud_erp", ORDER, 0.1, 50.0)),
        (60.0, call("cloud_erp", ORDER, 0.2, 60.0, status=503)),
        (70.0, call("cloud_erp", ORDER, 0.1, 70.0, status=404)),
    )
    assert (row.new.calls, row.new.errors, row.new.p99_s) == (4, 2, 0.2)


def test_comparisons_count_in_the_hours_in_which_they_were_made():
    rows = seen(
        compared=(
            (100.0, "create_order", Verdict.MATCH),
            (200.0, "create_order", Verdict.MISMATCH),
            (BUCKET_S + 100, "create_order", Verdict.TOLERATED),
            (BUCKET_S + 200, "post_invoice", Verdict.MATCH),
        )
    )
    assert [(row.capability, row.at_s, row.compared, row.agreed) for row in rows] == [
        ("invoicing", BUCKET_S, 1, 1),
        ("orders", 0.0, 2, 1),
        ("orders", BUCKET_S, 1, 1),
    ]


def test_each_capability_has_a_drawing_that_tells_both_books_figures():
    rows = seen(
        (10.0, call("legacy_erp", SHIP, 0.2, 10.0)),
        (20.0, call("cloud_erp", ORDER, 0.5, 20.0)),
        compared=((30.0, "create_order", Verdict.MISMATCH),),
    )
    drawn = course(rows, 2 * BUCKET_S)
    assert list(drawn) == ["fulfilment", "orders"]
    assert "old: 0.2" in drawn["fulfilment"]
    assert "of 1 agreed" in drawn["orders"]

from datetime import UTC, datetime, timedelta

import pytest

from dualrun.scenario.fit import Window, fit
from tests.dualrun.scenario.order_file import history, line

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR_S, DAY_S = 3600.0, 86_400.0


def window(from_s: float, to_s: float, end_s: float = 14 * DAY_S) -> Window:
    return Window(START, from_s, to_s, end_s)


@pytest.fixture
def three_days(tmp_path):
    """Three orders over three days, and a cancellation an hour after the second."""
    return history(
        tmp_path,
        line("1", date="2010-12-01 08:00"),
        line("2", date="2010-12-02 08:00"),
        line("3", date="2010-12-03 08:00"),
        line("C9", quantity="-1", date="2010-12-02 09:00"),
    )


def hours(orders) -> list[float]:
    return [(order.at - START) / timedelta(hours=1) for order in orders]


def test_stretched_orders_fill_the_window_from_end_to_end(three_days):
    fitted = fit(three_days, "stretch", window(6 * HOUR_S, 10 * HOUR_S))

    assert hours(fitted.orders) == [6, 8, 10]
    assert fitted.lines_outside == 0


def test_a_cancellation_stays_as_long_after_its_order_as_it_was(three_days):
    fitted = fit(three_days, "stretch", window(6 * HOUR_S, 10 * HOUR_S))

    assert hours(fitted.cancellations) == [9]


def test_a_history_of_one_moment_starts_when_the_window_does(tmp_path):
    fitted = fit(history(tmp_path, line("1"), line("2")), "stretch", window(6 * HOUR_S, 10 * HOUR_S))

    assert hours(fitted.orders) == [6, 6]


def test_as_is_keeps_the_times_and_counts_what_comes_too_late(three_days):
    fitted = fit(three_days, "as_is", window(6 * HOUR_S, 6 * HOUR_S + 1.5 * DAY_S))

    assert hours(fitted.orders) == [6, 30]
    assert fitted.lines_outside == 1


def test_a_cancellation_after_the_run_is_counted_as_outside(three_days):
    fitted = fit(three_days, "as_is", window(0, DAY_S, end_s=DAY_S + 60))

    assert fitted.cancellations == ()
    assert fitted.lines_outside == 2


def test_repeated_orders_come_at_the_same_hour_under_references_of_their_own(three_days):
    fitted = fit(three_days, "repeat", window(0, 7 * DAY_S))

    assert [order.external_ref for order in fitted.orders] == [
        "1",
        "2",
        "3",
        "1-2",
        "2-2",
        "3-2",
        "1-3",
        "2-3",
    ]
    assert hours(fitted.orders) == [0, 24, 48, 72, 96, 120, 144, 168]
    assert [cancel.external_ref for cancel in fitted.cancellations] == ["2", "2-2", "2-3"]
    assert (fitted.rounds, fitted.lines_outside) == (3, 0)


def test_a_repeated_reference_keeps_clear_of_those_the_file_has(tmp_path):
    fitted = fit(history(tmp_path, line("7"), line("7-2")), "repeat", window(0, 1.5 * DAY_S))

    assert len({order.external_ref for order in fitted.orders}) == 4

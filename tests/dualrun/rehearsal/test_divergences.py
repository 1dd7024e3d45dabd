from datetime import UTC, datetime, timedelta

from dualrun.rehearsal.divergences import Truth, occurrences

START = datetime(2026, 3, 2, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_each_declared_difference_says_how_much_was_declared_when_it_was_first_seen_and_by_which_gate():
    truth = Truth()
    truth.occurred("rounding", "W1", after(100))
    truth.occurred("rounding", "W2", after(200))
    seen = {("W2", False): after(260), ("W1", False): after(300), ("W9", False): after(1)}

    [row, other] = occurrences({"rounding": 0.33, "naming": 0.1}, truth, seen, START, ["all to live"])

    assert (row.share, row.seen, row.first_at_s, row.first_seen_s) == (0.33, 2, 100.0, 260.0)
    assert (row.gates, row.alarms, row.detected_after_s) == (["all to live"], ["W9"], [200.0, 60.0])
    assert (other.occurred, other.first_seen_s) == ([], None)

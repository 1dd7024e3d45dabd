from datetime import UTC, datetime

from dualrun.scenario.schema import Peak
from dualrun.scenario.week import Arrivals

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY_S = 86_400.0


def share_of_the_second_day(*peaks: Peak) -> float:
    arrivals = Arrivals("even", MONDAY, 0.0, 3 * DAY_S, peaks)
    moments = [arrivals.at(n / 300) for n in range(300)]
    return sum(DAY_S <= at_s < 2 * DAY_S for at_s in moments) / 300


def test_in_a_peak_so_many_times_as_much_is_ordered():
    peak = Peak.model_validate({"from": "day 1", "to": "day 2", "factor": 2.0})
    assert round(share_of_the_second_day(), 2) == 0.33
    assert round(share_of_the_second_day(peak), 2) == 0.5
    assert round(share_of_the_second_day(peak, peak), 2) == 0.67

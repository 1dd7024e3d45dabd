import pytest

from dualrun.sweep.proportion import paired_by_chance, proportion


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # tables of the exact interval at 95%
        (0, 10, 0.0, 0.308497),
        (5, 10, 0.187086, 0.812914),
        (10, 10, 0.691503, 1.0),
    ],
)
def test_the_interval_is_the_exact_one(hits, of, low, high):
    found = proportion(hits, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-5)


def test_of_nothing_nothing_is_known():
    assert proportion(0, 0)[2:] == (0.0, 0.0, 1.0)


def test_pairs_that_end_differently_decide_whether_two_plans_differ():
    assert paired_by_chance(0, 0) == 1.0
    assert paired_by_chance(3, 3) == 1.0
    assert paired_by_chance(10, 0) == pytest.approx(2 / 1024, abs=1e-6)

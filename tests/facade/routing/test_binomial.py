from fractions import Fraction
from math import comb, sqrt

import pytest

from facade.routing.binomial import at_most, incomplete_beta, lower_bound, trials_needed, upper_bound

PUBLISHED = [
    (0.01, 299, 268),
    (0.005, 598, 539),
    (0.001, 2_995, 2_704),
    (0.0005, 5_990, 5_410),
    (0.0001, 29_956, 27_058),
]
"""The limit, the clean samples the exact bound needs at 95%, and those of Wilson's score bound."""

NORMAL_95 = 1.645  # as the tables round it


def exactly_at_most(failed: int, trials: int, rate: Fraction) -> Fraction:
    return sum(
        (comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(failed + 1)), Fraction(0)
    )


def wilson_at_no_failure(trials: int) -> float:
    return NORMAL_95**2 / (trials + NORMAL_95**2)


@pytest.mark.parametrize(("limit", "exact", "_wilson"), PUBLISHED)
def test_clean_samples_needed_are_those_of_the_exact_bound(limit: float, exact: int, _wilson: int) -> None:
    assert trials_needed(0, limit, 0.95) == exact
    assert upper_bound(0, exact, 0.95) <= limit < upper_bound(0, exact - 1, 0.95)


@pytest.mark.parametrize(("limit", "exact", "wilson"), PUBLISHED)
def test_wilson_would_be_content_with_fewer(limit: float, exact: int, wilson: int) -> None:
    assert wilson_at_no_failure(wilson) <= limit < wilson_at_no_failure(wilson - 1)
    assert upper_bound(0, wilson, 0.95) > limit
    assert wilson < exact


@pytest.mark.parametrize(("failed", "trials"), [(0, 7), (1, 7), (3, 40), (39, 40), (12, 300)])
@pytest.mark.parametrize("rate", [Fraction(1, 1000), Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)])
def test_the_tail_is_that_of_exact_fractions(failed: int, trials: int, rate: Fraction) -> None:
    expected = float(exactly_at_most(failed, trials, rate))

    assert at_most(failed, trials, float(rate)) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize(("failed", "trials"), [(1, 40), (3, 40), (20, 500), (499, 500)])
@pytest.mark.parametrize("rate", [0.0001, 0.01, 0.1, 0.5, 0.9])
def test_between_the_integers_the_tail_goes_on_rising(failed: int, trials: int, rate: float) -> None:
    below, between, above = (at_most(failed - back, trials, rate) for back in (1, 0.5, 0))

    assert below <= between + 1e-12 <= above + 2e-12


def test_the_beta_distribution_is_that_of_the_tables() -> None:
    assert incomplete_beta(0.5, 4, 4) == pytest.approx(0.5)
    assert incomplete_beta(0.3, 1, 1) == pytest.approx(0.3)
    assert incomplete_beta(0.25, 0.5, 0.5) == pytest.approx(1 / 3)  # the arcsine law


def test_the_bound_is_the_textbook_one() -> None:
    assert upper_bound(0, 10, 0.95) == pytest.approx(0.2589, abs=1e-4)
    assert upper_bound(2, 20, 0.95) == pytest.approx(0.2826, abs=1e-4)
    assert upper_bound(3, 3, 0.95) == 1.0
    assert lower_bound(0, 3, 0.95) == 0.0
    assert lower_bound(3, 3, 0.95) == pytest.approx(0.05 ** (1 / 3))


@pytest.mark.parametrize("failed", [1, 2, 5, 40])
@pytest.mark.parametrize("limit", [0.5, 0.1, 0.01, 0.0001])
def test_the_samples_it_names_are_enough_and_one_less_is_not(failed: int, limit: float) -> None:
    trials = trials_needed(failed, limit, 0.95)

    assert upper_bound(failed, trials, 0.95) <= limit + 1e-12
    assert upper_bound(failed, trials - 1, 0.95) > limit


def test_half_of_the_trials_bound_the_rate_on_both_sides() -> None:
    low, high = lower_bound(50, 100, 0.95), upper_bound(50, 100, 0.95)

    assert low == pytest.approx(1 - high)
    assert 0.5 < high < 0.5 + 2 * NORMAL_95 / sqrt(400)

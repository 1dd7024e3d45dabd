"""What is the binomial tail when failures and trials are not whole numbers?

Money is weighed, not counted, so its trials are fractions. The regularised incomplete beta function continues
the binomial tail between the integers: at most k failures in n trials at rate p is I(1 - p; n - k, k + 1).
"""

from math import exp, lgamma, log, log1p

STEPS_MAX = 10_000
CLOSE = 1e-15
TINY = 1e-300


def at_most(failed: float, trials: float, rate: float) -> float:
    """Give the probability of `failed` or fewer failures in `trials` at `rate`."""
    if failed >= trials or rate <= 0.0:
        return 1.0
    if rate >= 1.0:
        return 0.0
    return 1 - incomplete_beta(rate, failed + 1, trials - failed)


def upper_bound(failed: float, trials: float, confidence: float) -> float:
    """Give the failure rate that we are `confidence` sure not to exceed."""
    if failed >= trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if at_most(failed, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Give the share of the beta distribution (a, b) that lies below `x`.

    Its continued fraction converges quickly only below the mean; above, the other tail is asked.
    """
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    if x <= 0.0:
        return 0.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front * _continued(x, a, b)


def _continued(x: float, a: float, b: float) -> float:
    """Sum the continued fraction by Lentz's method, two terms a step."""
    c, d = 1.0, _not_nothing(1 - (a + b) * x / (a + 1))
    d = 1 / d
    value = d
    for m in range(1, STEPS_MAX):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _not_nothing(1 + even * d)
        c = _not_nothing(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_nothing(1 + odd * d)
        c = _not_nothing(1 + odd / c)
        value *= d * c
        if abs(d * c - 1) < CLOSE:
            break
    return value


def _not_nothing(value: float) -> float:
    return value if abs(value) > TINY else TINY

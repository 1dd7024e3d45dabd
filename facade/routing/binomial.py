"""How many failures can a rate explain?

The exact one-sided binomial (Clopper-Pearson) bounds. At no failure at all the upper one is below a limit
after ln(1 - confidence) / ln(1 - limit) trials: 299 for 1% at 95%. The Wilson score bound would ask for 268:
slightly generous just where gates are decided, and so not used.

The tail is asked of the regularised incomplete beta function, at most k failures in n trials at rate p being
I(1 - p; n - k, k + 1): a million trials are no more work than forty, and it continues the tail between the
integers, which money needs, being weighed and not counted.
"""

from math import ceil, exp, lgamma, log, log1p

HALVINGS = 60
STEPS_MAX = 10_000
CLOSE = 1e-15
TINY = 1e-300


def at_most(failed: float, trials: float, rate: float) -> float:
    """Give the probability of `failed` or fewer failures in `trials` at `rate`."""
    if failed >= trials or rate <= 0.0:
        return 1.0
    if rate >= 1.0:
        return 0.0
    return _share(1 - rate, rate, trials - failed, failed + 1)


def upper_bound(failed: float, trials: float, confidence: float) -> float:
    """Give the failure rate that we are `confidence` sure not to exceed."""
    if failed >= trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if at_most(failed, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def lower_bound(failed: float, trials: float, confidence: float) -> float:
    """Give the failure rate that we are `confidence` sure to exceed."""
    return 1 - upper_bound(trials - failed, trials, confidence) if failed else 0.0


def trials_needed(failed: int, limit: float, confidence: float) -> int:
    """Give the fewest trials at which `failed` failures still bound the rate by `limit`."""
    if failed == 0:
        return ceil(log(1 - confidence) / log1p(-limit))
    low, high = failed, 2 * failed + 16
    while at_most(failed, high, limit) > 1 - confidence:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        if at_most(failed, middle, limit) > 1 - confidence:
            low = middle + 1
        else:
            high = middle
    return low


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Give the share of the beta distribution (a, b) that lies below `x`."""
    return _share(x, 1 - x, a, b)


def _share(x: float, rest: float, a: float, b: float) -> float:
    """Give the share below `x`, of which `rest` is what it lacks to 1: told apart, neither is rounded away.

    The continued fraction converges quickly only below the mean; above, the other tail is asked.
    """
    if x > (a + 1) / (a + b + 2):
        return 1 - _share(rest, x, b, a)
    if x <= 0.0:
        return 0.0
    ways = lgamma(a + b) - lgamma(a) - lgamma(b)
    return exp(ways + a * _log(x, rest) + b * _log(rest, x)) / a * _continued(x, a, b)


def _log(x: float, rest: float) -> float:
    return log(x) if x < rest else log1p(-rest)


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

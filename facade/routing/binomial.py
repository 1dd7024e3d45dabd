"""How many failures can a rate explain?

The exact one-sided binomial (Clopper-Pearson) bounds. At no failure at all the upper one is below a limit
after ln(1 - confidence) / ln(1 - limit) trials: 299 for 1% at 95%. The Wilson score bound would ask for 268:
slightly generous just where gates are decided, and so not used.
"""

from math import ceil, exp, lgamma, log, log1p

HALVINGS = 60


def at_most(failed: int, trials: int, rate: float) -> float:
    """Give the probability of `failed` or fewer failures in `trials` at `rate`."""
    if rate <= 0.0:
        return 1.0
    if rate >= 1.0:
        return 1.0 if failed >= trials else 0.0
    log_rate, log_rest = log(rate), log1p(-rate)
    ways = lgamma(trials + 1)
    return sum(
        exp(ways - lgamma(k + 1) - lgamma(trials - k + 1) + k * log_rate + (trials - k) * log_rest)
        for k in range(failed + 1)
    )


def upper_bound(failed: int, trials: int, confidence: float) -> float:
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


def lower_bound(failed: int, trials: int, confidence: float) -> float:
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

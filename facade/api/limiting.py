"""How often may a principal call? A token bucket each, by the façade's own clock.

What is left is told in the headers of draft-ietf-httpapi-ratelimit-headers-10, so that a caller can slow down
before it is told to.
"""

from math import ceil
from typing import NamedTuple

from facade.api.access import Principal, Quota
from facade.api.problem import ProblemError
from facade.ports import Clock

POLICY = "calls"
Pairs = tuple[tuple[bytes, bytes], ...]


class Level(NamedTuple):
    """What a bucket held, and when; it fills by itself."""

    tokens: float
    at_s: float


def drawn(level: Level, quota: Quota, now_s: float) -> tuple[bool, Level]:
    """Take one token if there is one, and give what is left either way."""
    tokens = min(float(quota.burst), level.tokens + (now_s - level.at_s) * quota.per_s)
    return (True, Level(tokens - 1, now_s)) if tokens >= 1 else (False, Level(tokens, now_s))


def told(level: Level, quota: Quota) -> dict[str, str]:
    """Write the headers: the quota with the window in which it fills, what is left, when it is full again."""
    full_in_s = ceil((quota.burst - level.tokens) / quota.per_s)
    return {
        "RateLimit-Policy": f'"{POLICY}";q={quota.burst};w={ceil(quota.burst / quota.per_s)}',
        "RateLimit": f'"{POLICY}";r={int(level.tokens)};t={full_in_s}',
    }


class Limiter:
    """The buckets of one process; replicas count for themselves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._levels: dict[str, Level] = {}

    def take(self, principal: Principal) -> Pairs:
        """Count one call, and give the headers that tell how many are left; none for who has no quota.

        Raises:
            ProblemError: 429, with how long to wait.
        """
        quota = principal.quota
        if quota is None:
            return ()
        now_s = self._clock.monotonic()
        level = self._levels.get(principal.client_id, Level(float(quota.burst), now_s))
        has_one, level = drawn(level, quota, now_s)
        self._levels[principal.client_id] = level
        headers = told(level, quota)
        if not has_one:
            wait_s = max(1, ceil((1 - level.tokens) / quota.per_s))
            detail = f"at most {quota.per_s:g} calls a second, {quota.burst} at once; wait {wait_s} s"
            raise ProblemError(429, "too_many_calls", detail, None, {**headers, "Retry-After": str(wait_s)})
        return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())

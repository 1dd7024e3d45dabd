"""How long to wait before the next attempt: doubling, bounded, jittered by a key and not by a dice."""

from facade.errors import SystemTimeoutError, SystemUnavailableError
from facade.ports import Chance

FIRST_S, LONGEST_S = 2.0, 300.0
CAUGHT_UP_S_MAX = 2 * LONGEST_S
"""How long a system that answers again is followed up at most: whatever found it away is tried within the
longest wait, and once more if that was just when somebody else was finding out whether it is back."""
PATIENCE_S = 7 * 86400.0
"""How long one row is tried: then a person has to look at it. No outage that passes lasts so long."""


def backoff_s(chance: Chance, message_id: str, attempts: int) -> float:
    """Give the wait after `attempts` failed attempts of one message."""
    ceiling = min(LONGEST_S, FIRST_S * 2.0 ** min(attempts - 1, 16))
    return ceiling * (0.5 + 0.5 * chance.uniform("backoff", message_id, attempts))


def wait_s(
    failure: SystemUnavailableError | SystemTimeoutError, chance: Chance, message_id: str, attempts: int
) -> float:
    """Give the wait after a failure: never less than the neighbour asked for."""
    own = backoff_s(chance, message_id, attempts)
    asked = failure.retry_after_s if isinstance(failure, SystemUnavailableError) else None
    return own if asked is None else max(own, asked)

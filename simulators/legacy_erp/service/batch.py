"""The nightly batch: when it runs, and what it keeps others from."""

from functools import lru_cache

from simulators.chassis.world import World

BATCH_WINDOW = "batch_window"
"""The misbehaviour by which it keeps others out: see faults.py."""
FROM, TO = "01:00", "03:00"


def batch_is_running(world: World) -> bool:
    """Say whether this world's nightly batch keeps others from something now."""
    settings = world.misbehaviours.get(BATCH_WINDOW)
    if settings is None:
        return False
    at = world.clock.now()
    start, end = _minute(settings.get("from", FROM)), _minute(settings.get("to", TO))
    now = at.hour * 60 + at.minute
    return start <= now < end if start <= end else now >= start or now < end


def batch_lets_readers_in(world: World) -> bool:
    """Say whether this world's nightly batch locks only what is written to."""
    return bool(world.misbehaviours[BATCH_WINDOW].get("only_postings", False))


@lru_cache(64)
def _minute(at: str | int) -> int:
    """Give the minute of the day. YAML reads an unquoted 23:00 as 1380, which is just that."""
    if isinstance(at, int):
        return at
    hour, _, minute = at.partition(":")
    return int(hour) * 60 + int(minute or 0)

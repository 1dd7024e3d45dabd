"""This product's famous bad habits, as data, and when the nightly batch is running."""

from functools import lru_cache

from simulators.chassis.simulator import Misbehaviour
from simulators.chassis.world import World
from simulators.legacy_erp.service.erp import CODE_PAGE

BATCH_WINDOW = "batch_window"

MISBEHAVIOURS = (
    Misbehaviour(
        kind=BATCH_WINDOW,
        summary="refuses every call with 503 and no Retry-After while the nightly batch runs (times in UTC)",
        defaults={"from": "01:00", "to": "03:00"},
    ),
    Misbehaviour(
        kind=CODE_PAGE,
        summary="stores `?` for text outside CP1252 and cuts names at 50, descriptions at 30; always on",
        defaults={},
    ),
)


def batch_is_running(world: World) -> bool:
    """Say whether this world's nightly batch refuses calls now."""
    settings = world.misbehaviours.get(BATCH_WINDOW)
    if settings is None:
        return False
    defaults, at = MISBEHAVIOURS[0].defaults, world.clock.now()
    start = _minute(settings.get("from", defaults["from"]))
    end = _minute(settings.get("to", defaults["to"]))
    now = at.hour * 60 + at.minute
    return start <= now < end if start <= end else now >= start or now < end


@lru_cache(64)
def _minute(at: str | int) -> int:
    """Give the minute of the day. YAML reads an unquoted 23:00 as 1380, which is just that."""
    if isinstance(at, int):
        return at
    hour, _, minute = at.partition(":")
    return int(hour) * 60 + int(minute or 0)

"""This product's famous bad habits, as data, and when the nightly batch is running."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from simulators.chassis.simulator import Misbehaviour
from simulators.chassis.world import World
from simulators.legacy_erp.service.texts import CODE_PAGE, MOJIBAKE, TRUNCATED

BATCH_WINDOW = "batch_window"

MISBEHAVIOURS = (
    Misbehaviour(
        kind=BATCH_WINDOW,
        summary="refuses every call with 503 and no Retry-After while the nightly batch runs (times in UTC);"
        " with `only_postings` readers get in, and whoever writes is told that the table is locked",
        defaults={"from": "01:00", "to": "03:00", "only_postings": False},
    ),
    Misbehaviour(
        kind=CODE_PAGE,
        summary="stores `?` for text outside CP1252 and cuts names at 50, descriptions at 30; always on",
        defaults={},
    ),
    Misbehaviour(
        kind=MOJIBAKE,
        summary="stores text outside ASCII as UTF-8 that was read as CP1252",
        defaults={"share": 1.0},
    ),
    Misbehaviour(
        kind=TRUNCATED,
        summary="cuts every text at `length` characters, as a column does that was never widened",
        defaults={"share": 1.0, "length": 20},
    ),
)
DEFAULTS: Mapping[str, Mapping[str, Any]] = {habit.kind: habit.defaults for habit in MISBEHAVIOURS}


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


def batch_locks_only_postings(world: World) -> bool:
    """Say whether this world's nightly batch lets readers in."""
    settings = world.misbehaviours.get(BATCH_WINDOW, {})
    return bool(settings.get("only_postings", False))


@lru_cache(64)
def _minute(at: str | int) -> int:
    """Give the minute of the day. YAML reads an unquoted 23:00 as 1380, which is just that."""
    if isinstance(at, int):
        return at
    hour, _, minute = at.partition(":")
    return int(hour) * 60 + int(minute or 0)

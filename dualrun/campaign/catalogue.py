"""What may go wrong in a random schedule: kinds with their settings, as data."""

from typing import NamedTuple


class Range(NamedTuple):
    """A setting that is drawn between two values."""

    low: float
    high: float


class Kind(NamedTuple):
    """One kind of fault on a call, how often it is drawn among the others, and its settings."""

    kind: str
    weight: int
    settings: tuple[tuple[str, Range], ...] = ()


class Habit(NamedTuple):
    """A product's misbehaviour that the business must live with, with its settings."""

    system: str
    kind: str
    settings: tuple[tuple[str, float], ...] = ()


ON_ANY_CALL: tuple[Kind, ...] = (
    Kind("response_lost", 6),
    Kind("request_lost", 4),
    Kind("reset", 3),
    Kind("server_error", 3, (("status", Range(500, 504)),)),
    Kind("throttled", 3, (("retry_after_s", Range(0, 120)),)),
    Kind("delayed", 3, (("delay_s", Range(1, 8)),)),
    Kind("delayed", 3, (("delay_s", Range(10, 30)),)),
)
"""A delay may outlast its caller's patience, but not by half a minute: what a system without a key of its own
carries out after its caller has given up, waited, looked and asked again is done twice."""

ON_NEWS: tuple[Kind, ...] = (
    *ON_ANY_CALL,
    Kind("duplicate", 6, (("delay_s", Range(0, 600)), ("copies", Range(1, 3)))),
    Kind("delayed", 4, (("delay_s", Range(10, 7200)),)),
)
"""What the façade is told carries an id of its own, so it may come again, and hours late."""

HABITS: tuple[Habit, ...] = (
    Habit("wms", "late_webhook", (("share", 0.5), ("delay_s", 600.0))),
    Habit("wms", "repeated_webhook", (("share", 0.5),)),
    Habit("wms", "short_pick", (("share", 1.0),)),
    Habit("wms", "bad_signature", (("share", 0.3),)),
    Habit("threepl", "late_webhook", (("share", 0.5), ("delay_s", 600.0))),
    Habit("threepl", "repeated_webhook", (("share", 0.5),)),
    Habit("threepl", "request_rate", (("calls", 3.0),)),
    Habit("commerce", "exports_twice", (("share", 1.0), ("delay_s", 30.0))),
    Habit("legacy_erp", "lock_timeout", (("share", 0.3),)),
    Habit("legacy_erp", "stale_list", (("share", 1.0), ("lag_s", 30.0))),
    Habit("cloud_erp", "search_lag", (("share", 1.0), ("lag_s", 60.0))),
    Habit("cloud_erp", "number_as_text", (("share", 1.0),)),
    Habit("cloud_erp", "request_quota", (("limit", 3.0), ("window_s", 60.0))),
)
"""Left out are habits after which no integration can keep its promise: goods that leave unasked, a number
series that stays exhausted, an order entered twice by the book itself."""

LINKS = tuple(
    link
    for system in ("legacy_erp", "cloud_erp", "wms", "threepl", "commerce")
    for link in (f"facade->{system}", f"{system}->facade")
)
"""What an outage can fall on; the books call nobody, and such an outage strikes nothing."""

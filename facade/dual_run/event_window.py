"""Do both sides say the same things happened, in time and in order?

Events arrive when they like, so both streams are matched by what they are about and what they say, within a
window. One that comes later is late, one that overtakes another of its document is reordered, and one whose
window is over without a partner is unobserved, which counts against the new side. One whose window is open is
not judged yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from facade.dual_run.difference import Fields


class EventVerdict(StrEnum):
    """How the comparison of one event can end."""

    MATCH = "match"
    MISMATCH = "mismatch"
    LATE = "late"
    REORDERED = "reordered"
    UNOBSERVED = "unobserved"
    EXTRA = "extra"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as one side tells it: of which document, of which type, when, and with which fields."""

    subject: str
    type: str
    at: datetime
    fields: Fields


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of one event; its second of the same type is the second occurrence, and so on."""

    subject: str
    type: str
    occurrence: int
    verdict: EventVerdict


Key = tuple[str, str, int]


def compare_events(
    old: Iterable[Seen], new: Iterable[Seen], window: timedelta, until: datetime
) -> list[Compared]:
    """Compare two streams of events as they stood at `until`, each in the order it was received."""
    left, right = _numbered(old), _numbered(new)
    overtaking = _overtaking(left, right)
    return [
        Compared(*key, _verdict(key, left, right, overtaking, window, until))
        for key in dict.fromkeys((*left, *right))
    ]


def _numbered(events: Iterable[Seen]) -> dict[Key, Seen]:
    counts: dict[tuple[str, str], int] = {}
    numbered: dict[Key, Seen] = {}
    for event in events:
        count = counts[event.subject, event.type] = counts.get((event.subject, event.type), 0) + 1
        numbered[event.subject, event.type, count] = event
    return numbered


def _overtaking(left: dict[Key, Seen], right: dict[Key, Seen]) -> dict[Key, None]:
    """Find what the new side tells before something the old side told earlier of the same document."""
    places = {key: place for place, key in enumerate(left)}
    earliest: dict[str, int] = {}
    found: dict[Key, None] = {}
    for key in reversed(right):
        if key not in places:
            continue
        nearest = earliest.get(key[0])
        if nearest is not None and places[key] > nearest:
            found[key] = None
        earliest[key[0]] = places[key] if nearest is None else min(nearest, places[key])
    return found


def _verdict(
    key: Key,
    left: dict[Key, Seen],
    right: dict[Key, Seen],
    overtaking: dict[Key, None],
    window: timedelta,
    until: datetime,
) -> EventVerdict:
    ours, theirs = left.get(key), right.get(key)
    if ours is None or theirs is None:
        alone = ours or theirs
        if alone is not None and until - alone.at <= window:
            return EventVerdict.OPEN
        return EventVerdict.EXTRA if ours is None else EventVerdict.UNOBSERVED
    if ours.fields != theirs.fields:
        return EventVerdict.MISMATCH
    if abs(theirs.at - ours.at) > window:
        return EventVerdict.LATE
    return EventVerdict.REORDERED if key in overtaking else EventVerdict.MATCH

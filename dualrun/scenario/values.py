"""How does a person write a moment, a duration or a choice in a scenario file?"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from dualrun.nearest import nearest

DAY_S, HOUR_S, MINUTE_S = 86_400.0, 3_600.0, 60.0
_UNITS_S = {"d": DAY_S, "h": HOUR_S, "m": MINUTE_S, "s": 1.0, "ms": 0.001}
_DURATION_PART = r"\d{1,9}(?:\.\d{1,6})?\s*(?:ms|[dhms])"
_DURATION = re.compile(rf"{_DURATION_PART}(?:\s*{_DURATION_PART})*")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[dhms])")
_DAY = re.compile(r"day\s+(\d{1,5})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MANY_SHOWN = 12
_SHOWN_MAX = 60


def hint(word: str, known: Iterable[str]) -> str:
    """End a message about an unknown word: with the word that was meant, or else with those there are."""
    there_are = list(known)
    close = nearest(word, there_are)
    if close is not None:
        return f', did you mean "{close}"?'
    listed = ", ".join(there_are[:_MANY_SHOWN]) + (", ..." if len(there_are) > _MANY_SHOWN else "")
    return f"; there are {listed}" if listed else "; none is known here"


def parse_duration(value: object) -> float:
    """Give the seconds of `45s`, `60m`, `2h`, `1d` or `1h 30m`.

    A bare number is refused: whether 30 means seconds or minutes is how outages become a day long.
    """
    if isinstance(value, str) and _DURATION.fullmatch(value.strip()):
        return sum(float(number) * _UNITS_S[unit] for number, unit in _PART.findall(value))
    raise ValueError(f"{shown(value)} is not a duration; write 45s, 60m, 2h or 1d")


def parse_moment(value: object) -> float:
    """Give the seconds since the start of the run of `day 3 10:00`, or of a duration such as `36h`."""
    if isinstance(value, str):
        text = value.strip()
        if _DURATION.fullmatch(text):
            return parse_duration(text)
        found = _DAY.fullmatch(text)
        if found is not None:
            day, hour, minute, second = (int(part or 0) for part in found.groups())
            if hour < 24 and minute < 60 and second < 60:
                return day * DAY_S + hour * HOUR_S + minute * MINUTE_S + second
    raise ValueError(f"{shown(value)} is not a moment; write day 3 10:00 (day 0 is the start) or 36h")


def parse_start(value: object) -> datetime:
    """Give the instant, in UTC, at which day 0 begins."""
    if isinstance(value, str):
        try:
            instant = datetime.fromisoformat(value.strip())
        except ValueError:
            instant = None
        if instant is not None and instant.tzinfo is not None:
            return instant.astimezone(UTC)
    raise ValueError(f"{shown(value)} is not an instant with its zone; write 2026-03-02T00:00:00Z")


def parse_switch(value: object) -> bool:
    """Give true or false for on or off: YAML 1.2, which these files follow, knows only true and false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"on", "off"}:
        return value.lower() == "on"
    raise ValueError(f"{shown(value)} is neither on nor off")


def one_of(noun: str, known: Iterable[str]) -> BeforeValidator:
    """Accept only the words of a list, and name the nearest one to whoever slipped."""
    words = tuple(known)
    return BeforeValidator(_chooser(noun, words))


def _chooser(noun: str, words: tuple[str, ...]) -> Callable[[object], str]:
    def choose(value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        written = value if isinstance(value, str) else shown(value)
        raise ValueError(f'unknown {noun} "{written}"{hint(str(written), words)}')

    return choose


def shown(value: object) -> str:
    """Show what was found, short enough for one line."""
    text = f'"{value}"' if isinstance(value, str) else type(value).__name__
    if value is None:
        text = "nothing"
    elif isinstance(value, bool | int | float):
        text = str(value).lower()
    elif isinstance(value, tuple | list):
        text = "a list"
    elif isinstance(value, dict):
        text = "a mapping"
    return on_one_line(text, _SHOWN_MAX)


def on_one_line(text: str, length_max: int) -> str:
    """Give the text without line breaks, cut where it gets too long for a message."""
    line = " ".join(text.split())
    return line if len(line) <= length_max else line[: length_max - 3] + "..."


def parse_setting(value: object) -> bool | int | float | str:
    """Give a setting that a product understands: a single value."""
    if isinstance(value, bool | int | float | str):
        return value
    raise ValueError(f"must be a single value, found {shown(value)}")


def clock_text(seconds: float) -> str:
    """Write a moment the way a scenario file does: `day 3 10:00`."""
    day, rest = divmod(round(seconds), int(DAY_S))
    hour, rest = divmod(rest, int(HOUR_S))
    minute, second = divmod(rest, int(MINUTE_S))
    return f"day {day} {hour:02}:{minute:02}" + (f":{second:02}" if second else "")


_DURATION_JSON = {"type": "string", "pattern": rf"^{_DURATION.pattern}$", "examples": ["45s", "60m", "2h"]}
_MOMENT_JSON = {
    "type": "string",
    "pattern": rf"^(?:{_DAY.pattern}|{_DURATION.pattern})$",
    "examples": ["day 3 10:00", "36h"],
}
_SWITCH_JSON = {"enum": [True, False, "on", "off"]}

Duration = Annotated[float, BeforeValidator(parse_duration), WithJsonSchema(_DURATION_JSON)]
Moment = Annotated[float, BeforeValidator(parse_moment), WithJsonSchema(_MOMENT_JSON)]
Switch = Annotated[bool, BeforeValidator(parse_switch), WithJsonSchema(_SWITCH_JSON)]
Setting = Annotated[
    bool | int | float | str,
    BeforeValidator(parse_setting),
    WithJsonSchema({"type": ["boolean", "number", "string"]}),
]
Instant = Annotated[
    datetime, BeforeValidator(parse_start), WithJsonSchema({"type": "string", "format": "date-time"})
]

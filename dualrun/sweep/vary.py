"""Which keys of a scenario are drawn anew for every seed, and from which range?"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dualrun.errors import UsageError
from dualrun.scenario.values import parse_moment
from dualrun.streams import Streams

_SIGNIFICANT = 4
_AS_IN = "as in demand.orders=200..800, expect.catch_up=1d..4d or facade.outbox=on|off"


class Variation(NamedTuple):
    """One varied key: a range with its sort of value, or a list of words."""

    key: str
    sort: str
    low: float = 0.0
    high: float = 0.0
    words: tuple[str, ...] = ()

    def drawn(self, seed: int) -> tuple[str, float]:
        """Give what the seed draws: the value as a scenario has it, and as a number to compare by."""
        streams = Streams(seed).child("vary")
        if self.words:
            place = streams.between(0, len(self.words) - 1, self.key)
            return self.words[place], float(place)
        if self.sort == "whole":
            number = streams.between(int(self.low), int(self.high), self.key)
            return str(number), float(number)
        value = self.low + (self.high - self.low) * streams.uniform(self.key)
        if self.sort == "time":
            return f"{round(value)}s", float(round(value))
        text = f"{value:.{_SIGNIFICANT}g}"
        return text, float(text)


def variations(given: Iterable[str]) -> tuple[Variation, ...]:
    """Read what was typed after `--vary`.

    Raises:
        UsageError: one of them is no `key=low..high` and no `key=word|word`.
    """
    found: dict[str, Variation] = {}
    for text in given:
        key, sign, values = (part.strip() for part in text.partition("="))
        if not (key and sign and values):
            raise UsageError(f"--vary {text}: write key=low..high, {_AS_IN}")
        if key in found:
            raise UsageError(f"--vary {text}: {key} is varied twice")
        found[key] = _choice(text, key, values) if "|" in values else _range(text, key, values)
    return tuple(found.values())


def drawn(chosen: Iterable[Variation], seed: int) -> tuple[dict[str, str], dict[str, float]]:
    """Give what a seed draws for all varied keys: as overrides, and as numbers to compare by."""
    draws = {one.key: one.drawn(seed) for one in chosen}
    return {key: text for key, (text, _) in draws.items()}, {key: n for key, (_, n) in draws.items()}


def _choice(text: str, key: str, values: str) -> Variation:
    words = tuple(word.strip() for word in values.split("|"))
    if not all(words) or len(dict.fromkeys(words)) != len(words):
        raise UsageError(f"--vary {text}: each word once, {_AS_IN}")
    return Variation(key, "word", words=words)


def _range(text: str, key: str, values: str) -> Variation:
    low_text, dots, high_text = (part.strip() for part in values.partition(".."))
    if not (dots and low_text and high_text):
        raise UsageError(f"--vary {text}: write key=low..high, {_AS_IN}")
    (low_sort, low), (high_sort, high) = _number(text, low_text), _number(text, high_text)
    if (low_sort == "time") != (high_sort == "time"):
        raise UsageError(f"--vary {text}: one end is a time and the other a number")
    if low >= high:
        raise UsageError(f"--vary {text}: {low_text} is not below {high_text}")
    sort = low_sort if low_sort == high_sort else "number"
    return Variation(key, sort, low, high)


def _number(text: str, value: str) -> tuple[str, float]:
    if re.fullmatch(r"-?\d{1,12}", value):
        return "whole", float(value)
    if re.fullmatch(r"-?\d{1,12}\.\d{1,9}", value):
        return "number", float(value)
    try:
        return "time", parse_moment(value)
    except ValueError:
        raise UsageError(f'--vary {text}: "{value}" is neither a number nor a time') from None


def as_written(chosen: Iterable[Variation]) -> Mapping[str, str]:
    """Give the ranges as a document has them."""
    return {
        one.key: "|".join(one.words) if one.words else f"{one.low:g}..{one.high:g} ({one.sort})"
        for one in chosen
    }

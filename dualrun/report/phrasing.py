"""How are times, shares and foreign text put into words, on every medium alike?"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

_DAY_S = 86_400
_HOUR_S = 3_600
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # a terminal obeys these, XML forbids them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # these make text read otherwise than it is
    "\ud800-\udfff\ufffe\uffff]"  # these cannot be written down at all
)


def harmless(text: str) -> str:
    """Replace what a terminal, a browser or an XML reader would act on or choke on."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


def duration(seconds: float) -> str:
    """Say how long, in the largest unit that applies and the one below it."""
    if seconds < 59.95:
        return f"{round(seconds, 3):.3g} s"
    whole = round(seconds)
    counts = [whole // _DAY_S, whole % _DAY_S // _HOUR_S, whole % _HOUR_S // 60, whole % 60]
    first = next(place for place, count in enumerate(counts) if count)
    pairs = list(zip(counts, ("d", "h", "min", "s"), strict=True))[first : first + 2]
    return " ".join(f"{count} {unit}" for count, unit in pairs if count)


def percentage(part: float, whole: float) -> str:
    """Give a share; what is not everything never reads as 100%, what is not nothing never as 0%."""
    if not whole:
        return "n/a"
    share = part / whole
    if 0 < share < 0.0005:
        return "<0.1%"
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{share:.0%}" if share in (0, 1) else f"{share:.1%}"


def seconds_between(start: str, at: str) -> float | None:
    """Give how long after the start an instant lies; none when one of them is no instant."""
    try:
        return (datetime.fromisoformat(at) - datetime.fromisoformat(start)) / timedelta(seconds=1)
    except (TypeError, ValueError):
        return None


def virtual_day(start: str, at: str) -> str:
    """Name an instant as scenarios do: the day counted from the start, and the time of that day."""
    elapsed_s = seconds_between(start, at)
    if elapsed_s is None:
        return at
    day, rest_s = divmod(int(elapsed_s), _DAY_S)
    hour, rest_s = divmod(rest_s, _HOUR_S)
    return f"day {day} {hour:02d}:{rest_s // 60:02d}"


def spaced(name: str) -> str:
    """Write a name as words; a sentence that somebody else wrote stays as it is."""
    return name.replace("_", " ") if name.isidentifier() else name


def ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Order what was counted, the most frequent first."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def clipped(words: str, letters: int) -> str:
    """Cut what is too long, visibly; plain dots can be shown everywhere."""
    return words if len(words) <= letters else f"{words[: max(0, letters - 3)].rstrip()}..."


def told_once(subject: str, message: str) -> str:
    """Name the subject before the message, unless the message does so itself."""
    return message if message.startswith(subject) else f"{subject}: {message}"

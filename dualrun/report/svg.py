"""Shapes with words on them, as SVG text: what every drawing of the report is made of."""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil

from dualrun.report.phrasing import harmless, percentage

WIDTH = 960
DAY_S = 86_400
LETTER = 6.9
"""How wide a letter is on average, to tell whether words fit on a shape."""


def drawing(height: float, told: str, drawn: Sequence[str]) -> str:
    """Give a whole drawing; `told` is what it shows, for who cannot see it."""
    view = f"0 0 {WIDTH} {height:.0f}"
    return tag("svg", *drawn, viewBox=view, role="img", aria_label=told, class_="chart")


def pointed_at(told: str, *shapes: str) -> str:
    """Give shapes that tell something when pointed at."""
    return tag("g", tag("title", escape(harmless(told))), *shapes)


def lettering(x: float, y: float, words: str, class_: str) -> str:
    """Give words; how they are aligned is for the style sheet."""
    return tag("text", escape(harmless(words)), x=x, y=y, class_=class_)


def stacked(counts: Mapping[str, int], left: float, room: float, y: float, height: float) -> list[str]:
    """Draw counts as one bar; what happened at all is wide enough to be seen."""
    total = sum(counts.values())
    seen = {name: max(2.5, room * count / total) for name, count in counts.items() if count}
    shrink = room / sum(seen.values()) if seen else 1.0
    drawn, x = [tag("rect", x=left, y=y, width=room, height=height, class_="empty")], left
    for name, share in seen.items():
        width, words = share * shrink, name.replace("_", " ")
        part = percentage(counts[name], total)
        box = tag("rect", x=x, y=y, width=max(1.5, width - 1), height=height, class_=f"part {name}")
        label = ""
        if width > (len(words) + len(part) + 1) * LETTER + 8:
            label = lettering(x + width / 2, y + height / 2 + 4, f"{words} {part}", f"on-part {name}")
        drawn.append(pointed_at(f"{words}: {counts[name]:,} of {total:,}, {part}", box, label))
        x += width
    return drawn


def day_lines(length_s: float, left: float, scale: float, top: float, bottom: float) -> list[str]:
    """Draw the days as upright lines with their numbers below, as many as can be read."""
    days = length_s / DAY_S
    step = next((s for s in (1, 2, 5, 7, 14, 28) if days / s <= 16), max(1, ceil(days / 16)))
    drawn = []
    for day in range(0, int(days) + 1, step):
        x = left + day * DAY_S * scale
        drawn.append(tag("path", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", class_="grid"))
        drawn.append(lettering(x, bottom + 16, str(day) if day else "day 0", "tick"))
    return drawn


def day_time(at_s: float) -> str:
    """Name an instant by its day and its time of day."""
    day, rest_s = divmod(int(at_s), DAY_S)
    return f"day {day} {rest_s // 3600:02d}:{rest_s % 3600 // 60:02d}"


def tag(name: str, *inside: str, **attributes: object) -> str:
    """Give one element; what goes inside is markup already, attributes are escaped here."""
    given = "".join(f' {_attribute(key)}="{escape(_value(value))}"' for key, value in attributes.items())
    return f"<{name}{given}>{''.join(inside)}</{name}>"


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)

"""Three drawings a capability: do the books agree, how slow are the slowest answers, how often none?"""

from collections.abc import Callable, Sequence

from dualrun.report.document import BookSide, CourseRow
from dualrun.report.phrasing import duration, percentage
from dualrun.report.svg import WIDTH, day_lines, day_time, drawing, lettering, pointed_at, tag

LEFT, RIGHT, TOP, HEIGHT = 64.0, 12.0, 18.0, 64.0


def course(rows: Sequence[CourseRow], length_s: float) -> dict[str, str]:
    """Draw the course of every capability, one panel below the other."""
    capabilities = list(dict.fromkeys(row.capability for row in rows))
    return {name: _panels([row for row in rows if row.capability == name], length_s) for name in capabilities}


def _panels(rows: Sequence[CourseRow], length_s: float) -> str:
    scale = (WIDTH - LEFT - RIGHT) / max(length_s, 1.0)
    bottom = 3 * (TOP + HEIGHT)
    drawn = day_lines(length_s, LEFT, scale, TOP, bottom)
    shares = [(row.at_s, row.agreed / row.compared, row.compared) for row in rows if row.compared]
    drawn += _frame(0, "agreement", "100%", "0%")
    drawn += [
        _dot(
            LEFT + at_s * scale,
            0,
            share,
            "agreed",
            f"{day_time(at_s)}: {percentage(round(share * of), of)} of {of:,} agreed",
        )
        for at_s, share, of in shares
    ]
    drawn += _sides(1, "p99", rows, scale, lambda side: side.p99_s, duration)
    drawn += _sides(
        2, "errors", rows, scale, lambda side: 100 * side.errors / max(side.calls, 1), lambda v: f"{v:.1f}%"
    )
    return drawing(bottom + 26, f"{rows[0].capability}: agreement, p99 and errors, old beside new", drawn)


def _sides(
    place: int,
    name: str,
    rows: Sequence[CourseRow],
    scale: float,
    value: Callable[[BookSide], float],
    said: Callable[[float], str],
) -> list[str]:
    """Draw one value of both books over time, on one scale."""
    highest = max([value(side) for row in rows for side in (row.old, row.new)], default=0.0)
    drawn = _frame(place, name, said(highest), said(0.0))
    for side in ("old", "new"):
        points = [(row.at_s, getattr(row, side)) for row in rows if getattr(row, side).calls]
        where = [
            (LEFT + at_s * scale, _level(place, value(one) / highest if highest else 0.0))
            for at_s, one in points
        ]
        if len(where) > 1:
            drawn.append(
                tag("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in where), class_=f"line {side}")
            )
        for (at_s, one), (x, y) in zip(points, where, strict=True):
            told = f"{day_time(at_s)}, {side}: {said(value(one))} of {one.calls:,} calls"
            drawn.append(pointed_at(told, tag("circle", cx=x, cy=y, r=2.2, class_=f"dot {side}")))
    return drawn


def _frame(place: int, name: str, highest: str, lowest: str) -> list[str]:
    top, bottom = _level(place, 1.0), _level(place, 0.0)
    return [
        lettering(LEFT, top - 5, name, "lane start"),
        lettering(LEFT - 8, top + 5, highest, "tick end"),
        lettering(LEFT - 8, bottom + 3, lowest, "tick end"),
        tag("path", d=f"M{LEFT:.1f} {bottom:.1f}H{WIDTH - RIGHT:.1f}", class_="grid"),
    ]


def _dot(x: float, place: int, share: float, class_: str, told: str) -> str:
    return pointed_at(told, tag("circle", cx=x, cy=_level(place, share), r=2.6, class_=f"dot {class_}"))


def _level(place: int, share: float) -> float:
    return place * (TOP + HEIGHT) + TOP + (1.0 - share) * (HEIGHT - 8)

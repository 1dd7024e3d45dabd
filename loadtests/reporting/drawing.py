"""Curves over the time of a run, as inline SVG: data in, a drawing out."""

from collections.abc import Mapping, Sequence

from dualrun.report.svg import WIDTH, drawing, lettering, tag

LEFT, TOP, HEIGHT, BOTTOM = 56.0, 10.0, 130.0, 24.0
Series = Mapping[str, Sequence[tuple[float, float]]]


def curves(told: str, series: Series, length_s: float, marks: Sequence[tuple[float, str]] = ()) -> str:
    """Draw some series over one another; `marks` are moments at which something happened."""
    points = [point for one in series.values() for point in one]
    top = max((y for _, y in points), default=0.0) or 1.0
    scale_x, scale_y = (WIDTH - LEFT - 12) / max(length_s, 1.0), HEIGHT / top
    floor = TOP + HEIGHT
    drawn = [
        tag("path", d=f"M{LEFT:.1f} {floor:.1f}H{WIDTH - 12:.1f}", class_="grid"),
        lettering(LEFT - 8, TOP + 8, _short(top), "scale"),
        lettering(LEFT - 8, floor, "0", "scale"),
    ]
    ticks = range(0, int(length_s) + 1, _step(length_s))
    drawn += [lettering(LEFT + tick * scale_x, floor + 16, f"{tick} s", "tick") for tick in ticks]
    for at_s, what in marks:
        x = LEFT + at_s * scale_x
        path = tag("path", d=f"M{x:.1f} {TOP:.1f}V{floor:.1f}", class_="mark")
        drawn.append(tag("g", tag("title", what), path))
    for number, (name, line) in enumerate(series.items()):
        inside = [(LEFT + x * scale_x, floor - y * scale_y) for x, y in line if 0 <= x <= length_s]
        if inside:
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in inside)
            drawn.append(tag("path", tag("title", name), d=path, class_=f"line c{number}"))
    return drawing(floor + BOTTOM, told, drawn)


def _step(length_s: float) -> int:
    return next((one for one in (5, 10, 30, 60, 300, 900, 3600) if length_s / one <= 14), 14_400)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"

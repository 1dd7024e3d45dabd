"""The drawings of the report: data in, inline SVG out.

Colours are classes, so that the page's style sheet decides them for light, dark and paper. Every drawing has
a table beside it that says the same in numbers; the `<title>` of a shape is for whoever points at it.
"""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

from dualrun.report.derived import STAGES, VERDICTS, endings
from dualrun.report.document import Moment, Orders, ParityRow, StageRow
from dualrun.report.going_back_marks import NONE_KNOWN, Back, Lane, on_lane, tried_lane
from dualrun.report.phrasing import clipped, duration, percentage, seconds_between, virtual_day
from dualrun.report.svg import (
    DAY_S,
    LETTER,
    WIDTH,
    day_lines,
    day_time,
    drawing,
    lettering,
    pointed_at,
    stacked,
    tag,
)

ORDERS = "orders"
"""The capability that goes back with a copy; any other only changes who answers."""


def stage_timeline(
    rows: Sequence[StageRow], started_at: str, length_s: float, back: Back = NONE_KNOWN
) -> str:
    """Draw one lane a cohort: its stage on each day, what each gate said, how far back it can go."""
    lanes: dict[tuple[str, str], list[StageRow]] = {}
    for row in rows:
        lanes.setdefault((row.capability, row.cohort), []).append(row)
    several = len({capability for capability, _ in lanes}) > 1
    left, top, lane_height, gap = 116.0, 8.0, 28.0, 10.0
    scale = (WIDTH - left - 12) / max(length_s, 1.0)
    bottom = top + (len(lanes) + bool(back.tried)) * (lane_height + gap)
    drawn = day_lines(length_s, left, scale, top, bottom)
    for number, ((capability, cohort), moves) in enumerate(lanes.items()):
        y = top + number * (lane_height + gap)
        name = f"{capability} {cohort}" if several else cohort
        drawn.append(lettering(left - 10, y + lane_height / 2 + 4, clipped(name, 17), "lane"))
        place = Lane(left, y, scale, lane_height)
        drawn += _lane(moves, started_at, length_s, place)
        if capability == ORDERS:
            drawn += on_lane(back, cohort, moves, started_at, length_s, place)
    if back.tried:
        place = Lane(left, bottom - lane_height - gap, scale, lane_height)
        drawn.append(lettering(left - 10, place.top + lane_height / 2 + 4, "ways back", "lane"))
        drawn += tried_lane(back, place)
    return drawing(bottom + 26, "Stage of every cohort over the virtual days", drawn)


def _lane(
    moves: Sequence[StageRow], started_at: str, length_s: float, place: tuple[float, float, float, float]
) -> list[str]:
    left, y, scale, height = place
    times = [min(length_s, max(0.0, seconds_between(started_at, move.at) or 0.0)) for move in moves]
    stages = [moves[0].stage_from, *(move.to for move in moves)]
    edges = [0.0, *times, length_s]
    drawn = []
    for stage, begin_s, end_s in zip(stages, edges[:-1], edges[1:], strict=True):
        x, width = left + begin_s * scale, max(0.0, (end_s - begin_s) * scale)
        told = f"{stage}: {day_time(begin_s)} to {day_time(end_s)}, {duration(end_s - begin_s)}"
        box = tag("rect", x=x, y=y, width=max(0.0, width - 1), height=height, class_=f"stage {_stage(stage)}")
        label = ""
        if width > len(stage) * LETTER + 6:
            label = lettering(x + width / 2, y + height / 2 + 4, stage, f"on-stage {_stage(stage)}")
        drawn.append(pointed_at(told, box, label))
    for move, at_s in zip(moves, times, strict=True):
        if move.gate:
            drawn.append(_gate(move, left + at_s * scale, y, started_at))
    return drawn


def _gate(move: StageRow, x: float, y: float, started_at: str) -> str:
    told = f"gate to {move.to}, {virtual_day(started_at, move.at)}: {gate_evidence(move.gate)}"
    if move.waited_s >= 60:
        told += f"; waited {duration(move.waited_s)}"
    diamond = f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"
    return pointed_at(told, tag("path", d=diamond, class_="gate"))


def gate_evidence(gate: Mapping[str, object]) -> str:
    """Say in a sentence what a gate decided, and on what."""
    if not gate:
        return "no gate"
    verdict = str(gate.get("verdict", "")).replace("_", " ")
    reason = str(gate.get("reason", ""))
    return ", ".join(part for part in (verdict, reason) if part) or "passed"


def parity_bars(rows: Sequence[ParityRow]) -> str:
    """Draw one bar a capability and stage, the verdicts side by side in their shares."""
    several = len({row.capability for row in rows}) > 1
    left, right, height, gap = 116.0, 84.0, 22.0, 10.0
    room = WIDTH - left - right
    drawn = []
    for number, row in enumerate(rows):
        y = number * (height + gap) + 2
        name = f"{row.capability} {row.stage}" if several else row.stage
        drawn.append(lettering(left - 10, y + height / 2 + 4, clipped(name, 17), "lane"))
        drawn += stacked({v: getattr(row, v) for v in VERDICTS}, left, room, y, height)
        drawn.append(lettering(left + room + 10, y + height / 2 + 4, f"{row.compared:,}", "count"))
    return drawing(len(rows) * (height + gap) + 2, "Verdicts of the comparisons at each stage", drawn)


def order_funnel(orders: Orders) -> str:
    """Draw how many orders got how far, and below it how every one of them ended."""
    left, right, height, gap = 116.0, 84.0, 22.0, 8.0
    room = WIDTH - left - right
    drawn = []
    steps = (("submitted", orders.submitted), ("accepted", orders.accepted), ("completed", orders.completed))
    for number, (name, count) in enumerate(steps):
        y = number * (height + gap) + 2
        width = room * count / max(orders.submitted, count, 1)
        told = f"{name}: {count:,}, {percentage(count, orders.submitted)} of what was submitted"
        bar = tag("rect", x=left, y=y, width=width, height=height, class_=f"funnel {name}")
        drawn.append(lettering(left - 10, y + height / 2 + 4, name, "lane"))
        drawn.append(pointed_at(told, bar))
        drawn.append(lettering(left + room + 10, y + height / 2 + 4, f"{count:,}", "count"))
    y = len(steps) * (height + gap) + 8
    drawn.append(lettering(left - 10, y + height / 2 + 4, "how they ended", "lane"))
    drawn += stacked(endings(orders), left, room, y, height)
    return drawing(y + height + 4, "From submitted to completed orders, and how each order ended", drawn)


def progress_lines(moments: Sequence[Moment], length_s: float) -> str:
    """Draw how many orders were placed and how many were finished, over the virtual days."""
    left, right, top, bottom = 52.0, 96.0, 10.0, 210.0
    last_s = max([length_s, *(m.at_s for m in moments)], default=1.0) or 1.0
    scale = (WIDTH - left - right) / last_s
    highest, step = _round_steps(max((max(m.placed, m.finished) for m in moments), default=0))
    rise = (bottom - top) / highest

    def point(at_s: float, count: int) -> str:
        return f"{left + at_s * scale:.1f} {bottom - count * rise:.1f}"

    drawn = day_lines(last_s, left, scale, top, bottom)
    for level in range(0, highest + 1, step):
        y = bottom - level * rise
        drawn.append(tag("path", d=f"M{left:.1f} {y:.1f}H{WIDTH - right:.1f}", class_="grid"))
        drawn.append(lettering(left - 8, y + 4, f"{level:,}", "tick end"))
    kept = _corners(moments)
    placed = [point(m.at_s, m.placed) for m in kept]
    finished = [point(m.at_s, m.finished) for m in kept]
    if kept:
        drawn.append(tag("path", d=f"M{'L'.join(placed + finished[::-1])}z", class_="under-way"))
        drawn.append(tag("path", d=f"M{'L'.join(placed)}", class_="line placed"))
        drawn.append(tag("path", d=f"M{'L'.join(finished)}", class_="line finished"))
        drawn += _line_ends(kept[-1], left + kept[-1].at_s * scale, (bottom, rise))
        drawn += _each_day(moments, (left, top, scale, bottom))
    return drawing(bottom + 26, "Orders placed and orders finished over the virtual days", drawn)


def _line_ends(last: Moment, x: float, axis: tuple[float, float]) -> list[str]:
    """Name both lines where they end, apart from each other."""
    bottom, rise = axis
    upper, lower = bottom - last.placed * rise, bottom - last.finished * rise
    if abs(upper - lower) < 14:
        middle = (upper + lower) / 2
        upper, lower = middle - 7, middle + 7
    return [
        lettering(x + 6, upper + 4, f"placed {last.placed:,}", "line-name placed"),
        lettering(x + 6, lower + 4, f"finished {last.finished:,}", "line-name finished"),
    ]


def _each_day(moments: Sequence[Moment], place: tuple[float, float, float, float]) -> list[str]:
    """Lay a pane over every day that tells, when pointed at, how the day ended."""
    left, top, scale, bottom = place
    evenings = {max(0, ceil(m.at_s / DAY_S) - 1): m for m in moments}
    panes = []
    for day, moment in evenings.items():
        told = f"end of day {day}: {moment.placed:,} placed, {moment.finished:,} finished"
        pane = tag(
            "rect",
            x=left + day * DAY_S * scale,
            y=top,
            width=DAY_S * scale,
            height=bottom - top,
            class_="pane",
        )
        panes.append(pointed_at(told, pane))
    return panes


def _corners(moments: Sequence[Moment]) -> list[Moment]:
    """Leave out the points in the middle of a level stretch."""
    return [
        moment
        for number, moment in enumerate(moments)
        if number in (0, len(moments) - 1)
        or any(
            (other.placed, other.finished) != (moment.placed, moment.finished)
            for other in (moments[number - 1], moments[number + 1])
        )
    ]


def _round_steps(most: int) -> tuple[int, int]:
    """Give the top of an axis and the distance of its lines: 1, 2 or 5 times a power of ten."""
    rough = max(1.0, most / 4)
    power = 10 ** floor(log10(rough))
    step = next(int(power * factor) for factor in (1, 2, 5, 10) if power * factor >= rough)
    return max(step, ceil(most / step) * step), step


def _stage(name: str) -> str:
    return name if name in STAGES else "other"

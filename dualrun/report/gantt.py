"""The runbook as a drawing: when each task was done, how much slack it had, and the point of no return."""

from dualrun.report.cutover import CutoverRow, TaskRow
from dualrun.report.phrasing import clipped, duration
from dualrun.report.svg import WIDTH, day_time, drawing, lettering, pointed_at, tag

LEFT, RIGHT, HEIGHT, GAP = 168.0, 40.0, 18.0, 6.0
HOUR_S = 3_600
STEPS_H = (1, 2, 4, 6, 12, 24)


def gantt(row: CutoverRow) -> str:
    """Draw one bar a task; what may not be late stands out, the slack of the others follows their bar."""
    done = [task for task in row.tasks if task.began_s is not None]
    first_s = min([row.begins_s, *[task.began_s for task in done if task.began_s is not None]])
    last_s = max([row.begins_s + row.window_s, row.ended_s])
    scale = (WIDTH - LEFT - RIGHT) / max(last_s - first_s, 1.0)
    bottom = len(row.tasks) * (HEIGHT + GAP) + 4

    def x(at_s: float) -> float:
        return LEFT + (at_s - first_s) * scale

    drawn = _hours(first_s, last_s, x(first_s), scale, bottom)
    for place, task in enumerate(row.tasks):
        y = place * (HEIGHT + GAP) + 2
        drawn.append(lettering(LEFT - 10, y + HEIGHT / 2 + 4, clipped(task.name, 23), "lane"))
        if task.began_s is not None and task.ended_s is not None:
            drawn += _bar(task, x(task.began_s), x(task.ended_s), y, scale)
        if task.until_s is not None:
            drawn.append(
                _mark(
                    x(task.until_s), y, y + HEIGHT, "until", f"{task.name}: due by {day_time(task.until_s)}"
                )
            )
    drawn.append(_mark(x(row.begins_s + row.window_s), 0, bottom, "window", "the window ends"))
    if row.no_return_s is not None:
        told = f"point of no return: {row.no_return}, {day_time(row.no_return_s)}"
        drawn.append(_mark(x(row.no_return_s), 0, bottom, "no-return", told))
    return drawing(bottom + 22, "The runbook, task by task, with the slack of each", drawn)


def _bar(task: TaskRow, begin: float, end: float, y: float, scale: float) -> list[str]:
    slack_s = task.slack_s or 0.0
    told = (
        f"{task.name}, {task.owner}: {day_time(task.began_s or 0.0)} to {day_time(task.ended_s or 0.0)}, "
        f"{duration((task.ended_s or 0.0) - (task.began_s or 0.0))}, planned {duration(task.planned_s)}, "
        + (f"slack {duration(slack_s)}" if slack_s else "no slack")
    )
    kind = "task" if slack_s else "task critical"
    bar = tag("rect", x=begin, y=y, width=max(2.0, end - begin), height=HEIGHT, class_=kind)
    rest = ""
    if slack_s:
        rest = tag("path", d=f"M{end:.1f} {y + HEIGHT / 2:.1f}h{slack_s * scale:.1f}", class_="slack")
    return [pointed_at(told, rest, bar)]


def _mark(x: float, top: float, bottom: float, class_: str, told: str) -> str:
    return pointed_at(told, tag("path", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", class_=class_))


def _hours(first_s: float, last_s: float, left: float, scale: float, bottom: float) -> list[str]:
    hours = (last_s - first_s) / HOUR_S
    step = next((step for step in STEPS_H if hours / step <= 14), 48)
    drawn = []
    for hour in range(0, int(hours) + 1, step):
        at = left + hour * HOUR_S * scale
        drawn.append(tag("path", d=f"M{at:.1f} 0V{bottom:.1f}", class_="grid"))
        drawn.append(
            lettering(at, bottom + 16, day_time(first_s + hour * HOUR_S), "tick")
            if not hour % (step * 2)
            else ""
        )
    return drawn

"""How far back can a cohort go? Drawn on the ladder: what was gone, what was tried, and where it ends.

Up to the point of no return a way back leaves nothing behind; that reach is drawn under the cohort's lane.
Where every hour was tried, each is a dot: what it would have met is told by pointing at it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from dualrun.report.both_books import NoReturnRow, RollbackRow, WayBackRow
from dualrun.report.document import Report, StageRow
from dualrun.report.going_back import no_return, tried, way_back
from dualrun.report.phrasing import duration, seconds_between
from dualrun.report.svg import day_time, pointed_at, tag

REACH_HEIGHT, DOT = 3.0, 3.2


class Lane(NamedTuple):
    """Where a lane is drawn: its left end, its top, what a second is wide, how high it is."""

    left: float
    top: float
    scale: float
    height: float


class Back(NamedTuple):
    """All that is known of ways back in a run."""

    points: Sequence[NoReturnRow] = ()
    gone: Sequence[RollbackRow] = ()
    tried: Sequence[WayBackRow] = ()


NONE_KNOWN = Back()


def back_of(report: Report) -> Back:
    """Give what a report knows of ways back."""
    return Back(report.no_return, report.rollbacks, report.ways_back)


def on_lane(
    back: Back, cohort: str, moves: Sequence[StageRow], started_at: str, length_s: float, place: Lane
) -> list[str]:
    """Draw on the lane of a cohort's orders: how long it can go back, the point of no return, ways gone."""
    if not any(back):
        return []
    gone = [row for row in back.gone if row.cohort == cohort]
    passed = {row.at: no_return(row, started_at) for row in back.points if row.cohort == cohort}
    passed |= {row.point_of_no_return: way_back(row, started_at) for row in gone if row.point_of_no_return}
    begin_s = seconds_between(started_at, moves[0].at) or 0.0
    end_s = min([length_s, *[seconds_between(started_at, at) or 0.0 for at in passed]])
    x, y = place.left + begin_s * place.scale, place.top + place.height + 1
    width = max(1.0, (end_s - begin_s) * place.scale)
    told = f"{cohort} can go back and leave nothing behind from {day_time(begin_s)} to {day_time(end_s)}"
    reach = tag("rect", x=x, y=y, width=width, height=REACH_HEIGHT, class_="reach")
    return [
        pointed_at(f"{told}, {duration(end_s - begin_s)}", reach),
        *[_upright(told, at, started_at, place) for at, told in passed.items()],
        *[_bracket(row, started_at, place) for row in gone],
    ]


def tried_lane(back: Back, place: Lane) -> list[str]:
    """Draw a dot for every hour at which going back was tried."""
    return [
        pointed_at(
            tried(row),
            tag(
                "circle",
                cx=place.left + row.at_s * place.scale,
                cy=place.top + place.height / 2,
                r=DOT,
                class_=f"tried {_kind(row)}",
            ),
        )
        for row in back.tried
    ]


def _kind(row: WayBackRow) -> str:
    if row.lost or row.doubled or row.reordered or row.violations:
        return "harmed"
    return "beyond" if row.is_beyond else "harmless"


def _upright(told: str, at: str, started_at: str, place: Lane) -> str:
    x = place.left + (seconds_between(started_at, at) or 0.0) * place.scale
    line = f"M{x:.1f} {place.top - 4:.1f}v{place.height + 9:.1f}"
    return pointed_at(f"point of no return: {told}", tag("path", d=line, class_="no-return"))


def _bracket(row: RollbackRow, started_at: str, place: Lane) -> str:
    """Draw a way back from when it was asked for until the old book had everything."""
    x = place.left + (seconds_between(started_at, row.at) or 0.0) * place.scale
    width = max(2.0, row.took_s * place.scale)
    line = f"M{x:.1f} {place.top:.1f}v{place.height:.1f}h{width:.1f}v{-place.height:.1f}"
    return pointed_at(way_back(row, started_at), tag("path", d=line, class_="gone-back"))

"""The drawings: shapes of the right size, and never broken XML."""

from datetime import datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from dualrun.report.both_books import NoReturnRow, RollbackRow, WayBackRow
from dualrun.report.charts import order_funnel, parity_bars, progress_lines, stage_timeline
from dualrun.report.document import Cancellations, Moment, Orders
from dualrun.report.going_back_marks import Back
from tests.report_builder import HOSTILE, START, a_go, a_hostile, a_no_go, an_inconclusive, parity

DAY_S = 86_400.0


def shapes(svg, css_class):
    return [e for e in fromstring(svg).iter() if css_class in e.get("class", "").split()]


def width(shape):
    return float(shape.get("width"))


@pytest.mark.parametrize("report_of", [a_go, a_no_go, an_inconclusive, a_hostile])
def test_every_drawing_is_well_formed_and_says_what_it_is(report_of):
    report = report_of()
    drawings = [
        stage_timeline(report.stages, report.started_at, report.virtual_seconds),
        parity_bars(report.parity),
        order_funnel(report.orders),
        progress_lines(report.progress, report.virtual_seconds),
    ]

    for drawn in drawings:
        root = fromstring(drawn)
        assert root.get("role") == "img"
        assert root.get("aria-label")


class TestStageTimeline:
    def test_a_stage_is_as_long_as_it_lasted(self):
        svg = stage_timeline(a_go().stages[:2], START.isoformat(), 4 * DAY_S)

        off, dualwrite, shadow = map(width, shapes(svg, "stage"))
        assert dualwrite == pytest.approx(off * 24 / 29, abs=2)
        assert shadow == pytest.approx(off * (4 * 24 - 53) / 29, abs=2)

    def test_there_is_one_lane_a_cohort(self):
        svg = stage_timeline(a_go().stages, START.isoformat(), 14 * DAY_S)

        assert [name.text for name in shapes(svg, "lane")] == ["pilot", "wave-1", "rest"]
        assert len({shape.get("y") for shape in shapes(svg, "stage")}) == 3

    def test_foreign_words_stay_words(self):
        report = a_hostile()
        svg = stage_timeline(report.stages, report.started_at, DAY_S)

        assert [shape.get("class") for shape in shapes(svg, "stage")] == ["stage other", "stage other"]
        assert "<script" not in svg
        assert "\x1b" in HOSTILE
        assert "\x1b" not in svg


def tried(hour, **changes):
    found = {"lost": 0, "doubled": 0, "reordered": 0, "violations": 0, "is_beyond": False, **changes}
    return WayBackRow(hour=hour, at_s=hour * 3600.0, orders=hour, took_s=60.0, **found)


class TestWaysBack:
    def test_a_cohort_can_go_back_from_its_first_move_to_the_point_of_no_return(self):
        stages = [row for row in a_go().stages if row.cohort == "pilot"]
        at = (datetime.fromisoformat(stages[0].at) + timedelta(days=2)).isoformat()
        point = NoReturnRow(
            cohort="pilot",
            at=at,
            event="OrderShipped",
            reference="W1",
            orders=3,
            shipments=1,
            invoices=0,
            money={},
        )
        svg = stage_timeline(stages, START.isoformat(), 14 * DAY_S, Back(points=[point]))

        [reach], [line] = shapes(svg, "reach"), shapes(svg, "no-return")
        scale = sum(map(width, shapes(svg, "stage"))) / 14
        assert width(reach) == pytest.approx(2 * scale, abs=2)
        end = float(reach.get("x")) + width(reach)
        assert float(line.get("d")[1:].split()[0]) == pytest.approx(end, abs=1)
        assert "goods left on W1" in svg

    def test_a_way_back_stands_where_it_was_gone_and_is_told(self):
        row = RollbackRow(
            at=a_go().stages[1].at, cohort="pilot", to="off", reason="why", copied=4, took_s=3600.0,
            lost=1, doubled=0, reordered=0, only_new={"orders": 4}, money={}, **{"from": "live"},
            point_of_no_return=a_go().stages[1].at, no_return_event="InvoicePosted",
        )  # fmt: skip
        svg = stage_timeline(a_go().stages, START.isoformat(), 14 * DAY_S, Back(gone=[row]))

        assert len(shapes(svg, "gone-back")) == len(shapes(svg, "no-return")) == 1
        assert "4 orders only in the new book" in svg
        assert "lost 1" in svg

    def test_each_hour_that_was_tried_is_a_dot_of_how_it_ended(self):
        hours = [tried(10), tried(20, is_beyond=True), tried(30, lost=1, is_beyond=True)]
        svg = stage_timeline(a_go().stages, START.isoformat(), 14 * DAY_S, Back(tried=hours))

        dots = [shape.get("class").split()[1] for shape in shapes(svg, "tried")]
        assert dots == ["harmless", "beyond", "harmed"]
        places = [float(shape.get("cx")) for shape in shapes(svg, "tried")]
        assert places[2] - places[1] == pytest.approx(places[1] - places[0], abs=0.3)
        assert [name.text for name in shapes(svg, "lane")][-1] == "ways back"

    def test_nothing_is_drawn_where_nothing_is_known(self):
        svg = stage_timeline(a_go().stages, START.isoformat(), 14 * DAY_S)

        assert not [*shapes(svg, "reach"), *shapes(svg, "tried"), *shapes(svg, "no-return")]


class TestParityBars:
    def test_one_mismatch_in_a_hundred_thousand_can_be_seen(self):
        svg = parity_bars([parity("live", match=100_000, mismatch=1)])

        [mismatch] = shapes(svg, "mismatch")
        assert width(mismatch) >= 1.4

    def test_a_verdict_that_did_not_occur_takes_no_room(self):
        svg = parity_bars([parity("live", match=10)])

        assert shapes(svg, "mismatch") == []


@given(
    submitted=st.integers(0, 10**7),
    completed=st.integers(0, 10**7),
    rejected=st.dictionaries(st.text(), st.integers(0, 10**6), max_size=3),
)
def test_no_funnel_runs_over_its_room(submitted, completed, rejected):
    orders = Orders(
        submitted=submitted,
        accepted=submitted,
        completed=completed,
        rejected=rejected,
        cancellations=Cancellations(),
    )

    for shape in fromstring(order_funnel(orders)).iter():
        if shape.tag == "rect":
            assert float(shape.get("x")) + width(shape) <= 960


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=30))
def test_progress_is_drawn_whatever_it_was(counts):
    moments = [
        Moment(at_s=3600.0 * n, placed=placed, finished=done)
        for n, (placed, done) in enumerate(counts, start=1)
    ]

    root = fromstring(progress_lines(moments, DAY_S))
    assert len(shapes_of(root, "line")) == (2 if moments else 0)


def shapes_of(root, css_class):
    return [e for e in root.iter() if css_class in e.get("class", "").split()]

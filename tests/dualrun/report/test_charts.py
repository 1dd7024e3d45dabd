"""The drawings: shapes of the right size, and never broken XML."""

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from dualrun.report.charts import order_funnel, parity_bars, progress_lines, stage_timeline
from dualrun.report.document import Cancellations, Moment, Orders
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

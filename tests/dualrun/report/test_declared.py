from io import StringIO
from pathlib import Path

from rich.console import Console

from dualrun.report.both_books import DivergenceRow
from dualrun.report.document import FaultRow
from dualrun.report.html import render
from dualrun.report.screen import verdict_screen
from tests.dualrun.report.test_html import Page
from tests.report_builder import a_go, changed

SEEN = DivergenceRow(
    kind="rounding",
    share=0.33,
    occurred=["W1", "W2", "W3"],
    seen=2,
    alarms=["W9"],
    explained=4,
    first_at_s=90_000.0,
    first_seen_s=93_600.0,
    detected_after_s=[7200.0, 3600.0],
    gates=["all to live"],
)
UNSEEN = DivergenceRow(
    kind="naming",
    share=0.1,
    occurred=["W4"],
    seen=0,
    alarms=[],
    explained=0,
    first_at_s=100.0,
    detected_after_s=[],
    gates=["all to live"],
)


def test_the_page_shows_of_each_declared_difference_what_occurred_what_was_seen_how_soon_and_by_what():
    page = Page(render(changed(a_go(), divergences=[SEEN, UNSEEN])))

    assert (page.crossed, page.open) == ([], [])
    assert "rounding 33.0% 3 2 day 1 01:00 day 1 02:00 1 h 2 h the comparator, the gate of all to live" in (
        page.text
    )
    assert "naming 10.0% 1 0 day 0 00:01 never" in page.text
    assert "1 document was said to differ in which nothing did; 4 more would have been" in page.text
    assert "Declared differences" not in Page(render(a_go())).text


def test_the_page_says_from_when_to_when_each_fault_struck():
    struck = FaultRow(
        kind="duplicate", boundary="wms->facade", injected=3, first_at_s=90_000.0, last_at_s=180_000.0
    )
    never = FaultRow(kind="slow", boundary="wms->facade", injected=0)
    text = Page(render(changed(a_go(), faults=[struck, never]))).text

    assert "wms → facade duplicate 3 day 1 01:00 day 2 02:00" in text
    assert "slow 0 day" not in text


def test_the_screen_tells_of_each_declared_difference_in_a_line():
    shown = StringIO()
    verdict_screen(
        changed(a_go(), divergences=[SEEN, UNSEEN]), Console(file=shown, width=200), Path("r.html")
    )

    told = "rounding 0.33: 3 occurred, 2 seen, half of them within 1 h, by the comparator and the gate of all"
    assert told in shown.getvalue()
    assert "naming 0.1: 1 occurred, 0 seen" in shown.getvalue()

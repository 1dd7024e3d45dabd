"""Leaving the old book: who moved, who stayed and why, and what was left, on every medium alike."""

import io

from rich.console import Console

from dualrun.report.both_books import ConversionRow, RetirementRow
from dualrun.report.document import Report
from dualrun.report.html import render
from dualrun.report.screen import verdict_screen
from tests.report_builder import HOSTILE, a_go, changed

ROW = ConversionRow(
    at="2026-03-05T15:00:00+00:00",
    cohort="rest",
    stage="complete",
    to="new",
    reason="the old book is switched off at four",
    asked=6,
    converted=5,
    refused={"some of it is being taken back": 1},
    staying={"goods of it have left": 2},
)
TOLD = (
    "to the new book, at complete: 5 of 6 open orders moved; 1 refused: some of it is being taken back; "
    "2 stay: goods of it have left"
)
LEFT = RetirementRow(at="2026-03-05T16:00:00+00:00", left=["2 open orders are posted in the old book"])


def leaving(row: ConversionRow = ROW, left: RetirementRow = LEFT) -> Report:
    return changed(a_go(), started_at="2026-03-02T00:00:00+00:00", conversions=[row], retirement=left)


def screen(report: Report) -> str:
    file = io.StringIO()
    verdict_screen(report, Console(file=file, width=400, highlight=False), None)
    return file.getvalue()


def test_the_terminal_tells_who_moved_and_what_was_left() -> None:
    shown = screen(leaving())

    assert f"Conversion  rest day 3 15:00 {TOLD}" in shown
    assert "Old book    the old book could not be switched off day 3 16:00: 2 open orders are posted" in shown


def test_the_page_tells_the_same_and_why() -> None:
    page = render(leaving())

    assert f"rest day 3 15:00 {TOLD}. Why: the old book is switched off at four." in page
    assert "the old book could not be switched off day 3 16:00" in page


def test_a_book_with_nothing_left_could_be_switched_off() -> None:
    empty = LEFT.model_copy(update={"left": []})

    assert "nothing was left of the old book day 3 16:00: it could be switched off" in screen(
        leaving(left=empty)
    )


def test_a_reason_is_text_and_nothing_else() -> None:
    assert HOSTILE not in render(leaving(ROW.model_copy(update={"reason": HOSTILE})))


def test_a_report_without_either_says_nothing_of_it() -> None:
    assert "Leaving the old book" not in render(a_go())

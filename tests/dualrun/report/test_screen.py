"""The verdict on a terminal: complete, narrow enough, and nothing but text."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from dualrun.report.bills import BillDay, BillsRow
from dualrun.report.screen import LABEL_WIDTH, verdict_screen
from tests.report_builder import HOSTILE, a_go, a_hostile, a_no_go, an_inconclusive, away, changed

HTML = Path("out/report.html")


def shown(report, width=80, encoding="utf-8", **settings):
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    verdict_screen(report, Console(file=file, width=width, highlight=False, **settings), HTML)
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("report_of", [a_go, a_no_go, an_inconclusive])
@pytest.mark.parametrize("width", [80, 100])
def test_no_line_but_the_one_to_be_copied_is_wider_than_the_terminal(report_of, width):
    assert max(map(len, shown(report_of(), width).splitlines()[:-1])) <= width


@pytest.mark.parametrize("report_of", [a_go, a_no_go, an_inconclusive])
def test_it_fits_on_one_screen(report_of):
    assert len(shown(report_of(), 100).splitlines()) <= 35


def test_it_begins_with_the_verdict_and_ends_with_how_to_see_it_again():
    for report in (a_go(), a_no_go(), an_inconclusive()):
        lines = shown(report).splitlines()

        assert lines[0].split()[0] == report.verdict.upper()
        assert lines[-1] == f"Reproduce   {report.reproduce}"
        assert lines[-2] == f"Report      {HTML}"


def test_every_violated_invariant_is_named_with_its_first_message():
    screen = shown(a_no_go())

    assert "1 of 5 held in 2,820 judgements" in screen
    assert "never judged: I03" in screen
    assert "I02 one_financial_order violated 52 times: W000042 may post once" in screen
    assert "I06 quantity_chain violated 1 times: W000081 may post once" in screen
    assert "I16 sticky_book violated 3 times: F000013 may post once" in screen


def test_every_reason_is_given_or_counted():
    report = changed(a_no_go(), reasons=[f"reason {number}" for number in range(9)])

    screen = shown(report)
    assert [f"reason {number}" in screen for number in range(9)] == [True] * 6 + [False] * 3
    assert "and 3 more in the report" in screen


def test_a_neighbour_that_was_away_is_shown_with_its_bound():
    screen = " ".join(shown(changed(a_go(), catch_up=[away("wms", 233.6), away("threepl", 700.0)])).split())

    assert "wms: away 1 times for 1 h, 9 waited, caught up in 3 min 54 s, bound 10 min: met" in screen
    assert "threepl: away" in screen
    assert "MISSED" in screen


def test_a_neighbour_that_was_only_slow_is_shown_without_a_bound():
    slow = away("cloud_erp", 757.6).model_copy(update={"bound_s": None, "met": True})

    screen = " ".join(shown(changed(a_go(), catch_up=[slow])).split())

    assert "caught up in 12 min 38 s Books" in screen


def test_the_numbers_of_the_run_are_there():
    told = " ".join(shown(a_go()).split())

    for words in (
        "1,200 submitted > 1,198 accepted > 1,179 completed",
        "rejected 16 (price_mismatch 14, customer_blocked 2)",
        "9 cancellations: done 5, refused 4 (too_late_to_cancel 4)",
        "rest d6 dualwrite, d7 shadow, d8 live (waited 10 h), d9 rampdown, d10 complete",
        "shadow 30 24 6 0 0 0 0",
        "13 injected: response_lost 13",
        "order_acknowledgement: p95 0.14 s, target 5 s: met",
        "1 of 1 control totals agree",
    ):
        assert words in told


def test_the_comparisons_of_several_capabilities_keep_the_words_of_their_heading_whole():
    counts = {"compared": 2046, "match": 1674, "tolerated": 356, "mismatch": 16}
    rows = [
        row.model_copy(update={"capability": capability, **counts})
        for capability in ("availability", "invoicing")
        for row in a_go().parity
    ]

    lines = [line[LABEL_WIDTH:].split() for line in shown(changed(a_go(), parity=rows)).splitlines()]

    at = lines.index(["stage", "compared", "match", "tolerated", "mismatch", "failed", "unseen", "late"])
    figures = ["2,046", "1,674", "356", "16", "0", "0", "0"]
    stages = [["dualwrite", *figures], ["shadow", *figures], ["live", *figures]]
    assert lines[at + 1 : at + 9] == [["availability"], *stages, ["invoicing"], *stages]


def test_a_long_command_stays_in_one_piece():
    command = "dualrun rehearse phased-cutover " + "--set demand.orders=500 " * 6 + "--seed 7"

    assert shown(changed(a_go(), reproduce=command)).splitlines()[-1].endswith(command)


class TestForeignText:
    def test_it_is_neither_markup_nor_a_command_to_the_terminal(self):
        screen = shown(a_hostile(), force_terminal=True, color_system=None)

        assert "[bold red]" in HOSTILE
        assert "[bold red]" in screen
        assert "\x1b[31m" not in screen
        assert "\u202e" not in screen

    def test_a_terminal_without_its_letters_shows_the_rest(self):
        report = changed(a_go(), reasons=["the façade → was killed"])

        assert "the fa?ade ? was killed" in shown(report, encoding="ascii")


def test_without_colour_every_word_is_still_there(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    screen = shown(a_no_go(), force_terminal=True)

    assert "NO-GO" in screen
    assert "MISSED" in screen
    assert "\x1b[31m" not in screen


def test_the_queue_of_bills_is_told_where_anybody_kept_one():
    days = [BillDay(at="2026-03-09T09:00:00+00:00", waiting=n, oldest_days=n) for n in (2, 9, 5)]
    bills = BillsRow(came=40, at_once=30, posted=35, failed={"no order": 10}, paid_late=4, days=days)

    screen = " ".join(shown(changed(a_go(), bills=bills)).split())

    assert "Bills 40 came, 30 posted at once, 35 in the end; paid late 4 did not match: no order 10" in screen
    assert "waiting at a day's end: 9 at most, 5 at last, the oldest for 5 days" in screen
    assert "posted at once" not in shown(a_go())

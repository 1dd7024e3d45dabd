import pytest

from dualrun.errors import UsageError
from dualrun.reconciliation import pages
from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse

FEWER = {"demand.orders": "40"}


def packs(monkeypatch, name: str, *moments: str):
    monkeypatch.setattr(pages, "PAGE", 7)  # so that even a small book has many pages
    return rehearse(prepare(Wish(name, 7, FEWER, reconcile_at=moments))).packs


def test_both_books_agree_at_any_instant_of_a_sound_cutover(monkeypatch):
    found = packs(monkeypatch, "order-in-flight", "day 1 12:00", "day 2 12:00", "day 4 20:00")

    assert [row.at_s for row in found] == [129_600.0, 216_000.0, 417_600.0]
    at_rest = found[-1].pack
    assert [row for row in at_rest["differences"] if row["class"] == "defect"] == []
    assert at_rest["in_both_books"]["count"] > 10
    assert at_rest["receivables"]["old"] != at_rest["receivables"]["new"] != "0"


def test_a_book_that_was_loaded_wrongly_is_found_out_by_the_field(monkeypatch):
    found = packs(monkeypatch, "master-data-converted-wrong@wrong", "day 4 20:00")[-1].pack
    fields = {row["field"] for row in found["differences"] if row["class"] == "defect"}
    assert "tax" in fields


def test_a_moment_after_the_run_is_refused_in_one_line():
    with pytest.raises(UsageError, match="--reconcile-at: day 9 00:00 is after the run"):
        prepare(Wish("order-in-flight", 7, {}, reconcile_at=("day 9",)))
    with pytest.raises(UsageError, match=r"--reconcile-at: .*is not a moment"):
        prepare(Wish("order-in-flight", 7, {}, reconcile_at=("noon",)))

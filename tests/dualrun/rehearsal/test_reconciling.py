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


def test_orders_that_leave_in_parts_or_from_suppliers_leave_nothing_without_a_reason():
    found = rehearse(prepare(Wish("sent-by-suppliers", 7, {}, reconcile_at=("day 2 12:00", "day 4 12:00"))))
    for row in found.packs:
        assert [one for one in row.pack["differences"] if one["class"] == "defect"] == []
    assert found.verdict == "go", found.reasons


REFUSED = """schema: dualrun.scenario/1
name: copies-refused
title: the old book refuses copies, then all goes back
start: 2026-03-02T00:00:00Z
days: 1
landscape:
  customers: 20
  items: 20
  misbehaviours: {legacy_erp: {number_series_exhausted: {series: S-ORD, after: 3}}}
demand: {orders: 10, from: day 0 06:00, to: day 0 10:00, cancel_share: 0, stale_price_share: 0}
migration:
  cohorts: [{name: all, percent: 100}]
  steps:
    - {at: day 0 05:00, cohort: all, to: dualwrite}
    - {at: day 0 05:10, cohort: all, to: shadow}
    - {at: day 0 05:20, cohort: all, to: live}
expect: {completed_share_min: 0, rejected_share_max: 1, catch_up: 1h}
"""


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "copies-refused.yaml"
    path.write_text(REFUSED)
    return rehearse(prepare(Wish(str(path), 7, {}, reconcile_at=("day 0 22:00",))))


def test_copies_that_are_due_and_were_never_made_are_defects_by_name_and_money(refused):
    [row] = refused.packs
    [i14] = [one for one in refused.invariants if one.id == "I14"]
    lost = [one for one in row.pack["differences"] if one["why"].startswith("copy missing")]

    orders = [one["key"] for one in lost if one["report"] == "orders"]
    assert 0 < len(orders) == i14.violated
    assert all(float(one["amount"]) < 0 for one in lost), "only the new book has them"
    assert row.pack["verdict"] == "no-go"
    assert row.pack["due_in_both"]["said"]


def test_control_totals_miss_what_should_be_in_both_books_and_is_not(refused):
    apart = {row.report: row.findings for row in refused.reconciliation if row.difference}
    assert apart["orders_net"] > 0
    assert refused.verdict == "no-go"


def test_a_moment_after_the_run_is_refused_in_one_line():
    with pytest.raises(UsageError, match="--reconcile-at: day 9 00:00 is after the run"):
        prepare(Wish("order-in-flight", 7, {}, reconcile_at=("day 9",)))
    with pytest.raises(UsageError, match=r"--reconcile-at: .*is not a moment"):
        prepare(Wish("order-in-flight", 7, {}, reconcile_at=("noon",)))

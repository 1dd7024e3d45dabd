import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse

SCENARIO, FEWER = "goods-on-their-way", {"demand.orders": "40"}


@pytest.fixture(scope="module")
def report():
    wish = Wish(SCENARIO, 7, FEWER, reconcile_at=("day 0 20:00", "day 8 20:00"))
    return rehearse(prepare(wish))


def test_purchasing_climbs_all_six_stages_ahead_of_orders(report):
    assert report.verdict == "go", report.reasons
    moved = [move.to for move in report.stages if move.capability == "purchasing"]
    assert moved == ["dualwrite", "shadow", "live", "rampdown", "complete"]


def test_what_is_due_and_what_is_bought_for_orders_is_compared_under_purchasing(report):
    rows = {row.stage: row for row in report.parity if row.capability == "purchasing"}

    assert rows["shadow"].compared > 40
    assert {"dualwrite", "live", "rampdown"} <= rows.keys()  # the first and last are copies of an order's
    assert not any(row.mismatch for row in rows.values())


def test_goods_post_in_the_book_in_which_they_were_ordered_and_nowhere_else(report):
    early, late = (row.pack for row in report.packs)

    for pack in (early, late):
        bought = [row for row in pack["differences"] if row["report"] in ("purchase orders", "payables")]
        assert [row for row in bought if row["class"] == "defect"] == []
        assert pack["payables"]["in_both_ledgers"] == []
    assert early["payables"]["old"] == "0.00"
    assert float(late["payables"]["old"]) > 0


def test_what_is_owed_goes_down_again_when_vendors_are_paid(report):
    owed = [totals(row.pack, "payables") for row in report.packs]

    assert owed[0] == (0, 0.0)
    assert 0.0 < float(report.packs[1].pack["payables"]["old"]) < owed[1][1]


def totals(pack, name: str) -> tuple[int, float]:
    """Give how many documents of the old book there are, and over how much, paid or not."""
    rows = [row["old"] for row in pack["totals"] if row["report"] == name]
    return sum(row["count"] for row in rows), sum(float(row["gross"]) for row in rows)


def test_what_nobody_has_carried_over_is_found_before_the_new_book_tells_what_is_due():
    report = rehearse(prepare(Wish(f"{SCENARIO}@wrong", 7, FEWER)))

    assert (report.verdict, [move.to for move in report.stages if move.capability == "purchasing"]) == (
        "no-go",
        ["dualwrite", "shadow"],
    )

"""Bills that are held against their orders: what does not match, what is late, how a queue comes about."""

from datetime import date
from decimal import Decimal

import pytest

from dualrun.rehearsal.bill_clerks import NO_ORDER, NO_RECEIPT, PRICE, QUANTITY, Bill, is_paid_late, mismatch
from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.rehearsal.shelf_orders import Standing
from simulators.chassis.master import OnOrder

SCENARIO = "supplier-invoices-pile-up"
MONDAY, THURSDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 6)
ORDER = OnOrder("SHELF-1", "SUP1", "SITE-1", "ITEM-1", 12, MONDAY, "legacy_erp")
BILL = Bill(ORDER, MONDAY, Decimal(12), Decimal("4.20"))


@pytest.fixture(scope="module")
def wrong():
    wish = Wish(f"{SCENARIO}@wrong", 3, {"demand.orders": "20"}, reconcile_at=("day 15 20:00",))
    return rehearse(prepare(wish))


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (None, NO_ORDER),
        (Standing(Decimal(0), Decimal("4.20")), NO_RECEIPT),
        (Standing(Decimal(10), Decimal("4.20")), QUANTITY),
        (Standing(Decimal(12), Decimal("4.19")), PRICE),
        (Standing(Decimal("12.00"), Decimal("4.2")), ""),
    ],
)
def test_a_bill_matches_an_order_that_has_come_in_that_quantity_at_that_price(found, why):
    assert mismatch(BILL, found) == why


@pytest.mark.parametrize(
    ("terms", "posted", "late"),
    [
        (0, MONDAY, False),
        (0, THURSDAY, False),
        (0, FRIDAY, True),
        (5, FRIDAY, False),
        (5, date(2026, 3, 13), True),
        (30, date(2026, 3, 31), False),
    ],
)
def test_a_bill_is_late_when_vendors_were_paid_on_a_day_it_was_due_and_not_posted(terms, posted, late):
    assert is_paid_late(BILL, terms, posted) is late


def test_what_nobody_has_carried_over_waits_for_an_order_while_the_rest_is_posted_at_once(wrong):
    bills = wrong.bills

    assert bills.failed["no order"] > bills.failed["other price"] + bills.failed["other quantity"]
    assert bills.at_once > 50
    assert bills.paid_late


def test_the_queue_grows_until_nothing_of_it_is_new_and_is_worked_off_so_many_a_day(wrong):
    waiting = [day.waiting for day in wrong.bills.days]

    assert len(waiting) == 12, "the working days of sixteen"
    assert waiting[0] == 0
    assert max(waiting) > 4 * 3
    assert wrong.bills.came == wrong.bills.posted + waiting[-1]
    assert wrong.bills.posted - wrong.bills.at_once <= 3 * len(waiting)


def test_a_bill_is_owed_in_one_book_however_it_was_put_right(wrong):
    [pack] = [row.pack for row in wrong.packs]

    assert pack["payables"]["in_both_ledgers"] == []
    rows = [row for row in pack["totals"] if row["report"] == "payables"]
    assert sum(row["old"]["count"] + row["new"]["count"] for row in rows) == wrong.bills.posted


def test_nobody_holds_bills_against_orders_where_the_scenario_does_not_say_so():
    short = {"demand.orders": "5", "days": "1", "demand.to": "day 0 20:00", "migration.steps": "[]"}

    assert rehearse(prepare(Wish("goods-on-their-way", 7, short))).bills is None

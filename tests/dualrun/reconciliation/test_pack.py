from dataclasses import replace
from decimal import Decimal

import pytest

from dualrun.reconciliation.difference import Acceptance
from dualrun.reconciliation.pack import pack
from tests.dualrun.reconciliation.two_books import new, old, order


def defects(found) -> list[tuple[str, str, str]]:
    rows = [row for row in found["differences"] if row["class"] == "defect"]
    return [(row["report"], row["key"], row["field"]) for row in rows]


def test_books_that_run_side_by_side_differ_only_for_reasons():
    found = pack(old(), new())

    assert (found["verdict"], found["classes"]["defect"]) == ("go", 0)
    assert found["classes"]["explained"] == 3  # W2 in both lists, and the stock it took
    assert found["control_accounts"]["old"] == [
        {"account": "receivables", "currency": "GBP", "balances": "24.00", "documents": "24.00"}
    ]


def test_it_says_which_orders_are_in_both_books_and_where_they_post():
    both = pack(old(), new())["in_both_books"]
    assert [(one["reference"], one["posts_in"]) for one in both["orders"]] == [("W1", "old"), ("W3", "new")]


def test_it_says_what_the_receivables_differ_by_and_why():
    owed = pack(old(), new())["receivables"]
    assert (owed["old"], owed["new"], owed["difference"]) == ("24.00", "12.00", "12.00")
    assert [(row["documents"], row["amount"]) for row in owed["because"]] == [(2, "24.00"), (1, "-12.00")]


def test_an_order_that_posts_in_both_books_is_a_defect_whatever_else_agrees():
    both = replace(new(), orders=(order("W1", "N1", posting=True), order("W3", "N3", posting=True)))
    assert ("orders", "W1", "posting") in defects(pack(old(), both))
    assert pack(old(), both)["in_both_books"]["orders"][0]["posts_in"] == "both"


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"net": Decimal("9.99")}, ("orders", "W1", "net")),
        ({"tax": Decimal("2.02")}, ("orders", "W1", "tax")),
        ({"customer": "C2"}, ("orders", "W1", "customer")),
        ({"lines": (("I1", "3 EA"),)}, ("orders", "W1", "lines")),
        ({"status": "open"}, ("orders", "W1", "status")),
        ({"currency": "EUR"}, ("orders", "W1", "currency")),
    ],
)
def test_a_document_that_differs_is_a_defect_by_the_field_that_differs(changed, where):
    orders = (order("W1", "N1", posting=False, **changed), order("W3", "N3", posting=True))
    assert defects(pack(old(), replace(new(), orders=orders))) == [where]


def test_a_cent_of_tax_is_explained_by_how_the_books_round_and_not_by_a_wider_tolerance():
    orders = (order("W1", "N1", posting=False, tax=Decimal("2.01")), order("W3", "N3", posting=True))
    found = pack(old(), replace(new(), orders=orders))
    assert next(row["why"] for row in found["differences"] if row["field"] == "tax").startswith(
        "tax_rounding"
    )
    assert found["classes"]["defect"] == 0


@pytest.mark.parametrize(("cents", "sort"), [("0.06", "explained"), ("0.07", "defect")])
def test_a_copy_of_a_purchase_is_costed_to_the_cent_of_a_piece_by_its_own_book(cents, sort):
    bought = order("P1", "O9", posting=True, lines=(("I1", "2 CS"),))
    copy = replace(bought, number="N9", posting=False, net=bought.net + Decimal(cents))
    found = pack(replace(old(), purchases=(bought,)), replace(new(), purchases=(copy,)))
    [row] = [one for one in found["differences"] if one["report"] == "purchase orders"]
    assert (row["field"], row["class"]) == ("net", sort)


def test_a_copy_of_what_no_book_posts_is_a_defect():
    orders = (*new().orders, order("W9", "N9", posting=False))
    assert ("orders", "W9", "document") in defects(pack(old(), replace(new(), orders=orders)))


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"accounts": ()}, ("customers", "C1", "record")),
        ({"articles": ()}, ("items", "I1", "record")),
        ({"stock": (("I1", 97),)}, ("stock", "I1", "on_hand")),
    ],
)
def test_masters_and_stock_that_differ_are_defects(changed, where):
    assert where in defects(pack(old(), replace(new(), **changed)))


def test_balances_that_the_documents_do_not_add_up_to_are_a_defect():
    assert defects(pack(old(balance="30.00"), new())) == [("control account", "old", "balance")]


def test_what_somebody_has_accepted_is_told_with_who_and_why():
    taken = Acceptance("control account", "old", "*", "finance", "paid by hand on day one")
    found = pack(old(balance="30.00"), new(), (taken,))
    assert (found["verdict"], found["classes"]["accepted"]) == ("go", 1)
    assert "by finance: paid by hand" in next(
        row["why"] for row in found["differences"] if row["class"] == "accepted"
    )
    elsewhere = replace(taken, key="new")
    assert pack(old(balance="30.00"), new(), (elsewhere,))["verdict"] == "no-go"


def test_equal_totals_have_equal_hashes_and_other_goods_another():
    def hashes(found) -> list[tuple[str, str]]:
        return [
            (row["old"]["hash"], row["new"]["hash"]) for row in found["totals"] if row["report"] == "orders"
        ]

    [(one, other)] = hashes(pack(old(), old()))
    [(_, changed)] = hashes(pack(old(), new()))
    assert one == other != changed


def test_a_copy_that_was_closed_when_its_order_moved_is_explained_and_one_that_lives_is_compared():
    moved = order("W3", "O3", posting=False, status="cancelled")
    ours = replace(old(), orders=(*old().orders[:2], moved))
    found = pack(ours, new())
    assert defects(found) == []
    [closed] = [row for row in found["differences"] if row["why"].startswith("closed_copy")]
    assert (closed["key"], closed["old"], closed["new"]) == ("W3", "O3", "")

    again = replace(ours, orders=(*ours.orders, order("W3", "O4", posting=False, status="open")))
    assert ("orders", "W3", "status") in defects(pack(again, new()))


def test_what_is_cancelled_in_both_books_is_compared_as_ever():
    ours = replace(old(), orders=(order("W3", "O3", posting=False, status="cancelled"),))
    theirs = replace(new(), orders=(order("W3", "N3", posting=True, status="cancelled", net=Decimal(9)),))
    assert ("orders", "W3", "net") in defects(pack(ours, theirs))


def test_an_open_order_of_which_some_is_billed_weighs_on_its_account_with_the_rest():
    rest = order("W2", "O2", posting=True, status="open", owed=Decimal("5.00"))
    account = replace(old().accounts[0], balance=Decimal("29.00"))
    ours = replace(old(), orders=(old().orders[0], rest, old().orders[2]), accounts=(account,))

    [row] = pack(ours, new())["control_accounts"]["old"]
    assert (row["balances"], row["documents"]) == ("29.00", "29.00")

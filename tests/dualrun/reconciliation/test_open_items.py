from dataclasses import replace
from decimal import Decimal

import pytest

from dualrun.reconciliation.extract import Extract
from dualrun.reconciliation.memory import InMemory
from dualrun.reconciliation.open_items import BOTH, OLD_ONLY
from dualrun.reconciliation.open_items import receivables as open_receivables
from dualrun.reconciliation.pack import pack
from tests.dualrun.reconciliation.two_books import new, old, order


def receivables(one: Extract, other: Extract):
    return open_receivables(InMemory(one, other))


def reasons(one: Extract, other: Extract) -> dict[str, Decimal]:
    return {row["reason"]: Decimal(row["amount"]) for row in receivables(one, other)["because"]}


def paid(book: Extract, place: int) -> Extract:
    invoices = list(book.invoices)
    invoices[place] = replace(invoices[place], owed=Decimal(0))
    return replace(book, invoices=tuple(invoices))


def test_what_is_paid_is_no_longer_open_and_no_difference():
    found = receivables(paid(old(), 0), new())
    assert (found["old"], found["new"], found["difference"]) == ("12.00", "12.00", "0.00")
    assert reasons(paid(old(), 0), new())[OLD_ONLY] == Decimal("12.00")


@pytest.mark.parametrize(
    "other",
    [new(), paid(new(), 1), new(invoices=()), replace(new(), invoices=(*new().invoices, old().invoices[0]))],
)
def test_the_reasons_add_up_to_the_difference_whatever_the_books_hold(other):
    assert sum(reasons(old(), other).values()) == Decimal(receivables(old(), other)["difference"])


def test_what_posts_in_both_ledgers_is_a_reason_of_its_own():
    both = replace(new(), invoices=(*new().invoices, old().invoices[0]))
    assert receivables(old(), both)["in_both_ledgers"] == ["W1"]
    assert BOTH in reasons(old(), both)


def test_a_payment_that_only_the_document_knows_of_sets_the_control_account_apart():
    found = pack(paid(old(), 0), new())
    wrong = [row for row in found["differences"] if row["report"] == "control account"]
    assert [(row["key"], row["amount"]) for row in wrong] == [("old", "12.00")]


def test_control_accounts_are_held_against_their_documents_currency_by_currency():
    euros = order("W9", "O9", posting=True, currency="EUR")
    book = old()
    mixed = replace(book, orders=(*book.orders, euros), accounts=(
        *book.accounts, replace(book.accounts[0], customer="C2", currency="EUR", balance=Decimal("0")),
    ))  # fmt: skip
    assert [row["currency"] for row in pack(mixed, new())["control_accounts"]["old"]] == ["EUR", "GBP"]


def test_open_invoices_are_told_by_how_long_they_have_been_due():
    rows = {row["bucket"]: (row["old"], row["new"]) for row in receivables(old(), new())["ageing"]}
    assert rows["1 to 30 days"] == ("24.00", "12.00")
    assert rows["not due"] == ("0.00", "0.00")


def test_every_total_says_whose_books_and_how_much_is_open():
    found = pack(old(entity="Distribution"), new(entity="Distribution"))
    row = next(row for row in found["totals"] if row["report"] == "open receivables")
    assert (row["entity"], row["currency"], row["old"]["open"]) == ("Distribution", "GBP", "24.00")

from dataclasses import replace
from datetime import date

from facade.dual_run.comparison import MATCHED, Comparison, Verdict, compare, invoice_fields, order_fields
from facade.dual_run.difference import Fields
from facade.dual_run.rules import FieldRule, Ignored
from facade.dual_run.self_test import self_test
from tests.facade.builders import a_booking, an_invoice

ORDERS = [(order_fields(a_booking()), order_fields(replace(a_booking(), number="S-1")))]
WITH_ARRAY = ({"serials": ("S1", "S2"), "net": 1}, {"serials": ("S1", "S2"), "net": 1})


def test_the_comparator_of_the_order_book_is_trusted_with_orders_and_invoices() -> None:
    invoices = [(invoice_fields(an_invoice()), invoice_fields(replace(an_invoice(), number="S-1")))]

    found = self_test(compare, [*ORDERS, *invoices])

    assert found.is_trusted
    assert (found.compared, found.alarms, found.unseen, found.explained_away) == (2, 0, (), ())


def test_arrays_are_no_alarm_and_turned_round_they_are_one() -> None:
    def sorts(old: Fields, new: Fields) -> Comparison:
        return compare(
            {n: sorted(str(v)) for n, v in old.items()}, {n: sorted(str(v)) for n, v in new.items()}
        )

    assert self_test(compare, [WITH_ARRAY]).is_trusted
    assert self_test(sorts, [WITH_ARRAY]).unseen == ("serials",)


def test_one_that_sees_nothing_is_not_trusted() -> None:
    assert not self_test(lambda old, new: MATCHED, ORDERS).is_trusted


def test_one_that_alarms_more_often_than_stated_is_not_trusted() -> None:
    noisy = ({"at": "10:00"}, {"at": "10:01"})
    pairs = [noisy, *[WITH_ARRAY] * 9]

    assert self_test(compare, pairs, alarms_share_max=0.1).is_trusted
    assert not self_test(compare, pairs, alarms_share_max=0.09).is_trusted


def test_one_that_breaks_is_not_trusted_and_neither_is_one_never_tried() -> None:
    def breaks(old: Fields, new: Fields) -> Comparison:
        return Comparison(Verdict.MATCH if old["net"] == new["net"] else Verdict.MISMATCH)

    assert self_test(breaks, [WITH_ARRAY]).unseen == ("serials", "net")
    assert not self_test(compare, []).is_trusted


def test_a_field_nobody_looks_at_is_named() -> None:
    away = FieldRule("away", ("net",), Ignored(), "finance", "not converted yet", date(2026, 3, 31))

    found = self_test(lambda old, new: compare(old, new, (away,)), [WITH_ARRAY])

    assert (found.is_trusted, found.explained_away) == (True, ("net",))

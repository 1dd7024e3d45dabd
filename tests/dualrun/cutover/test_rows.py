from dataclasses import replace
from decimal import Decimal

import pytest

from dualrun.cutover.loading import Loaded
from dualrun.cutover.numbers import Numbers
from dualrun.cutover.pack import differences, totals
from dualrun.cutover.rows import Row, delta
from dualrun.cutover.transform import Refusal

OWED = Row("receivables", "PI-1", "D1", "GBP", Decimal("12.00"), (("date", "2026-03-01"),))


def found(new: list[Row], done: Loaded | None = None) -> list[tuple[str, str]]:
    done = done or Loaded(loaded={"PI-1": OWED})
    return [(one.field, one.sort) for one in differences("receivables", [OWED], new, done)]


def test_what_is_new_changed_or_gone_since_an_extract_is_told_apart():
    kept, paid, late = OWED, replace(OWED, number="PI-2"), replace(OWED, number="PI-3")
    raised = replace(kept, amount=Decimal("12.01"))
    assert delta([kept, paid], [raised, late]) == ([late], [raised], [paid])


def test_a_number_written_otherwise_is_no_change():
    assert delta([OWED], [replace(OWED, amount=Decimal("12"))]) == ([], [], [])


def test_rows_that_came_over_whole_differ_in_nothing():
    assert found([OWED]) == []


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ([], ("record", "defect")),
        ([replace(OWED, amount=Decimal("11.99"))], ("amount", "defect")),
        ([replace(OWED, facts=(("date", "2026-03-02"),))], ("date", "defect")),
        ([replace(OWED, party="D2")], ("party", "defect")),
        ([OWED, replace(OWED, number="new S-1")], ("record", "defect")),
    ],
)
def test_whatever_is_not_the_same_is_a_defect(new, told):
    assert found(new) == [told]


def test_a_reject_explains_a_row_that_is_missing_and_not_one_that_is_out_of_date():
    done = Loaded(refused={"PI-1": Refusal("no_customer", "customer D1 was not taken over")})
    assert found([], done) == [("record", "explained")]
    assert found([replace(OWED, amount=Decimal("11.00"))], done) == [("record", "defect")]


def test_totals_have_count_sum_and_hash_by_currency():
    euros = replace(OWED, number="PI-2", currency="EUR")
    one, other = totals("receivables", [OWED, euros], [OWED])
    assert (one["currency"], one["old"]["count"], one["new"]["count"]) == ("EUR", 1, 0)
    assert (other["currency"], other["old"]) == ("GBP", other["new"])


def test_a_number_is_never_pointed_elsewhere():
    numbers = Numbers()
    numbers.pair("customers", "D1", "C1")
    numbers.pair("customers", "D1", "C1")
    for old, new in (("D1", "C2"), ("D2", "C1")):
        with pytest.raises(ValueError, match="paired already"):
            numbers.pair("customers", old, new)
    assert (numbers.new("customers", "D1"), numbers.old("customers", "C1")) == ("C1", "D1")

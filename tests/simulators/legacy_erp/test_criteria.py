import time  # noqa: TID251  (what is tested is the machine's own time)
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.legacy_erp.domain.criteria import read_criterion, resembles
from simulators.legacy_erp.errors import FilterError


def lets_through(text, *values, kind=str):
    criterion = read_criterion("Field", kind, text)
    return [value for value in values if criterion.lets_through(value)]


@pytest.mark.parametrize(
    ("criteria", "through"),
    [
        ("SO-1", ["SO-1"]),
        ("SO-1|SO-3", ["SO-1", "SO-3"]),
        ("S*", ["SO-1", "SO-2", "SO-3"]),
        ("*-?", ["SO-1", "SO-2", "SO-3"]),
        ("<>SO-1", ["SO-2", "SO-3", "", "A|B"]),
        ("<>S*", ["", "A|B"]),
        ("''", [""]),
        ("<>''", ["SO-1", "SO-2", "SO-3", "A|B"]),
        ("SO-1..SO-2", ["SO-1", "SO-2"]),
        ("SO-2..", ["SO-2", "SO-3"]),
        ("S*&<>SO-2", ["SO-1", "SO-3"]),
        ("'A|B'|SO-1", ["SO-1", "A|B"]),
    ],
)
def test_text_criteria_let_through_what_they_name(criteria, through):
    assert lets_through(criteria, "SO-1", "SO-2", "SO-3", "", "A|B") == through


@pytest.mark.parametrize(
    ("criteria", "through"),
    [("10..20", ["10", "12.5"]), (">=12.5", ["12.5", "30"]), ("<10", ["2"]), ("10|30", ["10", "30"])],
)
def test_numbers_are_compared_as_numbers(criteria, through):
    numbers = [Decimal(text) for text in ("2", "10", "12.5", "30")]

    assert lets_through(criteria, *numbers, kind=Decimal) == [Decimal(text) for text in through]


def test_dates_are_compared_as_dates():
    days = [date(2026, 1, day) for day in (1, 5, 9)]

    assert lets_through("2026-01-02..2026-01-05", *days, kind=date) == [days[1]]


def test_criteria_that_only_name_values_can_be_served_by_an_index():
    assert read_criterion("F", str, "H-1|H-2|H-1").literals == ("H-1", "H-2")
    assert read_criterion("F", str, "'it''s'|b").literals == ("it's", "b")
    assert read_criterion("F", str, "H-*").literals is None


@pytest.mark.parametrize(
    ("criteria", "kind"),
    [
        ("'never closed", str),
        (">=<5", str),
        ("ten", Decimal),
        ("NaN", Decimal),
        ("1.1.26", date),
        (">x", date),
    ],
)
def test_criteria_that_cannot_be_read_are_refused_by_the_name_of_their_field(criteria, kind):
    with pytest.raises(FilterError, match="Order_Date"):
        read_criterion("Order_Date", kind, criteria)


@given(st.text(max_size=30))
def test_a_quoted_value_lets_through_exactly_itself(value):
    doubled = value.replace("'", "''")

    assert lets_through(f"'{doubled}'", value, value + "x", "x" + value) == [value]


@given(st.text(max_size=40))
def test_any_text_is_either_understood_or_refused(text):
    for kind in (str, Decimal, date):
        try:
            read_criterion("F", kind, text)
        except FilterError:
            continue


def test_a_pattern_of_many_stars_is_matched_quickly():
    began = time.process_time()

    assert not resembles("a" * 50, "*a" * 60 + "b")
    assert time.process_time() - began < 0.5

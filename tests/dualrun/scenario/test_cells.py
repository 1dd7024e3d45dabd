from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualrun.scenario.cells import Cells, Codes, Survey, code

POINT = Cells(is_decimal_comma=False, is_day_first=True)
COMMA = Cells(is_decimal_comma=True, is_day_first=True)


@pytest.mark.parametrize(
    ("cells", "written", "number"),
    [
        (POINT, "2.55", "2.55"),
        (POINT, "1,234.50", "1234.50"),
        (POINT, " £2.55 ", "2.55"),
        (POINT, "-12", "-12"),
        (COMMA, "2,55", "2.55"),
        (COMMA, "1.234,50 €", "1234.50"),
    ],
)
def test_a_number_is_read_as_its_file_writes_numbers(cells, written, number):
    assert cells.number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["", "abc", "1,2,3", "NaN", "Infinity", "1e5", "--1", "2.5.5", "½", "٣"])
def test_what_is_no_plain_number_is_none(written):
    assert POINT.number(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "2010-12-01 08:26",
        "2010-12-01T08:26:00Z",
        "2010-12-01T09:26:00+01:00",
        "01/12/2010 08:26",
        "1.12.2010 8:26",
        "2010/12/01 08:26",
        "1 Dec 2010 08:26",
        "01-Dec-10 8:26 AM",
    ],
)
def test_one_instant_is_read_from_many_ways_to_write_it(written):
    assert POINT.instant(written) == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "yesterday", "31/02/2010", "0001-01-01", "9999-12-31", "13/13/2010", "8:26"]
)
def test_what_is_no_date_of_an_order_is_none(written):
    assert POINT.instant(written) is None


def test_one_decided_date_decides_for_the_whole_file():
    assert Survey().look([("03/04/2010", "1"), ("13/04/2010", "1")]).is_day_first
    assert not Survey().look([("03/04/2010", "1"), ("04/13/2010", "1")]).is_day_first


def test_dates_that_nothing_decides_are_noted_as_read_day_first():
    assert Survey().look([("03/04/2010", "1")]).notes() == {"dates_read_day_first": 1}
    assert Survey().look([("2010-04-03", "1")]).notes() == {}


def test_a_price_with_a_decimal_comma_makes_the_file_one_of_commas():
    assert Survey().look([("", "1.234"), ("", "2,55")]).is_decimal_comma
    assert not Survey().look([("", "1,234"), ("", "2.55")]).is_decimal_comma


@pytest.mark.parametrize(("raw", "bare"), [(" 17850.0 ", "17850"), ("nan", ""), ("NULL", ""), ("A-1", "A-1")])
def test_a_code_loses_what_exports_wrap_around_it(raw, bare):
    assert code(raw) == bare


@given(st.lists(st.text(min_size=1), max_size=40))
def test_safe_codes_are_fit_for_a_header_and_never_meet(raws):
    codes = Codes()
    safe = {raw: codes.safe(raw) for raw in raws}

    assert len({clean.lower() for clean in safe.values()}) == len(safe)
    assert all(
        clean.isascii() and clean.replace("-", "").replace(".", "").replace("_", "").isalnum()
        for clean in safe.values()
    )

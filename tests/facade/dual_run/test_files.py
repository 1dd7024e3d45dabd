from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from facade.dual_run.comparison import Verdict
from facade.dual_run.difference import Fields
from facade.dual_run.files import Delimited, FixedWidth, compare_files
from facade.dual_run.rules import FieldRule, Ignored, Within

INVOICES = Delimited(key=("invoice", "line"), amounts=("net",))
OLD = "invoice,line,net\nPI-1,10,5.00\nPI-1,20,7.50\nPI-2,10,1.00\n"
CENT = FieldRule("cent", ("net",), Within(Decimal("0.01")), "finance", "rounded by line")


def test_the_same_records_match_whatever_their_spelling_of_an_amount() -> None:
    found = compare_files(OLD, OLD.replace("7.50", "7.5"), INVOICES)

    assert (found.verdict, found.agreeing_share, found.reordered) == (Verdict.MATCH, 1.0, False)


def test_a_record_is_judged_under_the_rules_of_documents() -> None:
    new = OLD.replace("7.50", "7.51")

    assert compare_files(OLD, new, INVOICES).records["PI-1/20"].verdict is Verdict.MISMATCH
    assert compare_files(OLD, new, INVOICES, (CENT,)).verdict is Verdict.TOLERATED


def test_records_in_another_order_are_told_and_match() -> None:
    lines = OLD.splitlines()
    found = compare_files(OLD, "\n".join([lines[0], *reversed(lines[1:])]), INVOICES)

    assert (found.verdict, found.reordered) == (Verdict.MATCH, True)


def test_a_missing_record_and_one_told_twice_both_hurt() -> None:
    shorter, doubled = OLD.replace("PI-2,10,1.00\n", ""), OLD + "PI-2,10,1.00\n"

    assert compare_files(OLD, shorter, INVOICES).agreeing_share == pytest.approx(2 / 3)
    assert {d.kind for d in compare_files(OLD, shorter, INVOICES).records["PI-2/10"].differences} == {
        "missing"
    }
    assert compare_files(OLD, doubled, INVOICES).agreeing_share == pytest.approx(3 / 4)
    assert compare_files(OLD, doubled, INVOICES).records["PI-2/10#2"].verdict is Verdict.MISMATCH


@pytest.mark.parametrize("amount", ["n/a", "NaN", "sNaN", ""])
def test_an_amount_that_is_none_is_a_difference_of_type(amount: str) -> None:
    found = compare_files(OLD, OLD.replace("7.50", amount), INVOICES)

    assert [d.kind for d in found.records["PI-1/20"].differences] == ["type"]


def test_fixed_columns_are_read_by_their_places() -> None:
    stock = FixedWidth(("item",), (("item", 0, 6), ("quantity", 6, 14)), ("quantity",))

    found = compare_files("A-1         10\n\nB-2          3\n", "A-1      10.00\nB-2          4\n", stock)

    assert [comparison.verdict for comparison in found.records.values()] == [Verdict.MATCH, Verdict.MISMATCH]


def test_a_quoted_field_may_hold_a_separator_and_a_line_break() -> None:
    notes = Delimited(key=("item",))
    (comparison,) = compare_files('item,note\nA,"x,\ny"\n', 'item,note\nA,"x,\ny"\n', notes).records.values()

    assert comparison.verdict is Verdict.MATCH


def test_two_empty_files_match_and_a_ragged_line_is_no_crash() -> None:
    assert compare_files("", "", INVOICES).agreeing_share == 1.0
    assert compare_files(OLD, OLD + "PI-3\nPI-4,10,1,more,still\n", INVOICES).verdict is Verdict.MISMATCH


class Interchange:
    """An EDI interchange, as far as this test needs one."""

    def records(self, content: str) -> Iterator[tuple[str, Fields]]:
        for segment in content.strip("~").split("~"):
            name, *elements = segment.split("*")
            yield f"{name}/{elements[0]}", dict(enumerated(elements))


def enumerated(elements: list[str]) -> list[tuple[str, object]]:
    return [(f"{place:02}", element) for place, element in enumerate(elements, start=1)]


def test_an_interchange_is_a_layout_like_any_other() -> None:
    control = FieldRule("control", ("02",), Ignored(), "edi", "drawn by each side", date(2026, 3, 31))

    found = compare_files("ST*850*0001~BEG*00*SA~", "ST*850*0007~BEG*00*SA~", Interchange(), (control,))

    assert found.verdict is Verdict.TOLERATED

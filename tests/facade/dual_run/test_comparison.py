from dataclasses import replace
from decimal import Decimal

from facade.canonical.value import Quantity
from facade.dual_run.comparison import Verdict, compare, order_fields, weighed_fields
from tests.facade.builders import a_booking

OLD = a_booking()


def verdict_of(**changes: object) -> Verdict:
    return compare(order_fields(OLD), order_fields(replace(OLD, **changes))).verdict  # type: ignore[arg-type]


def test_the_same_document_under_another_number_matches() -> None:
    assert verdict_of(number="S-ORD101001", posting=False) is Verdict.MATCH


def test_a_cent_of_tax_is_tolerated_by_its_named_rule() -> None:
    found = compare(
        order_fields(OLD),
        order_fields(replace(OLD, tax=OLD.tax + Decimal("0.01"), gross=OLD.gross + Decimal("0.01"))),
    )

    assert found.verdict is Verdict.TOLERATED
    assert {d.rule for d in found.differences} == {"tax_rounding_basis"}


def test_tax_beyond_the_rounding_of_its_lines_is_a_mismatch() -> None:
    assert verdict_of(tax=OLD.tax + Decimal("0.02")) is Verdict.MISMATCH


def test_what_an_order_weighs_on_credit_may_differ_by_the_rounding_of_its_tax_and_by_no_more() -> None:
    old = replace(OLD, exposure=OLD.gross)

    near = compare(weighed_fields(old), weighed_fields(replace(old, exposure=OLD.gross - Decimal("0.01"))))
    without_tax = compare(weighed_fields(old), weighed_fields(replace(old, exposure=OLD.net)))

    assert [d.rule for d in near.differences] == ["exposure_rounding_basis"]
    assert (without_tax.verdict, [d.field for d in without_tax.differences]) == (
        Verdict.MISMATCH,
        ["exposure"],
    )


def test_one_cent_of_net_is_a_mismatch() -> None:
    assert verdict_of(net=OLD.net + Decimal("0.01")) is Verdict.MISMATCH


def test_a_line_more_is_told_as_extra_and_a_line_less_as_missing() -> None:
    shorter = order_fields(replace(OLD, lines=OLD.lines[:1]))

    assert {d.kind for d in compare(order_fields(OLD), shorter).differences} == {"missing"}
    assert {d.kind for d in compare(shorter, order_fields(OLD)).differences} == {"extra"}


def test_a_line_cancelled_to_nothing_is_the_same_as_no_line() -> None:
    emptied = replace(OLD.lines[1], quantity=Quantity(Decimal(0), "EA"))

    one = order_fields(replace(OLD, lines=OLD.lines[:1]))
    other = order_fields(replace(OLD, lines=(OLD.lines[0], emptied)))
    assert compare(one, other).verdict is Verdict.MATCH


def test_a_value_of_another_type_is_told_as_such() -> None:
    (difference,) = compare({"net": Decimal(1)}, {"net": "1"}).differences

    assert difference.kind == "type"

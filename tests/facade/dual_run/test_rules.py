from datetime import date
from decimal import Decimal

import pytest

from facade.dual_run.comparison import Verdict, compare
from facade.dual_run.rules import (
    Agreement,
    Basis,
    Exact,
    FieldRule,
    Ignored,
    Mapped,
    Rounded,
    SetOf,
    Within,
    looking_away,
    sorted_out,
)

MONDAY, LAST, AFTER = date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1)


def rule(agreement: Agreement, *fields: str, name: str = "agreed", expires: date | None = LAST) -> FieldRule:
    return FieldRule(
        name, fields or ("value",), agreement, "finance", "agreed in the steering group", expires
    )


def verdict_of(agreement: Agreement, old: object, new: object, **around: object) -> Verdict:
    return compare({"value": old}, {"value": new}, (rule(agreement),), **around).verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("agreement", "old", "agreed", "refused"),
    [
        (Within(Decimal("0.01")), Decimal("5.00"), Decimal("5.01"), Decimal("5.02")),
        (Within(Decimal(1), Basis.PERCENT), Decimal("-200"), Decimal("-202"), Decimal("-202.01")),
        (Within(Decimal("0.01")), Decimal("5.00"), Decimal("4.99"), "4.99"),
        (SetOf(), ("a", "b", "b"), ("b", "a", "b"), ("b", "a", "a")),
        (SetOf(), ["a", "b"], ["b", "a"], ["b", "a", "a"]),
        (Rounded("half_up"), Decimal("1.005"), Decimal("1.01"), Decimal("1.00")),
        (Rounded("half_even"), Decimal("1.005"), Decimal("1.00"), Decimal("1.01")),
        (Rounded("down", 0), Decimal("7.9"), Decimal("7"), Decimal("8")),
        (Ignored(), "a", "b", None),
    ],
)
def test_an_agreement_holds_so_far_and_no_further(
    agreement: Agreement, old: object, agreed: object, refused: object
) -> None:
    assert verdict_of(agreement, old, agreed) is Verdict.TOLERATED
    if refused is not None:
        assert verdict_of(agreement, old, refused) is Verdict.MISMATCH


def test_a_tolerance_by_line_grows_with_the_lines_of_the_document() -> None:
    by_line = rule(Within(Decimal("0.005"), Basis.LINE), "tax")
    lines = {f"lines[{number}].quantity": Decimal(1) for number in (10, 20, 30)}

    def tax(value: str) -> dict[str, object]:
        return {"tax": Decimal(value), **lines}

    assert compare(tax("1.00"), tax("1.02"), (by_line,)).verdict is Verdict.TOLERATED
    assert compare(tax("1.00"), tax("1.03"), (by_line,)).verdict is Verdict.MISMATCH


def test_a_name_is_mapped_through_the_cross_reference_of_that_name_from_old_to_new() -> None:
    references = {"customers": {"C-10": "0000010"}}

    def mapped(old: str, new: str) -> Verdict:
        return verdict_of(Mapped("customers"), old, new, references=references)

    assert mapped("C-10", "0000010") is Verdict.TOLERATED
    assert mapped("0000010", "C-10") is Verdict.MISMATCH
    assert mapped("C-11", "0000010") is Verdict.MISMATCH


def test_a_field_of_every_line_is_named_once() -> None:
    rules = (rule(Ignored(), "lines[*].note"),)

    found = compare({"lines[10].note": "a", "lines[20].note": "b"}, {"lines[10].note": "c"}, rules)

    assert found.verdict is Verdict.TOLERATED
    assert [(d.field, d.kind, d.rule) for d in found.differences] == [
        ("lines[10].note", "value", "agreed"),
        ("lines[20].note", "missing", "agreed"),
    ]


def test_only_looking_away_explains_a_field_that_one_side_lacks() -> None:
    assert compare({"value": Decimal(1)}, {}, (rule(Within(Decimal(9))),)).verdict is Verdict.MISMATCH
    assert compare({}, {"value": Decimal(1)}, (rule(Ignored()),)).verdict is Verdict.TOLERATED


def test_exact_forbids_what_a_later_rule_would_allow() -> None:
    rules = (rule(Exact(), "lines[10].net"), rule(Ignored(), "lines[*].net"))

    assert compare({"lines[20].net": 1}, {"lines[20].net": 2}, rules).verdict is Verdict.TOLERATED
    assert compare({"lines[10].net": 1}, {"lines[10].net": 2}, rules).verdict is Verdict.MISMATCH


def test_a_rule_explains_on_its_last_day_and_not_on_the_next() -> None:
    assert verdict_of(Ignored(), 1, 2, today=LAST) is Verdict.TOLERATED
    assert verdict_of(Ignored(), 1, 2, today=AFTER) is Verdict.MISMATCH


@pytest.mark.parametrize(
    ("agreement", "owner", "expires", "told"),
    [
        (Exact(), "", LAST, "needs an owner"),
        (Ignored(), "finance", None, "needs an end"),
        (Rounded("commercially"), "finance", LAST, "there are half_up, half_even, down, up"),
    ],
)
def test_a_rule_nobody_could_answer_for_is_refused(
    agreement: Agreement, owner: str, expires: date | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        FieldRule("agreed", ("value",), agreement, owner, "because", expires)


def test_a_rule_lives_while_it_explains_what_is_compared_and_an_unused_one_is_litter() -> None:
    used, unused = rule(Within(Decimal(1)), name="used"), rule(Within(Decimal(1)), name="unused")
    away = rule(Ignored(), "note", name="away")

    assert sorted_out((used, unused, away), {"used": 3, "away": 9}, MONDAY, compares=True) == (
        [
            "used of finance has explained 3 differences: it goes with the last comparison",
            "away of finance still looks away from note: end it",
        ],
        ["unused of finance has never explained anything: delete it"],
    )


def test_an_expired_rule_is_litter_and_so_is_any_once_nothing_is_compared() -> None:
    used = rule(Within(Decimal(1)), name="used")

    expired = sorted_out((used,), {"used": 3}, AFTER, compares=True)
    over = sorted_out((used,), {"used": 3}, MONDAY, compares=False)

    assert expired == ([], ["used of finance has expired on 2026-03-31: delete it"])
    assert over == ([], ["used of finance has nothing left to explain: delete it"])


def test_only_a_rule_in_force_that_ignores_its_fields_looks_away() -> None:
    rules = (rule(Within(Decimal(1))), rule(Ignored(), "note", name="away"))

    assert looking_away(rules, LAST) == ["away of finance still looks away from note"]
    assert looking_away(rules, AFTER) == []

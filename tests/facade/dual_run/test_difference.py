from decimal import Decimal

import pytest

from facade.dual_run.comparison import Verdict, compare, order_fields
from facade.dual_run.difference import Difference, kind_of
from tests.facade.builders import a_booking


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (Decimal(1), "1", "type"),
        ((1, 2), [1, 2], "type"),
        ("a", "b", "value"),
        ((1, 2), (1, 3), "value"),
        ((1, 2), (2, 1), "order"),
        ((1, 1, 2), (1, 2, 2), "value"),
        ((1, 2), (1, 2, 2), "length"),
    ],
)
def test_kinds_are_kept_apart(old: object, new: object, kind: str) -> None:
    assert kind_of(old, new) == kind


def test_lines_in_another_order_are_one_difference_and_still_a_mismatch() -> None:
    old = {"lines[10].item_id": "A", "lines[10].net": 1, "lines[20].item_id": "B", "lines[20].net": 2}
    new = {"lines[10].item_id": "B", "lines[10].net": 2, "lines[20].item_id": "A", "lines[20].net": 1}

    found = compare({"net": 3, **old}, {"net": 4, **new})

    assert found.verdict is Verdict.MISMATCH
    assert found.differences == (
        Difference("net", "value", "3", "4", ""),
        Difference("lines", "order", "10,20", "20,10", ""),
    )


def test_a_line_that_differs_in_itself_is_told_field_by_field() -> None:
    old = order_fields(a_booking())
    name = next(field for field in old if field.endswith(".net"))

    (difference,) = compare(old, {**old, name: Decimal("0.01")}).differences

    assert (difference.field, difference.kind) == (name, "value")

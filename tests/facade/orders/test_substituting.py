"""What the buyer named takes the place of what nobody has, if it is there, packed alike and no dearer."""

from dataclasses import replace
from decimal import Decimal

import pytest

from facade.canonical.customer import ItemTerms
from facade.canonical.order import Order, Substitute
from facade.orders import events as ev
from facade.orders.codec import dump_state, read_state
from facade.orders.process import decide
from facade.orders.substituting import items_of, substituted
from tests.facade.builders import a_line, a_state, an_order

PACKS = (("EA", 1), ("CS", 12))
TERMS = {
    "I001": ItemTerms("I001", Decimal("2.55"), PACKS),
    "I007": ItemTerms("I007", Decimal("2.50"), PACKS),
    "I008": ItemTerms("I008", Decimal("2.60"), PACKS),
    "I009": ItemTerms("I009", Decimal("1.00"), (("EA", 1), ("CS", 6))),
}


def order_of(*named: str, uom: str = "EA", price: str = "2.55", lines: int = 1) -> Order:
    """Six of I001 on each line, or what is named."""
    wanted = [replace(a_line(line, uom=uom, price=price), item_id="I001") for line in range(1, lines + 1)]
    marks = tuple(Substitute(line, named) for line in range(1, lines + 1))
    return replace(an_order(), lines=tuple(wanted), substitutes=marks)


def sent(order: Order, **free: int) -> list[tuple[str, str]]:
    return [(line.item_id, str(line.unit_price.amount)) for line in substituted(order, TERMS, free).lines]


def test_what_is_there_is_sent_as_it_was_ordered() -> None:
    assert sent(order_of("I007"), I001=6, I007=100) == [("I001", "2.55")]


def test_what_nobody_has_is_replaced_at_the_price_agreed_for_the_other() -> None:
    after = substituted(order_of("I007"), TERMS, {"I001": 5, "I007": 6})

    assert [(line.item_id, line.unit_price.amount) for line in after.lines] == [("I007", Decimal("2.50"))]
    assert after.substitutes == (Substitute(1, ("I007",), "I001"),)


@pytest.mark.parametrize("named", ["I008", "I999"])
def test_what_costs_more_or_is_not_sold_to_this_customer_replaces_nothing(named: str) -> None:
    assert sent(order_of(named), **{named: 100}) == [("I001", "2.55")]


def test_cases_that_hold_another_number_replace_nothing() -> None:
    cases = order_of("I009", "I007", uom="CS", price="30.60")

    assert sent(cases, I009=1000, I007=72) == [("I007", "30.00")]


def test_the_first_that_is_there_in_full_is_taken() -> None:
    assert sent(order_of("I009", "I007"), I009=5, I007=6) == [("I007", "2.50")]


def test_nothing_is_promised_to_two_lines() -> None:
    assert sent(order_of("I007", lines=3), I001=6, I007=6) == [
        ("I001", "2.55"),
        ("I007", "2.50"),
        ("I001", "2.55"),
    ]


def test_every_item_it_may_come_to_is_asked_for_once() -> None:
    assert items_of(order_of("I007", "I001", lines=2)) == ("I001", "I007")


def test_an_order_remembers_what_took_the_place_of_what() -> None:
    after = substituted(order_of("I007"), TERMS, {"I007": 6})
    validated = ev.OrderValidated(after.lines, ("DC1",), after.substitutes)

    state = decide(a_state(order=order_of("I007")), validated).state

    assert state.order == after
    assert read_state(dump_state(state)) == state

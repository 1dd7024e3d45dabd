from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from json import loads
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.orders.codec import KEPT_MAX, dump_state, read_state
from facade.orders.part import Part, PartStatus
from facade.orders.state import Cancellation, Held, OrderState, Status
from facade.routing.stage import Side, Stage
from tests.facade.builders import a_booking, a_shipment, a_state, an_invoice

PLAIN: dict[type, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(),
    str: st.text(st.characters(exclude_categories=["Cs"])),
    date: st.dates(),
    datetime: st.datetimes(
        timezones=st.sampled_from(
            [UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=30))]
        )
    ),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    NoneType: st.none(),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Whatever the fields of a record allow, and those of the records below it."""
    if kind in PLAIN:
        return PLAIN[kind]
    inner = [anything(part) for part in get_args(kind) if part is not ...]
    if get_origin(kind) is tuple:
        return st.lists(*inner, max_size=3).map(tuple) if ... in get_args(kind) else st.tuples(*inner)
    if inner:
        return st.one_of(*inner)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    return st.builds(kind, **{name: anything(hint) for name, hint in get_type_hints(kind).items()})


FULL = a_state(
    Stage.SHADOW,
    status=Status.COMPLETED,
    version=14,
    rows_written=9,
    accepted_by="visit-1",
    booking=a_booking(),
    mirror_number="900",
    asked=("DC1", "DC2"),
    parts=(
        Part(1, PartStatus.CANCELLED, sites=("DC1",)),
        Part(
            2, PartStatus.COMPLETED, ((1, 6),), (), 1, True, "DC1", "77", a_shipment(), "PS-1", an_invoice()
        ),
    ),
    held=(Held("post_shipment", "2", "period closed"),),
    cancellation=Cancellation(((1, 2),), "done"),
)


@pytest.mark.parametrize("state", [a_state(), FULL], ids=["new", "full"])
def test_a_state_is_read_as_it_was_written(state: OrderState) -> None:
    assert read_state(dump_state(state)) == state


def test_a_state_is_written_by_the_names_of_its_fields() -> None:
    written = loads(dump_state(FULL))

    assert sorted(written) == sorted(OrderState._fields)
    assert (written["status"], written["booking"]["lines"][1]["line"]) == ("completed", 2)


def test_what_is_read_is_as_good_as_what_was_written() -> None:
    read = read_state(dump_state(FULL))

    assert type(read.status) is Status
    assert type(read.route.stage) is Stage
    assert read.route.authoritative is Side.OLD
    assert type(read.order.lines) is tuple
    part = read.parts[1]
    assert type(part.status) is PartStatus
    assert part.shipment is not None
    assert part.shipment.shipped_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "amount", ["1.10", "0.00", "1E+3", "0.1000", "-0", "123456789012345678901234567890.12"]
)
def test_an_amount_keeps_every_digit(amount: str) -> None:
    state = a_state(booking=a_booking(tax=amount))

    read = read_state(dump_state(state)).booking

    assert read is not None
    assert str(read.tax) == amount


@given(anything(OrderState))
def test_any_state_at_all_is_read_as_it_was_written(state: OrderState) -> None:
    assert read_state(dump_state(state)) == state


def test_a_state_is_written_the_same_way_every_time() -> None:
    assert dump_state(read_state(dump_state(FULL))) == dump_state(FULL)


def test_however_many_orders_are_under_way_each_is_written_as_it_stands() -> None:
    states = [a_state(booking=a_booking(tax=str(n)))._replace(order_id=f"W{n}") for n in range(KEPT_MAX + 10)]
    first = [dump_state(state) for state in states]
    later = [state._replace(booking=a_booking(tax="0.5")) for state in states]

    assert [dump_state(state) for state in states] == first
    written_later = [read_state(dump_state(state)).booking for state in later]
    assert {str(booking.tax) for booking in written_later if booking is not None} == {"0.5"}
    assert [read_state(document).order_id for document in first] == [state.order_id for state in states]


@pytest.mark.parametrize("document", [b"", b"{}", b"[]", dump_state(a_state())[:-1]])
def test_what_is_no_state_is_an_error(document: bytes) -> None:
    with pytest.raises(ValueError, match="validation error"):
        read_state(document)

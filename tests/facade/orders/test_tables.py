"""Every status and every event: what follows is defined, and is only ever what the tables allow."""

from dataclasses import fields
from itertools import product
from typing import Any

import pytest

from facade.canonical.goods_back import Disposition, ReturnReason, TakenBack
from facade.orders import events as ev
from facade.orders import order_table, part_table, return_table
from facade.orders.commands import Do
from facade.orders.decision import Rule
from facade.orders.page import EVENTS, page
from facade.orders.part import ENDED, GONE, Part, PartStatus
from facade.orders.process import OF_A_PART, decide
from facade.orders.state import SAID_OF, TERMINAL, Cancellation, Held, OrderState, Status, standing
from facade.routing.policy import Route
from facade.routing.stage import Stage
from tests.facade.builders import (
    NOON,
    a_booking,
    a_memo,
    a_posted_shipment,
    a_shipment,
    a_state,
    an_invoice,
    an_order,
)

RULES: list[Rule[Any]] = [
    *(rule for rules in order_table.TABLE.values() for rule in rules),
    *(rule for rules in part_table.TABLE.values() for rule in rules),
    *(rule for rules in return_table.TABLE.values() for rule in rules),
]
SAMPLES: dict[str, Any] = {
    "lines": an_order().lines,
    "sites": ("DC1", "DC2"),
    "booking": a_booking(),
    "shipment": a_shipment(),
    "posted": a_posted_shipment(),
    "invoice": an_invoice(),
    "quantities": (),
    "what": Do.TELL_INVOICE,
    "command": Do.RELEASE,
    "site": "DC1",
    "wait": 1,
    "units": ((1, 2),),
    "left_after": NOON,
    "reason": ReturnReason.UNWANTED,
    "returned": 1,
    "taken": (TakenBack(1, 2, Disposition.RESTOCK),),
    "memo": a_memo(),
    "to": Route("orders", "pilot", Stage.LIVE, 4),
    "of": a_booking(),
    "found": (("DC1", (("I001", 6), ("I002", 6))),),
}


def sample(kind: type) -> Any:
    """An event of a kind, about the second part where it is about one."""
    named = {field.name: SAMPLES.get(field.name, "x") for field in fields(kind)}
    if "part" in named:
        named["part"] = 2
    if "argument" in named:
        named["argument"] = "2"
    return kind(**named)


def with_parts(first: PartStatus, second: PartStatus, **changes: Any) -> OrderState:
    parts = (
        Part(1, first, ((1, 6),), ("DC1", "DC2"), 1, False, "DC1", "77", a_shipment()),
        Part(2, second, ((2, 6),), ("DC1", "DC2"), 1, False, "DC1", "78", a_shipment()),
    )
    state = a_state(Stage.SHADOW, booking=a_booking(), asked=("DC1", "DC2"), parts=parts, **changes)
    return state._replace(status=standing(state))


CANCELLATIONS = (None, Cancellation(()), Cancellation(((1, 2),)), Cancellation((), "done"))


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("status", list(PartStatus))
def test_every_event_in_every_status_of_a_part_has_a_defined_outcome(status: PartStatus, kind: type) -> None:
    rules = part_table.TABLE.get((status, kind), ())
    allowed = {status, *(rule.to for rule in rules)}
    if kind in (ev.BookingAmended, ev.BookingCancelled):
        return  # of the order as a whole, below
    for beside, wish, held in product(PartStatus, CANCELLATIONS, ((), (Held("release_order", "1", "x"),))):
        state = with_parts(beside, status, cancellation=wish, held=held)

        after, commands = decide(state, sample(kind))

        part = after.parts[1]
        if kind in OF_A_PART:
            assert part.status in allowed | (
                {PartStatus.CANCELLED} if PartStatus.TAKEN_BACK in allowed else set()
            )
            if not rules:
                assert (after, commands) == (state, ())
        if status in GONE and kind is not ev.GivenUpBySite:
            assert part.status in GONE, "what is picked or gone only goes on"
        assert after.status is standing(after), "an order stands where its parts do"
        known = ("", *(one.argument for one in (*after.parts, *after.returns)))
        assert all(command.argument in known for command in commands)
        assert decide(after, sample(kind)).state.status is standing(decide(after, sample(kind)).state)


@pytest.mark.parametrize("kind", EVENTS)
@pytest.mark.parametrize("status", list(Status))
def test_every_event_in_every_status_of_an_order_has_a_defined_outcome(status: Status, kind: type) -> None:
    rules = order_table.TABLE.get((status, kind), ())
    for wish in CANCELLATIONS:
        before = a_state(Stage.SHADOW, status=status, asked=("DC1", "DC2"), cancellation=wish)
        if kind in (ev.BookingAmended, ev.BookingCancelled) and wish is None:
            continue  # nobody has asked for it

        after, commands = decide(before, sample(kind))

        if kind not in OF_A_PART and not rules:
            assert (after, commands) == (before, ())
        if status in TERMINAL and (status not in (Status.COMPLETED, Status.RETURNED) or not rules):
            assert after.status is status
            assert commands == ()


def test_nothing_leaves_the_end_of_an_order() -> None:
    leaving = [
        key for key, rules in order_table.TABLE.items() for rule in rules if key[0] in TERMINAL and rule.does
    ]
    assert leaving == []


def test_nothing_leaves_the_end_of_a_part() -> None:
    ends = {PartStatus.COMPLETED, *ENDED}
    assert [status for status, _ in part_table.TABLE if status in ends] == []


def test_every_live_part_gives_its_order_a_name() -> None:
    assert set(PartStatus) - set(SAID_OF) == ENDED


def test_every_command_follows_from_some_rule() -> None:
    asked = {
        do
        for table in (order_table.TABLE, part_table.TABLE, return_table.TABLE)
        for rules in table.values()
        for r in rules
        for do in r.does
    }
    by_the_way = {Do.VALIDATE, Do.BUY, Do.REGISTER_RETURN, Do.CANCEL_BOOKING, Do.AMEND_BOOKING}
    assert set(Do) - asked <= by_the_way


class TestThePage:
    def test_names_every_rule_once(self) -> None:
        rows = [line for line in page().splitlines() if line.startswith("| ") and "old news" not in line]

        assert len(rows) - len(SAID_OF) - 4 == len(RULES)

    def test_explains_every_condition_and_every_note(self) -> None:
        assert all(note.__doc__ for rule in RULES for note in (rule.when, rule.writes) if note is not None)

    def test_leaves_no_event_out(self) -> None:
        written = page()
        assert [kind.__name__ for kind in EVENTS if kind.__name__ not in written] == []

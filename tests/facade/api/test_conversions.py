"""Conversions over the control API: what is asked for, what is told, and what is refused."""

from dataclasses import replace
from typing import Any

from facade.orders.state import OrderState, Status
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage
from tests.facade.api.test_control import climb
from tests.facade.builders import a_booking, a_state
from tests.facade.door import Door, refusal

OLD = Route("orders", "all", Stage.SHADOW, 1)


def convert(door: Door, cohort: str = "all") -> Any:
    return door.ask("POST", "/control/conversions", {"cohort": cohort, "reason": "the old book closes"})


def an_order(door: Door, reference: str, **changes: Any) -> None:
    status = Status.VALIDATED if "booking" in changes else Status.ACCEPTED
    door.put(a_state()._replace(**{"order_id": reference, "route": OLD, "status": status, **changes}))


def kept(door: Door, reference: str) -> OrderState:
    return door.run(door.alone.store.load(reference))


def test_what_no_book_has_goes_to_the_other_one_at_once(door: Door):
    climb(door, Stage.LIVE)
    an_order(door, "A-1")

    told = convert(door).json()

    assert (told["to"], told["stage"], told["converted"], told["waiting"]) == ("new", "live", ["A-1"], 0)
    assert kept(door, "A-1").route.authoritative is Side.NEW


def test_what_a_book_has_is_asked_and_waits_for_both_books(door: Door):
    climb(door, Stage.LIVE)
    an_order(door, "B-1", booking=a_booking(), mirror_number="C-1")

    told = convert(door).json()

    assert (told["references"], told["waiting"], told["converted"]) == (["B-1"], 1, [])
    [shown] = door.get("/control/conversions")["conversions"]
    assert shown["waiting"] == 1


def test_what_stays_is_counted_with_why(door: Door):
    climb(door, Stage.LIVE)
    an_order(door, "C-1", booking=a_booking(), suppliers=((1, "V1"),))
    an_order(door, "C-2", booking=a_booking(), suppliers=((1, "V1"),))

    assert convert(door).json()["staying"] == {"a supplier sends some of it": 2}


def test_asking_again_asks_only_those_that_stayed(door: Door):
    climb(door, Stage.LIVE)
    an_order(door, "D-1", booking=a_booking(), mirror_number="C-1")
    convert(door)

    again = convert(door).json()

    assert (again["references"], again["staying"]) == ([], {"it is on its way": 1})
    assert len(door.get("/control/conversions")["conversions"]) == 2


def test_where_new_orders_go_to_the_same_book_there_is_nothing_to_move(door: Door):
    an_order(door, "E-1", booking=a_booking(), route=replace(OLD, stage=Stage.OFF))

    [ahead] = door.get("/control/conversions")["ahead"]

    assert (ahead["orders"], ahead["staying"], ahead["to"]) == (0, {}, "old")


def test_what_a_conversion_would_meet_is_told_beforehand(door: Door):
    climb(door, Stage.LIVE)
    an_order(door, "F-1")
    an_order(door, "F-2", booking=a_booking(), suppliers=((1, "V1"),))

    [ahead] = door.get("/control/conversions")["ahead"]

    assert (ahead["orders"], ahead["staying"]) == (1, {"a supplier sends some of it": 1})


def test_a_cohort_that_nobody_has_drawn_is_named_with_those_there_are(door: Door):
    reply = convert(door, "pilt")

    assert refusal(reply) == (409, "conversion_refused")
    assert reply.json()["detail"] == "no cohort 'pilt'; there are all"
    assert reply.json()["where"] == "body.cohort"


def test_the_step_is_in_the_trail_of_the_order(door: Door):
    climb(door, Stage.LIVE)
    an_order(door, "G-1")
    convert(door)

    trail = door.run(door.alone.store.trail("G-1"))

    assert [entry.event for entry in trail] == ["ConversionRequested"]

from dataclasses import replace

from facade.messaging.store import Step, TrailEntry
from facade.orders.commands import Do
from facade.orders.part import Part, PartStatus
from facade.orders.state import RefusedCopy, Status
from facade.routing.stage import Stage
from tests.facade.api.test_control import climb
from tests.facade.builders import NOON, a_booking, a_shipment, a_state
from tests.facade.door import Door, refusal


def go_back(door: Door, to: str = "off"):
    return door.ask("POST", "/control/rollbacks", {"cohort": "all", "to": to, "reason": "enough"})


def put_an_order(door: Door) -> None:
    state = a_state()
    door.put(state._replace(route=replace(state.route, cohort="all", stage=Stage.COMPLETE)))


def test_routing_goes_back_and_what_only_the_new_book_has_is_told(door: Door):
    climb(door, Stage.COMPLETE)
    put_an_order(door)

    told = go_back(door).json()

    assert (told["stage_from"], told["stage_to"], told["only_new"]["orders"]) == ("complete", "off", 1)
    assert door.get("/control/policy")["stages"][0]["stage"] == "off"
    assert door.get("/control/rollbacks")["ahead"][0]["orders"] == 0


def test_asking_again_goes_on_and_begins_nothing(door: Door):
    climb(door, Stage.COMPLETE)
    first = go_back(door).json()

    assert go_back(door).json() == first
    assert len(door.get("/control/rollbacks")["rollbacks"]) == 1


def test_a_cohort_that_nobody_has_drawn_goes_nowhere(door: Door):
    climb(door, Stage.DUALWRITE)

    reply = door.ask("POST", "/control/rollbacks", {"cohort": "al", "to": "off", "reason": "enough"})

    assert refusal(reply) == (409, "move_refused")
    assert "no cohort 'al'; there are all" in reply.text
    assert door.get("/control/rollbacks")["rollbacks"] == []


def test_the_way_back_is_no_way_forward(door: Door):
    assert refusal(go_back(door, "dualwrite")) == (409, "move_refused")


def test_nothing_has_happened_yet_that_cannot_be_undone(door: Door):
    climb(door, Stage.COMPLETE)

    [ahead] = door.get("/control/rollbacks")["ahead"]

    assert (ahead["stage"], ahead["point_of_no_return"]) == ("complete", None)


def put_refused(door: Door) -> None:
    """An order that has left, and whose copy the old book has refused."""
    part = Part(status=PartStatus.SHIPPED, shipment=a_shipment(), shipment_number="PS-1", departure=1)
    state = a_state(status=Status.SHIPPED, booking=a_booking(), parts=(part,))
    route = replace(state.route, cohort="all", stage=Stage.LIVE)
    refused = (RefusedCopy(Do.MIRROR_BOOKING, "", "the series is exhausted", NOON.timestamp()),)
    state = state._replace(route=route, refused_copies=refused)
    left = TrailEntry(1, NOON, "OrderShipped", "picked", "shipped", "m-1", "m-0")
    door.run(door.alone.store.commit(Step(state.order_id, state, left)))


def test_an_order_whose_copy_was_refused_is_only_in_the_new_book_whatever_its_pin_says(door: Door):
    climb(door, Stage.LIVE)
    put_refused(door)

    [ahead] = door.get("/control/rollbacks")["ahead"]

    assert (ahead["orders"], ahead["shipments"]) == (1, 1)
    assert ahead["point_of_no_return"]["event"] == "OrderShipped"


def test_a_way_back_asks_again_for_what_was_refused_and_counts_it_until_it_is_there(door: Door):
    climb(door, Stage.LIVE)
    put_refused(door)

    told = go_back(door).json()

    assert (told["only_new"]["orders"], told["copied"], told["waiting"]) == (1, 0, 1)
    assert told["references"] == ["W000001"]


def test_what_the_old_book_refuses_again_is_named_as_not_brought_back(door: Door):
    climb(door, Stage.LIVE)
    put_refused(door)
    go_back(door)
    put_refused(door)

    [told] = door.get("/control/rollbacks")["rollbacks"]

    assert (told["copied"], told["refused"]) == (0, ["W000001"])
    assert door.get("/control/rollbacks")["ahead"][0]["orders"] == 1

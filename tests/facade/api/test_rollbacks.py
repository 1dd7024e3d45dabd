from dataclasses import replace

from facade.routing.stage import Stage
from tests.facade.api.test_control import climb
from tests.facade.builders import a_state
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


def test_the_way_back_is_no_way_forward(door: Door):
    assert refusal(go_back(door, "dualwrite")) == (409, "move_refused")


def test_nothing_has_happened_yet_that_cannot_be_undone(door: Door):
    climb(door, Stage.COMPLETE)

    [ahead] = door.get("/control/rollbacks")["ahead"]

    assert (ahead["stage"], ahead["point_of_no_return"]) == ("complete", None)

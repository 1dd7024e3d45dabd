import pytest

from contracts.alone import StoppedClock
from facade.dual_run.comparison import Comparison, Verdict
from facade.messaging.store import OutboxRow
from facade.orders.repair_queue import OLDEST_MAX_S
from facade.routing.policy import Route
from facade.routing.stage import Stage
from tests.facade.api.test_control import climb, compare, move
from tests.facade.builders import a_state
from tests.facade.door import Door, refusal

GATE = {"mismatch_rate_max": 0.05}
MOVE = {"capability": "orders", "cohort": "all", "to": "live"}
YES = {**MOVE, "role": "lead", "by": "Ada", "granted": True, "reason": "seen it"}


def test_how_many_clean_comparisons_until_we_may_promote(door: Door):
    climb(door, Stage.SHADOW)
    compare(door, Stage.SHADOW, 100)

    [ahead] = door.get("/control/gates?mismatch_rate_max=0.01")

    assert (ahead["stage"], ahead["to"], ahead["gate"]["verdict"]) == ("shadow", "live", "hold")
    missing = {part["name"]: part["samples_needed"] for part in ahead["gate"]["parts"]}
    assert missing == {"order inbound of all": 199, "shipment of all": 299, "invoice of all": 299}


def test_no_move_rests_on_documents_of_which_none_has_been_compared(door: Door):
    climb(door, Stage.SHADOW)
    compare(door, Stage.SHADOW, 100)

    refused = move(door, Stage.LIVE, {**GATE, "documents": ["order", "invoice"]})

    assert refusal(refused) == (409, "gate_hold")
    assert "invoice of all" in refused.json()["detail"]
    assert refusal(move(door, Stage.LIVE, {**GATE, "documents": ["bill"]})) == (422, "invalid_request")
    assert move(door, Stage.LIVE, {**GATE, "documents": ["order"]}).status_code == 200


def test_what_is_said_ahead_of_a_gate_that_has_latched_is_what_the_move_would_be_told(door: Door):
    climb(door, Stage.SHADOW)
    compare(door, Stage.SHADOW, 20, Comparison(Verdict.MISMATCH))
    move(door, Stage.LIVE, GATE)
    for operation in ("create_order", "post_shipment", "post_invoice"):
        compare(door, Stage.SHADOW, 10_000, operation=operation)

    [ahead] = door.get("/control/gates?mismatch_rate_max=0.05")

    assert refusal(move(door, Stage.LIVE, GATE)) == (409, "gate_latched")
    assert ahead["gate"]["verdict"] == "roll_back"
    assert ahead["gate"]["parts"][0]["name"] == "latch"
    assert {part["verdict"] for part in ahead["gate"]["parts"][1:]} == {"promote"}


def test_what_is_said_ahead_of_a_step_that_the_ladder_refuses_is_hold_with_its_reason(door: Door):
    for capability in ("items", "customers", "pricing"):
        for stage in (Stage.DUALWRITE, Stage.SHADOW):
            assert move(door, stage, capability=capability).status_code == 200
    refused = move(door, Stage.LIVE, capability="pricing")

    [gate] = [row["gate"] for row in door.get("/control/gates") if row["capability"] == "pricing"]

    assert refusal(refused) == (409, "move_refused")
    assert gate["verdict"] == "hold"
    assert gate["parts"][0]["reason"] == refused.json()["detail"]


def test_a_move_that_people_have_to_agree_to_waits_for_them(door: Door):
    climb(door, Stage.SHADOW)
    compare(door, Stage.SHADOW, 100)
    asked = {**GATE, "approval": ["lead"]}

    assert refusal(move(door, Stage.LIVE, asked)) == (409, "gate_hold")
    assert door.ask("POST", "/control/approvals", YES).status_code == 201

    moved = move(door, Stage.LIVE, asked).json()
    assert [part["name"] for part in moved["gate"]["parts"]] == ["all documents", "approval"]


def test_two_rates_that_no_test_can_tell_apart_are_refused(door: Door):
    assert refusal(move(door, Stage.DUALWRITE, {**GATE, "good_rate": 0.05})) == (409, "rates_not_apart")


@pytest.mark.parametrize(("age_s", "status"), [(OLDEST_MAX_S + 60, 409), (60, 200)])
def test_no_stage_advances_over_a_write_that_has_waited_too_long(door: Door, age_s: float, status: int):
    state = a_state()
    written_s = StoppedClock().now().timestamp() - age_s
    row = OutboxRow("r-1", state.order_id, "mirror", "mirror_booking", "", "m-1", written_s, written_s)
    door.put(state._replace(route=Route("orders", "all", Stage.DUALWRITE, 1)), row)

    reply = move(door, Stage.DUALWRITE)

    assert reply.status_code == status
    assert [one["command"] for one in door.get("/control/repair-queue")["waiting"]] == ["mirror_booking"]
    [ahead] = door.get("/control/gates")
    assert (ahead["gate"]["parts"][0]["name"] == "repair queue") is (status == 409)
    if status == 409:
        assert "mirror_booking" in reply.json()["detail"]

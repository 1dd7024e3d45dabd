from typing import Any

import orjson
import pytest

from contracts.consumers.field_sales_facade import ACCEPTED, COMPLETED, KEY, NOTHING, ORDER
from contracts.pact_file import Request, State
from contracts.providers.facade import FacadeProvider
from contracts.verification import StateError
from dualrun.landscape.access import bearing

LOOK = Request("GET", f"/v1/orders/{ORDER['reference']}/status", bearing("field_sales"), b"")


def look(*states: State) -> tuple[int, Any]:
    reply = FacadeProvider().answer(states, LOOK).answer
    return reply.status, orjson.loads(reply.body)


@pytest.mark.parametrize(("state", "status"), [(ACCEPTED, "accepted"), (COMPLETED, "completed")])
def test_a_state_is_lived_through(state, status):
    code, found = look(State(state, {"order": ORDER, "key": KEY}))

    assert (code, found["status"]) == (200, status)


def test_each_interaction_begins_anew():
    look(State(ACCEPTED, {"order": ORDER, "key": KEY}))

    code, _ = look(State(NOTHING, {}))
    assert code == 404


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"order": ORDER},
        {"order": {}, "key": KEY},
        {"order": {**ORDER, "lines": [{"item": "I", "unit_price": "dear"}]}, "key": KEY},
        {"order": {**ORDER, "currency": "pounds"}, "key": KEY},
    ],
)
def test_a_state_that_cannot_be_reached_is_an_error_at_once(parameters):
    with pytest.raises(StateError):
        look(State(ACCEPTED, parameters))


def test_an_order_that_is_never_completed_is_an_error_that_tells_its_status():
    unpaid = {**ORDER, "lines": [{**ORDER["lines"][0], "quantity": 900_000}]}

    with pytest.raises(StateError, match="it is on_hold"):
        look(State(COMPLETED, {"order": unpaid, "key": KEY}))

"""The façade over stages, cohorts and rollbacks, against a model of ten lines that anybody can read."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contracts.alone import ALL_DOORS, facade_alone
from facade.messaging.memory import MemoryStore
from facade.routing.cohort import Cohort, Cohorts

LADDER = ("off", "dualwrite", "shadow", "live", "rampdown", "complete")
COHORTS = Cohorts("machine", (Cohort("pilot", 40.0), Cohort("rest", 60.0)))
SIGNED = {"authorization": f"Bearer {ALL_DOORS.standing}", "content-type": "application/json"}
KEYS = [f"K{number:05}" for number in range(6)]


class Model:
    """What should be so: one rung up or any way down; an order stays on the side it was taken in."""

    def __init__(self) -> None:
        self.stage = {cohort.name: "off" for cohort in COHORTS.members}
        self.orders: dict[str, tuple[str, str]] = {}

    def move(self, cohort: str, to: str) -> bool:
        now = self.stage[cohort]
        allowed = to != now and LADDER.index(to) <= LADDER.index(now) + 1
        self.stage[cohort] = to if allowed else now
        return allowed

    def place(self, reference: str, customer: str) -> None:
        stage = self.stage[COHORTS.of(customer)]
        self.orders.setdefault(reference, (stage, "old" if LADDER.index(stage) < 3 else "new"))


class Façade(RuleBasedStateMachine):
    placed = Bundle("placed")
    store, cohorts = MemoryStore, COHORTS

    @initialize()
    def begin(self) -> None:
        self.alone = facade_alone(self.store(), cohorts=self.cohorts)
        self.model = Model()
        self.answers: dict[str, bytes] = {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        async def asked() -> httpx.Response:
            over = httpx.ASGITransport(self.alone.facade.app)
            async with httpx.AsyncClient(transport=over, base_url="http://facade") as http:
                content = None if body is None else orjson.dumps(body)
                return await http.request(method, path, content=content, headers={**SIGNED, **headers})

        return asyncio.run(asked())

    @rule(cohort=st.sampled_from(["pilot", "rest"]), to=st.sampled_from(LADDER))
    def move(self, cohort: str, to: str) -> None:
        reply = self.ask("POST", "/v1/control/stages", {"capability": "orders", "cohort": cohort, "to": to})
        assert reply.status_code == (200 if self.model.move(cohort, to) else 409), reply.text

    @rule(target=placed, customer=st.sampled_from(KEYS))
    def place(self, customer: str) -> str:
        reference = f"M-{len(self.answers):06}"
        self.answers[reference] = self.sent(reference, customer).content
        self.model.place(reference, customer)
        return f"{reference} {customer}"

    @rule(order=placed)
    def place_again(self, order: str) -> None:
        reference, customer = order.split()
        assert self.sent(reference, customer).content == self.answers[reference]

    def sent(self, reference: str, customer: str) -> httpx.Response:
        to = {"name": "A", "street": "B", "city": "Leeds", "postcode": "LS1 1AA", "country": "GB"}
        line = {"line": 1, "item": "I00001", "quantity": 1, "uom": "EA", "unit_price": "1.00"}
        order = {"reference": reference, "channel": "portal", "customer": customer, "ship_to": to}
        order |= {"order_date": "2026-01-05", "currency": "GBP", "lines": [line]}
        reply = self.ask("POST", "/v1/orders", order, **{"idempotency-key": f"key-{reference}"})
        assert reply.status_code == 202, reply.text
        return reply

    @invariant()
    def an_order_stays_where_it_was_taken_in(self) -> None:
        if not hasattr(self, "model"):
            return
        routes = asyncio.run(self.routes())
        found = {reference: (route.stage, route.authoritative) for reference, route in routes.items()}
        assert found == self.model.orders

    @invariant()
    def the_stages_are_those_of_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        told = self.ask("GET", "/v1/control/policy").json()["stages"]
        assert {one["cohort"]: one["stage"] for one in told} == {
            cohort: stage
            for cohort, stage in self.model.stage.items()
            if cohort in {one["cohort"] for one in told}
        }
        assert self.alone.defects == []

    async def routes(self) -> dict[str, Any]:
        return {state.order.external_ref: state.route async for state in self.alone.store.aggregates()}


TestFaçade = Façade.TestCase
TestFaçade.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)


class Forgetful(MemoryStore):
    """Takes every order for one of the side of the newest, as if a move took along what is under way."""

    async def aggregates(self) -> AsyncIterator[Any]:
        states = [state async for state in super().aggregates()]
        for state in states:
            yield state._replace(route=states[-1].route)


class MovesWhatIsUnderWay(Façade):
    store = Forgetful


class MixesUpCohorts(Façade):
    cohorts = Cohorts("another", COHORTS.members)


@pytest.mark.parametrize("wrong", [MovesWhatIsUnderWay, MixesUpCohorts])
def test_a_facade_that_moves_orders_or_mixes_up_cohorts_is_not_what_the_model_says(wrong):
    tries = settings(
        max_examples=30, stateful_step_count=15, deadline=None, derandomize=True, phases=[Phase.generate]
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(wrong, settings=tries)


def test_the_model_is_not_content_with_a_facade_that_forgets_where_an_order_was_taken_in():
    model = Model()
    model.place("M-1", "K00000")
    for stage in LADDER[1:4]:
        assert model.move(COHORTS.of("K00000"), stage)
    model.place("M-2", "K00000")

    assert [side for _, side in model.orders.values()] == ["old", "new"]
    assert not model.move(COHORTS.of("K00000"), "complete")

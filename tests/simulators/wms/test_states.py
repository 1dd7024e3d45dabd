"""Provider states: each stands on its own, again and again, and its values can be used at once."""

import pytest

from simulators.wms.states import STATES
from tests.simulators.wms.floor import no, ok, on_the_floor, order, stock

STATUS = {
    "an order is allocated": 200,
    "an order is released": 300,
    "an order is with the pickers": 300,
    "an order was picked short": 400,
    "an order is shipped": 500,
    "an order is cancelled": 900,
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_can_be_brought_about_again_and_again(name):
    async def story(site):
        for _ in range(3):
            values = STATES[name](site.system.service)
            assert all(isinstance(value, str) for value in values.values())
        if name in STATUS:
            assert (await order(site, values["orderId"]))["orderStatus"]["number"] == STATUS[name]

    on_the_floor(story)


def test_the_values_of_a_state_name_what_is_there():
    async def story(site):
        bring = {name: state(site.system.service) for name, state in list(STATES.items())[2:]}
        shipped = bring["an order is shipped"]
        assert (await ok(site, "GET", f"/parcels/{shipped['parcelNumber']}"))["orderId"] == int(
            shipped["orderId"]
        )
        back = bring["a return is announced"]
        assert (await ok(site, "GET", f"/returnOrders/{back['returnOrderId']}"))["orderId"] == int(
            back["orderId"]
        )
        held = bring["a batch is held"]
        batches = await ok(site, "GET", f"/batches?articleNumber={held['articleNumber']}")
        assert batches["batches"][0]["isHeld"]
        none_left = STATES["an article is out of stock"](site.system.service)
        assert (await stock(site, none_left["articleNumber"]))[3] == 0
        cancelled = bring["an order is cancelled"]
        path = f"/orders/{cancelled['orderId']}/release"
        assert await no(site, "POST", path) == (409, "ORDER_ALREADY_CANCELLED")

    on_the_floor(story)

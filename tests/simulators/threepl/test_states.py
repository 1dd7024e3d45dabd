"""Each state that a contract may presuppose can be seen through the API."""

import pytest

from simulators.threepl import SIMULATOR
from tests.simulators.site_world import SiteWorld
from tests.simulators.threepl.test_api import at_provider

SEEN = {
    "an order is on hold": ("shipment/{shipment_id}", "OnHold"),
    "an order is processing": ("shipment/{shipment_id}", "Processing"),
    "an order is picked": ("shipment/{shipment_id}", "LabeledCreated"),
    "an order is shipped": ("order/{order_id}", "Fulfilled"),
    "an order is cancelled": ("order/{order_id}", "Cancelled"),
    "an order is on hold for its address": ("shipment/{shipment_id}", "OnHold"),
    "a receiving is announced": ("receiving/{receiving_id}", "Awaiting"),
    "a return is on its way": ("return/{return_id}", "AwaitingArrival"),
    "an item is out of stock": ("inventory-level/{inventory_id}", None),
    "an item is in stock": ("inventory-level/{inventory_id}", None),
}


@pytest.mark.parametrize("pace", ["brisk", "realistic"])
@pytest.mark.parametrize("state", SIMULATOR.states)
def test_a_state_is_what_it_says_and_can_be_set_up_twice(state: str, pace: str):
    path, status = SEEN[state]

    async def story(site: SiteWorld) -> None:
        for _ in range(2):
            values = SIMULATOR.states[state](site.system.service)
            shown = (await site.call("GET", f"/2026-01/{path.format(**values)}")).document
            if status is not None:
                assert shown["status"] == status
            else:
                assert (shown["total_fulfillable_quantity"] > 0) == (state == "an item is in stock")

    at_provider(story, pace=pace)


def test_an_order_that_is_shipped_already_is_not_shipped_again_later():
    async def story(site: SiteWorld) -> None:
        values = SIMULATOR.states["an order is shipped"](site.system.service)
        left = [
            entry.act
            for entry in site.system.service.store.agenda.entries.values()
            if entry.subject == (int(values["order_id"]),)
        ]
        assert left == []

    at_provider(story, pace="realistic")

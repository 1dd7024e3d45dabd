"""Each state that a contract may presuppose can be seen through the API."""

import pytest

from simulators.threepl_graphql import SIMULATOR
from tests.simulators.threepl_graphql.house import House, at_house

STATUS = {
    "an order is allocated and held": "pending",
    "an order is being picked": "pending",
    "an order is packed": "packed_out",
    "an order is shipped": "fulfilled",
    "an order waits for goods": "pending",
    "an order is cancelled": "canceled",
    "a return is on its way": "fulfilled",
}


@pytest.mark.parametrize("pace", ["brisk", "realistic"])
@pytest.mark.parametrize("state", SIMULATOR.states)
def test_a_state_is_what_it_says_and_can_be_set_up_twice(state: str, pace: str):
    async def story(house: House) -> None:
        for _ in range(2):
            values = SIMULATOR.states[state](house.site.system.service)
            if state in STATUS:
                order = await house.order(values["order_id"])
                [edge] = order["line_items"]["edges"]
                assert order["fulfillment_status"] == STATUS[state]
                assert (edge["node"]["backorder_quantity"] > 0) == (state == "an order waits for goods")
            elif "po_id" in values:
                asked = "query($id: String!) { purchase_order(id: $id) { data { fulfillment_status } } }"
                found = await house.data(asked, id=values["po_id"])
                assert found["data"]["fulfillment_status"] == "pending"
            else:
                level = await house.level(values["sku"])
                assert (level["available"] > 0) == (state == "a product is in stock")

    at_house(story, pace=pace)

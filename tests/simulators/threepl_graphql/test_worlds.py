"""Two worlds that begin as one do not see each other."""

from typing import Any

from simulators.threepl_graphql import SIMULATOR
from tests.simulators.site_world import SiteWorld
from tests.simulators.store_digest import everything
from tests.simulators.threepl_graphql.house import (
    CANCEL,
    CHANGE,
    HOLDS,
    LISTEN,
    ONE,
    THREE,
    TWO,
    House,
    a_purchase_order,
    a_return,
    at_house,
)
from tests.simulators.threepl_graphql.test_stock import ADD, ANNOUNCE, CLOSE, RECEIVE, SEND_BACK, SETTLE, of
from tests.simulators.threepl_graphql.test_webhooks import DELETE


def working_on(site: SiteWorld, store: Any) -> House:
    """The same house with another store in it."""
    site.system.service = SIMULATOR.open(site.world, store)
    return House(site)


async def a_rich_flow(house: House) -> dict[str, Any]:
    """Orders in every state, announced goods, a return under way, somebody who listens."""
    await house.listen("Order Allocated", "Inventory Update")
    shipped = await house.shipped((ONE, 4), ref="SHIPPED")
    waiting = await house.create((TWO, 500), ref="WAITING")
    held = await house.create((THREE, 6), ref="HELD")
    walking = await house.create((ONE, 2), ref="WALKING", holds={})
    announced = (await house.data(ANNOUNCE, data=a_purchase_order((TWO, 450))))["purchase_order"]
    back = (await house.data(SEND_BACK, data=a_return(shipped["id"], (ONE, 1, "new"))))["return"]
    return {
        "waiting": waiting,
        "held": held,
        "walking": walking,
        "announced": announced,
        "back": back,
        "shipped": shipped,
    }


async def every_use_case(house: House, made: dict[str, Any]) -> None:
    line = made["held"]["line_items"]["edges"][0]["node"]["id"]
    changes = {"order_id": made["held"]["id"], "line_items": [{"id": line, "quantity": 7}]}
    await house.data(CHANGE, data=changes)
    await house.data(HOLDS, data={"order_id": made["held"]["id"], "operator_hold": False})
    await house.data(CANCEL, data={"order_id": made["walking"]["id"]})
    received = {"po_id": made["announced"]["id"], "line_items": [{"sku": TWO, "quantity_received": 450}]}
    await house.data(RECEIVE, data=received)
    await house.data(CLOSE, data={"po_id": made["announced"]["id"]})
    await house.data(ADD, data=of(ONE, 3))
    await house.data(SETTLE, data={"return_id": made["back"]["id"], "status": "canceled"})
    await house.data(SEND_BACK, data=a_return(made["shipped"]["id"], (ONE, 2, "damaged")))
    await house.data(DELETE, data={"name": "Order Allocated"})
    await house.data(LISTEN, data={"name": "PO Update", "url": "http://listener/n"})
    await house.create((THREE, 1), ref="NEW")
    granted = await house.site.call(
        "POST", "/auth/refresh", {"refresh_token": "rehearsal-only-refresh-token"}
    )
    assert granted.status == 200


def test_a_fork_and_its_origin_change_on_their_own():
    async def story(house: House) -> None:
        made = await a_rich_flow(house)
        site, origin = house.site, house.site.system.service.store
        twin = origin.fork()
        before = everything(origin)
        assert everything(twin) == before

        await every_use_case(working_on(site, twin), made)
        assert everything(origin) == before
        changed = everything(twin)
        assert changed["orders"] != before["orders"]

        await every_use_case(working_on(site, origin), made)
        assert everything(twin) == changed
        site.commits.clear()

    at_house(story)

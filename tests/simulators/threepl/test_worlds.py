"""Two worlds that begin as one do not see each other."""

from simulators.threepl import SIMULATOR
from tests.simulators.site_world import SiteWorld
from tests.simulators.store_digest import everything
from tests.simulators.threepl.asks import RECEIVING, RETURN, SHIPMENT, a_receiving, a_return
from tests.simulators.threepl.test_api import FIRST, ONE, ORDER, THREE, TWO, an_order, at_provider
from tests.simulators.threepl.test_receiving import WEBHOOK, shipped


async def a_rich_flow(site: SiteWorld) -> None:
    """Orders in every state, a receiving and a return under way, somebody who listens."""
    asked = {"url": "http://listener/n", "topics": ["order.shipped", "return.completed"]}
    await site.call("POST", WEBHOOK, asked)
    shipment_id = await shipped(site, (1, ONE, 4))
    for n, products in enumerate((((1, TWO, 500),), ((1, THREE, 6),), ((1, ONE, 2),)), 2):
        await site.call("POST", ORDER, an_order(*products, reference=f"W{n}"))
    await site.call("POST", ORDER, an_order((1, TWO, 3), reference="W5", hold=False))
    await site.call("POST", RECEIVING, a_receiving((TWO, 450), (ONE, 3)))
    await site.call("POST", RETURN, a_return((ONE, 1, "Restock"), shipment_id=shipment_id))


async def every_use_case(site: SiteWorld) -> None:
    items = {"items": [{"inventory_id": THREE, "quantity": 7}]}
    address = {"street_address1": "2 Quay", "city": "Aarhus"}
    for method, path, body in (
        ("POST", f"{SHIPMENT}/{FIRST + 2 + 100_000_000}:updateLineItems", items),
        ("PUT", f"{SHIPMENT}/{FIRST + 2 + 100_000_000}:updateAddress", address),
        ("POST", f"{ORDER}/{FIRST + 2}:release", None),
        ("POST", f"{ORDER}/{FIRST + 3}:cancel", None),
        ("POST", ORDER, an_order((1, ONE, 1), reference="NEW")),
        ("POST", f"{RECEIVING}/700001:cancel", None),
        ("POST", RECEIVING, a_receiving((ONE, 3))),
        ("PUT", f"{RETURN}/55000001", a_return((ONE, 2, "Dispose"))),
        ("POST", f"{RETURN}/55000001:cancel", None),
        ("POST", RETURN, a_return((TWO, 2, "Quarantine"), reference="R-2")),
        ("DELETE", f"{WEBHOOK}/1", None),
        ("POST", WEBHOOK, {"url": "http://listener/2", "topics": ["order.shipped"]}),
    ):
        assert (await site.call(method, path, body)).status < 300, path


def test_a_fork_and_its_origin_change_on_their_own():
    async def story(site: SiteWorld) -> None:
        await a_rich_flow(site)
        origin = site.system.service.store
        twin = origin.fork()
        before = everything(origin)
        assert everything(twin) == before

        site.system.service = SIMULATOR.open(site.world, twin)
        await every_use_case(site)
        assert everything(origin) == before
        changed = everything(twin)
        assert {name for name in changed if changed[name] != before[name]} >= {
            *("orders", "stock", "agenda", "receivings", "returns", "webhooks", "calls"),
        }

        site.system.service = SIMULATOR.open(site.world, origin)
        await every_use_case(site)
        assert everything(twin) == changed
        site.commits.clear()

    at_provider(story, pace="brisk", misbehaviours={"exceptions": {}})

"""Short words for what happens at the desks of the warehouse, and a check that its own book adds up."""

from typing import Any

from simulators.wms.domain.goods import Condition
from simulators.wms.domain.order import OrderStatus
from tests.simulators.site_world import SiteWorld
from tests.simulators.wms.test_api import ORDERS, an_order, in_warehouse

ROOT = "/api/v1"


async def ok(site: SiteWorld, method: str, path: str, document: Any = None, **headers: str) -> Any:
    answer = await site.call(method, ROOT + path, document, **headers)
    assert 200 <= answer.status < 300, (answer.status, answer.body)
    return answer.document


async def no(site: SiteWorld, method: str, path: str, document: Any = None, **headers: str) -> Any:
    """The status and code of a refusal."""
    answer = await site.call(method, ROOT + path, document, **headers)
    assert 400 <= answer.status < 500, (answer.status, answer.body)
    return answer.status, answer.document["errorCode"]


async def ordered(site: SiteWorld, *rows: tuple[int, str, int], number: str = "W1", **terms: Any) -> int:
    order = await ok(site, "POST", "/orders", {**an_order(*rows, number=number), **terms})
    return order["orderId"]


async def with_handheld(site: SiteWorld, *rows: tuple[int, str, int], **terms: Any) -> int:
    """An order whose goods a handheld is sent for."""
    order_id = await ordered(site, *rows, **terms)
    await ok(site, "POST", f"/orders/{order_id}/release")
    wave = await ok(site, "POST", "/waves", {"orderIds": [order_id], "workedBy": "Handheld"})
    await ok(site, "POST", f"/waves/{wave['waveId']}/release")
    return order_id


async def shipped(site: SiteWorld, *rows: tuple[int, str, int]) -> int:
    """An order that has left whole, in one carton."""
    order_id = await with_handheld(site, *rows)
    picks = [{"rowNumber": row, "numberOfItems": quantity} for row, _, quantity in rows]
    await ok(site, "POST", f"/orders/{order_id}/picks", {"picks": picks})
    await ok(site, "POST", f"/orders/{order_id}/cartons", {"lines": picks})
    await ok(site, "POST", f"/orders/{order_id}/pack")
    await ok(site, "POST", f"/orders/{order_id}/ship", {"waybill": "WB-1"})
    return order_id


async def order(site: SiteWorld, order_id: int) -> Any:
    return (await site.call("GET", f"{ORDERS}/{order_id}")).document


async def stock(site: SiteWorld, article: str) -> tuple[int, int, int, int]:
    """On hand, allocated, held, available."""
    [found] = (await ok(site, "GET", f"/stock?articleNumberFrom={article}&maxArticlesToGet=1"))["stock"]
    kinds = ("", "allocated", "held", "available")
    return tuple(found[f"{kind}NumberOfItems" if kind else "numberOfItems"] for kind in kinds)


async def stock_items(site: SiteWorld, article: str, **criteria: str) -> list[Any]:
    query = "".join(f"&{name}={value}" for name, value in criteria.items())
    return (await ok(site, "GET", f"/stockItems?articleNumber={article}{query}"))["stockItems"]


async def received(site: SiteWorld, article: str, quantity: int, **more: Any) -> int:
    """A delivery that came as announced; gives its id."""
    line = {"rowNumber": 1, "articleNumber": article, "numberOfItems": quantity}
    asked = {"inboundOrderNumber": "ASN-1", "inboundOrderLines": [line]}
    inbound_id = (await ok(site, "POST", "/inboundOrders", asked))["inboundOrderId"]
    lines = [{"rowNumber": 1, "numberOfItems": quantity, **more}]
    await ok(site, "POST", f"/inboundOrders/{inbound_id}/receipts", {"lines": lines})
    return inbound_id


def on_the_floor(story: Any, **world: Any) -> SiteWorld:
    """Tell a story in which the warehouse's own book adds up at the end."""

    async def and_the_book_adds_up(site: SiteWorld) -> None:
        await story(site)
        assert_book_adds_up(site)

    return in_warehouse(and_the_book_adds_up, **world)


def assert_book_adds_up(site: SiteWorld) -> None:
    """Every EA on hand lies in one place or is in somebody's hands, and what is held is what may not go."""
    store, bins = site.system.service.store, site.system.service.bins
    lying, held = dict.fromkeys(store.stock, 0), dict.fromkeys(store.stock, 0)
    journal: dict[int, int] = dict.fromkeys(store.stock_items, 0)
    in_hand: dict[int, int] = dict.fromkeys(store.stock_items, 0)
    for item in store.stock_items.values():
        assert item.quantity >= 0
        lying[item.article] += item.quantity
        if not bins.may_be_picked(item):
            held[item.article] += item.quantity
    for order in store.orders.values():
        if order.status not in (OrderStatus.SHIPPED, OrderStatus.CANCELLED):
            for _, grip, stock_item_id in order.picks:
                in_hand[stock_item_id] += grip
    for posting in store.journal.values():
        for stock_item_id, change in posting.changes():
            journal[stock_item_id] += change
    for article, stock in store.stock.items():
        of_article = store.stock_items_of.get(article, ())
        assert stock.on_hand == lying[article] + sum(in_hand[i] for i in of_article)
        assert stock.held == held[article]
    for stock_item_id, item in store.stock_items.items():
        assert journal[stock_item_id] == item.quantity + in_hand[stock_item_id], item
    assert {item.condition for item in store.stock_items.values()} <= set(Condition)

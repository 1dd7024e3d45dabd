"""Goods that a vendor sends straight to a customer: ordered, confirmed, sent, posted with the sales order."""

import pytest

from simulators.chassis.commits import PurchaseCommit
from tests.simulators.cloud_erp.busy_day import done
from tests.simulators.cloud_erp.erp_world import ErpWorld, error_of, in_an_erp

THREE_HOURS_S = 10_000.0
BOXES = {"sequence": 10000, "lineObjectNumber": "1896-S", "unitOfMeasureCode": "BOX", "quantity": 3}


async def bought(erp: ErpWorld, role: str = "leading"):
    erp.system.start()
    sale = await erp.an_order(bookRole=role)
    body = {
        "vendorNumber": "V00010",
        "yourReference": "WEB-1",
        "salesOrderNumber": sale["number"],
        "purchaseOrderLines": [BOXES],
    }
    return sale, await done(erp, "POST", "purchaseOrders", body)


async def later(erp: ErpWorld, seconds: float = THREE_HOURS_S) -> None:
    await erp.clock.sleep(seconds)
    erp.token = ""  # none lives as long


def told(erp: ErpWorld) -> list[tuple[str, str]]:
    return [(c.status, c.papers) for c in erp.commits if isinstance(c, PurchaseCommit)]


def test_the_vendor_confirms_and_then_sends_by_itself():
    async def story(erp: ErpWorld):
        _, first = await bought(erp)
        await later(erp)
        return first, await done(erp, "GET", f"purchaseOrders({first['id']})"), told(erp)

    first, last, heard = in_an_erp(story)

    assert (first["vendorOrderNumber"], first["vendorShipmentDateTime"]) == ("", "0001-01-01T00:00:00Z")
    assert (last["vendorOrderNumber"], last["vendorShipmentNumber"]) == ("V-P-ORD106001", "VS-P-ORD106001")
    assert last["vendorShipmentDateTime"] > "2026"
    assert heard == [("open", ""), ("confirmed", ""), ("shipped", "VS-P-ORD106001")]


def test_what_was_sent_is_received_with_the_sales_shipment_and_the_stock_stays_as_it_was():
    async def story(erp: ErpWorld):
        sale, order = await bought(erp)
        await later(erp)
        sent = {"externalShipmentNumber": "VS-P-ORD106001", "lines": [{"sequence": 10000, "quantity": 3}]}
        assert (await erp.act(sale, "ship", sent)).status == 200
        item = await done(erp, "GET", "items?$filter=number eq '1896-S'&$select=inventory")
        return await done(erp, "GET", f"purchaseOrders({order['id']})"), item["value"][0]["inventory"]

    order, inventory = in_an_erp(story)

    assert (order["status"], order["fullyReceived"], inventory) == ("Received", True, 600)


def test_an_order_is_given_up_until_its_vendor_counts_on_it():
    async def story(erp: ErpWorld, wait_s: float):
        sale, order = await bought(erp)
        await later(erp, wait_s)
        answer = await erp.ask("POST", f"purchaseOrders({order['id']})/Microsoft.NAV.cancel")
        kept = await erp.ask("DELETE", f"salesOrders({sale['id']})", if_match="*")
        await later(erp)
        return answer, kept, told(erp)[-1][0]

    given_up, kept, end = in_an_erp(lambda erp: story(erp, 0))
    refused, _, sent = in_an_erp(lambda erp: story(erp, 400.0))

    assert (given_up.status, end) == (204, "cancelled")
    assert error_of(kept)[0] == 400, "what was bought for it would hang in the air"
    assert (refused.status, sent) == (400, "shipped")
    assert "confirmed by its vendor" in refused.document["error"]["message"]


def test_a_vendor_who_declines_leaves_the_order_canceled_and_the_goods_to_be_bought_anew():
    async def story(erp: ErpWorld):
        sale, order = await bought(erp)
        await later(erp)
        body = {"vendorNumber": "V00010", "yourReference": "WEB-1/2", "salesOrderNumber": sale["number"]}
        await done(erp, "POST", "purchaseOrders", {**body, "purchaseOrderLines": [BOXES]})
        return await done(erp, "GET", f"purchaseOrders({order['id']})"), told(erp), erp.misbehaved

    order, heard, struck = in_an_erp(story, purchases_declined={"share": 1.0})

    assert (order["status"], order["vendorOrderNumber"]) == ("Canceled", "")
    assert heard == [("open", ""), ("cancelled", ""), ("open", "")]
    assert struck == [("purchases_declined", "WEB-1")]


@pytest.mark.parametrize(("habits", "statuses"), [({}, ["open"]), (True, ["open", "confirmed", "shipped"])])
def test_no_vendor_hears_of_a_copy_unless_this_book_is_badly_set_up(habits, statuses):
    async def story(erp: ErpWorld):
        await bought(erp, "mirror")
        await later(erp)
        return [status for status, _ in told(erp)], erp.misbehaved

    heard, struck = in_an_erp(story, **({"copied_purchases_sent": {}} if habits else {}))

    assert (heard, bool(struck)) == (statuses, bool(habits))


@pytest.mark.parametrize(
    "change",
    [{"sequence": 30000}, {"lineObjectNumber": "1900-S"}, {"unitOfMeasureCode": "PCS"}, {"quantity": 4}],
)
def test_only_what_the_sales_order_sells_is_bought_for_it(change):
    async def story(erp: ErpWorld):
        sale = await erp.an_order()
        lines = [{**BOXES, **change}]
        body = {"vendorNumber": "V00010", "salesOrderNumber": sale["number"], "purchaseOrderLines": lines}
        return await erp.ask("POST", "purchaseOrders", body)

    assert in_an_erp(story).status == 400

import pytest

from simulators.cloud_erp import SIMULATOR
from tests.simulators.cloud_erp.busy_day import done
from tests.simulators.cloud_erp.erp_world import ErpWorld, in_an_erp, order_body

SETS = {
    "an order is open": ("salesOrders", "Open"),
    "an order is shipped": ("salesOrders", "Fulfilled"),
    "an order is invoiced": ("salesOrders", "Closed"),
    "an order is canceled": ("salesOrders", "Canceled"),
    "an invoice is drafted": ("salesInvoices", "Draft"),
    "a credit memo is drafted": ("salesCreditMemos", "Draft"),
    "a purchase order is open": ("purchaseOrders", "Open"),
}


@pytest.mark.parametrize("name", SIMULATOR.states)
def test_a_state_can_be_brought_about_again_and_again(name):
    async def story(erp: ErpWorld):
        return [dict(SIMULATOR.states[name](erp.book)) for _ in range(2)]

    first, second = in_an_erp(story)

    assert first
    assert first.keys() == second.keys()
    assert all(isinstance(value, str) and value for value in first.values())


@pytest.mark.parametrize("name", SETS)
def test_its_values_lead_to_a_document_in_that_state(name):
    entity_set, status = SETS[name]

    async def story(erp: ErpWorld):
        values = SIMULATOR.states[name](erp.book)
        return values, await done(erp, "GET", f"{entity_set}({values['id']})")

    values, document = in_an_erp(story)

    assert (document["number"], document["status"]) == (values["number"], status)


def test_who_may_buy_can_and_who_is_blocked_cannot():
    async def story(erp: ErpWorld):
        statuses = []
        for name in ("a customer may buy", "a customer is blocked"):
            number = SIMULATOR.states[name](erp.book)["customerNumber"]
            statuses.append((await erp.ask("POST", "salesOrders", order_body(customerNumber=number))).status)
        return statuses

    assert in_an_erp(story) == [201, 400]


def test_what_is_out_of_stock_has_none():
    async def story(erp: ErpWorld):
        stocks = []
        for name in ("an item is in stock", "an item is out of stock"):
            key = SIMULATOR.states[name](erp.book)["itemId"]
            stocks.append((await done(erp, "GET", f"items({key})"))["inventory"])
        return stocks

    assert in_an_erp(story) == [100, 0]

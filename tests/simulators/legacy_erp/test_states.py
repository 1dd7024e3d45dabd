"""Provider states: each stands on its own, again and again, and its values can be used at once."""

import asyncio

import pytest

from simulators.legacy_erp.states import STATES
from tests.simulators.legacy_erp.back_office import BackOffice

STATUS = {
    "an order is released": "Released",
    "an order is shipped": "Shipped",
    "an order is invoiced": "Invoiced",
    "an order is cancelled": "Cancelled",
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_can_be_brought_about_again_and_again(name):
    office = BackOffice()

    for _ in range(3):
        values = STATES[name](office.erp)
        assert values
        assert all(isinstance(value, str) for value in values.values())


@pytest.mark.parametrize("name", STATUS)
def test_an_order_stands_where_the_state_says(name):
    async def story():
        office = BackOffice()
        values = STATES[name](office.erp)
        order = await office.page("SalesOrder", "Read", f"<No>{values['orderNo']}</No>")
        return order.one("Status"), order.one("External_Document_No") == values["externalDocumentNo"]

    assert asyncio.run(story()) == (STATUS[name], True)


def test_the_values_of_a_state_name_what_is_there():
    async def story():
        office = BackOffice()
        blocked = STATES["a customer is blocked"](office.erp)["customerNo"]
        item = STATES["an item is out of stock"](office.erp)["itemNo"]
        invoice = STATES["an order is invoiced"](office.erp)["invoiceNo"]
        back = STATES["a return is released"](office.erp)["returnOrderNo"]
        return (
            (await office.page("Customer", "Read", f"<No>{blocked}</No>")).one("Blocked"),
            set((await office.find("InventoryByLocation", Item_No=item)).all("Inventory")) <= {"0"},
            (await office.page("PostedSalesInvoice", "Read", f"<No>{invoice}</No>")).one("No") == invoice,
            (await office.codeunit("PostReturnReceipt", f"<returnOrderNo>{back}</returnOrderNo>")).status,
        )

    assert asyncio.run(story()) == ("All", True, True, 200)

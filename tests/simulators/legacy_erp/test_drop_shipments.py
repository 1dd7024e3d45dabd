"""Goods that a vendor sends straight to a customer: ordered, confirmed, sent, posted with the sales order."""

import asyncio
from dataclasses import replace

import pytest

from simulators.chassis.commits import PurchaseCommit
from simulators.chassis.master import Supplier
from tests.simulators.legacy_erp.back_office import MASTER, BackOffice, entered, shipment_xml
from tests.simulators.legacy_erp.partner import later

A_DAY_S = 86_400.0
LINE = (1, "H-BOLT", "10", "PCS")


def drop_shipment_xml(sales_order: str, line: tuple[int, str, str, str] = LINE) -> str:
    place, item, quantity, unit = line
    return (
        "<PurchaseOrder><Buy_from_Vendor_No>K20001</Buy_from_Vendor_No>"
        f"<Your_Reference>REF-1</Your_Reference><Sales_Order_No>{sales_order}</Sales_Order_No>"
        f"<PurchLines><Purchase_Order_Line><Line_No>{place}0000</Line_No><No>{item}</No>"
        f"<Quantity>{quantity}</Quantity><Unit_of_Measure_Code>{unit}</Unit_of_Measure_Code>"
        "</Purchase_Order_Line></PurchLines></PurchaseOrder>"
    )


async def ordered(role: str = "Leading", **kind: object) -> BackOffice:
    office = BackOffice(**kind)
    await entered(office, role=role)
    answer = await office.page("PurchaseOrder", "Create", drop_shipment_xml("SO-100001"))
    assert answer.status == 200, answer.body
    return office


def told(office: BackOffice) -> list[tuple[str, str]]:
    return [(c.status, c.papers) for c in office.commits if isinstance(c, PurchaseCommit)]


async def purchase(office: BackOffice):
    return await office.page("PurchaseOrder", "Read", "<No>PO-600001</No>")


def test_the_vendor_confirms_and_then_sends_by_itself():
    async def story():
        office = await ordered()
        first = await purchase(office)
        await later(office, A_DAY_S)
        return office, first, await purchase(office)

    office, first, last = asyncio.run(story())

    assert (first.one("Status"), first.one("Direct_Unit_Cost"), first.all("Vendor_Order_No")) == (
        "Released",
        "0.21",
        [],
    )
    assert (last.one("Vendor_Order_No"), last.one("Vendor_Shipment_No")) == ("V-PO-600001", "VS-PO-600001")
    assert last.one("Vendor_Shipment_DateTime").startswith("2026-01-05T10:")
    assert told(office) == [("open", ""), ("confirmed", ""), ("shipped", "VS-PO-600001")]


def test_what_was_sent_is_received_with_the_sales_shipment_and_never_lay_anywhere():
    async def story():
        office = await ordered()
        await later(office, A_DAY_S)
        shipment = shipment_xml("SO-100001", "VS-PO-600001", (1, "10")).replace("MAIN", "")
        await office.codeunit("PostShipment", shipment)
        return await purchase(office), office

    order, office = asyncio.run(story())

    assert (order.one("Status"), order.one("Quantity_Received")) == ("Received", "10")
    assert office.erp.main.store.inventory == {("H-BOLT", ""): 0}
    assert len(office.erp.main.store.ledger) == 2


def test_an_order_is_taken_back_until_its_vendor_counts_on_it():
    async def story(*, late: bool):
        office = await ordered()
        if late:
            await later(office, A_DAY_S)
        key = (await purchase(office)).one("Key")
        answer = await office.page("PurchaseOrder", "Delete", f"<Key>{key}</Key>")
        await later(office, A_DAY_S)
        return answer, told(office)[-1]

    taken_back, end = asyncio.run(story(late=False))
    refused, sent = asyncio.run(story(late=True))

    assert (taken_back.status, end) == (200, ("cancelled", ""))
    assert (refused.fault[0], sent[0]) == ("a:Erp.Runtime.DocumentClosedException", "shipped")


def test_a_vendor_who_declines_leaves_the_order_cancelled_and_the_goods_to_be_bought_anew():
    async def story():
        office = await ordered(misbehaviours={"purchases_declined": {"share": 1.0}})
        await later(office, A_DAY_S)
        first = await purchase(office)
        again = await office.page("PurchaseOrder", "Create", drop_shipment_xml("SO-100001"))
        return office, first, again

    office, first, again = asyncio.run(story())

    assert (first.one("Status"), first.all("Vendor_Order_No"), again.status) == ("Cancelled", [], 200)
    assert told(office) == [("open", ""), ("cancelled", ""), ("open", "")]
    assert office.misbehaved == [("purchases_declined", "REF-1")]


@pytest.mark.parametrize(("habits", "statuses"), [({}, ["open"]), (True, ["open", "confirmed", "shipped"])])
def test_no_vendor_hears_of_a_copy_unless_this_book_is_badly_set_up(habits, statuses):
    async def story():
        office = await ordered("Mirror", misbehaviours={"copied_purchases_sent": {}} if habits else {})
        await later(office, A_DAY_S)
        return office

    office = asyncio.run(story())

    assert [status for status, _ in told(office)] == statuses
    assert ("copied_purchases_sent", "REF-1") in office.misbehaved if habits else office.misbehaved == []


@pytest.mark.parametrize(
    ("sales_order", "line", "code"),
    [
        ("SO-9", LINE, "RecordNotFoundException"),
        ("SO-100001", (1, "H-NUT", "10", "PCS"), "FieldValidationException"),
        ("SO-100001", (1, "H-BOLT", "10", "CTN"), "FieldValidationException"),
        ("SO-100001", (1, "H-BOLT", "11", "PCS"), "FieldValidationException"),
        ("SO-100001", (3, "H-BOLT", "1", "PCS"), "FieldValidationException"),
    ],
)
def test_only_what_the_sales_order_sells_is_bought_for_it(sales_order, line, code):
    async def story():
        office = BackOffice()
        await entered(office)
        return await office.page("PurchaseOrder", "Create", drop_shipment_xml(sales_order, line=line))

    assert asyncio.run(story()).fault[0] == f"a:Erp.Runtime.{code}"


def test_the_suppliers_of_the_business_are_vendors_under_codes_of_their_own():
    master = replace(MASTER, suppliers=(Supplier("SUP-1", "Lamps & Sons"),))
    office = BackOffice(master=master)

    assert office.system.simulator.codes(master)["supplier"] == {"SUP-1": "K30001"}
    assert office.erp.main.store.vendors["K30001"].name == "Lamps & Sons"

import asyncio

import pytest

from simulators.legacy_erp.service.catalogue import PAGES, WRITINGS
from tests.simulators.legacy_erp.back_office import (
    BackOffice,
    entered,
    order_xml,
    record_xml,
    shipment_xml,
    update,
)

LINE = (
    "<No>H-BOLT</No><Quantity>10</Quantity><Unit_of_Measure_Code>PCS</Unit_of_Measure_Code>"
    "<{price}>0.35</{price}>"
)
RETURN = (
    "<SalesReturnOrder><Sell_to_Customer_No>D10001</Sell_to_Customer_No>"
    f"<ReturnLines><Sales_Return_Order_Line>{LINE.format(price='Unit_Price')}</Sales_Return_Order_Line>"
    "</ReturnLines></SalesReturnOrder>"
)
PURCHASE = (
    "<PurchaseOrder><Buy_from_Vendor_No>K20001</Buy_from_Vendor_No>"
    f"<PurchLines><Purchase_Order_Line>{LINE.format(price='Direct_Unit_Cost')}</Purchase_Order_Line>"
    "</PurchLines></PurchaseOrder>"
)
NEW = {
    "Customer": record_xml("Customer", No="d77", Name="Seven & Sons", VAT_Percent="19"),
    "Item": record_xml("Item", Description="Washer", Unit_Price="0.10", Pieces_per_Packing_Unit="100"),
    "Vendor": record_xml("Vendor", No="K9", Name="Nine"),
    "Location": record_xml("Location", Code="YARD", Name="Yard"),
    "SalesPrice": record_xml("SalesPrice", Sales_Code="D10002", Item_No="H-NUT", Unit_Price="0.99"),
    "SalesOrder": order_xml(),
    "SalesReturnOrder": RETURN,
    "PurchaseOrder": PURCHASE,
}
CHANGE = {
    "Customer": {"Name": "Acht"},
    "Item": {"Unit_Price": "0.20"},
    "Vendor": {"Blocked": "Payment"},
    "Location": {"Name": "Hof"},
    "SalesPrice": {"Unit_Price": "0.98"},
    "SalesOrder": {"Ship_to_Name": "Dock 5"},
    "SalesReturnOrder": {"Return_Reason": "Scratched"},
    "PurchaseOrder": {"Vendor_Order_No": "V-1"},
}


async def at_work() -> BackOffice:
    """A back office with a record on every page."""
    office = BackOffice()
    for page, record in NEW.items():
        answer = await office.page(page, "Create", record)
        assert answer.status == 200, answer.body
    await office.codeunit("PostShipment", shipment_xml("SO-100001", "SH-1", (1, "10"), (2, "2")))
    await office.codeunit("PostInvoice", "<orderNo>SO-100001</orderNo>")
    await office.codeunit("PostReturnReceipt", "<returnOrderNo>SR-400001</returnOrderNo>")
    await office.codeunit("PostCreditMemo", "<returnOrderNo>SR-400001</returnOrderNo>")
    receipt = "<orderNo>PO-600001</orderNo><vendorShipmentNo>V-9</vendorShipmentNo>"
    await office.codeunit("PostReceipt", receipt, unit="PurchPost")
    bill = "<orderNo>PO-600001</orderNo><vendorInvoiceNo>R-9</vendorInvoiceNo>"
    await office.codeunit("PostVendorInvoice", bill, unit="PurchPost")
    return office


@pytest.mark.parametrize("page", PAGES)
def test_every_page_finds_a_record_by_fields_by_id_and_in_sets_and_knows_whether_it_changed(page):
    async def story():
        office = await at_work()
        listed = await office.find(page, 1)
        [key] = listed.all("Key")[:1]
        named = "".join(f"<{name}>{(listed.all(name) or [''])[0]}</{name}>" for name in PAGES[page].read_by)
        read = await office.page(page, "Read", named)
        record_id = (await office.page(page, "GetRecIdFromKey", f"<Key>{key}</Key>")).value
        by_id = await office.page(page, "ReadByRecId", f"<recId>{record_id}</recId>")
        changed = await office.page(page, "IsUpdated", f"<Key>{key}</Key>")
        return key, read.one("Key"), by_id.one("Key"), changed.value

    key, read, by_id, changed = asyncio.run(story())

    assert key == read == by_id
    assert changed == "false"


@pytest.mark.parametrize("page", WRITINGS)
def test_what_is_created_is_there_and_a_change_makes_older_keys_stale(page):
    async def story():
        office = BackOffice()
        created = await office.page(page, "Create", NEW[page])
        record = record_xml(page, Key=created.one("Key"), **CHANGE[page])
        changed = await office.page(page, "Update", record)
        again = await office.page(page, "Update", record)
        stale = await office.page(page, "Delete", f"<Key>{created.one('Key')}</Key>")
        updated = await office.page(page, "IsUpdated", f"<Key>{created.one('Key')}</Key>")
        gone = await office.page(page, "Delete", f"<Key>{changed.one('Key')}</Key>")
        return changed, again, stale, updated, gone

    changed, again, stale, updated, gone = asyncio.run(story())

    assert {name: changed.one(name) for name in CHANGE[page]} == CHANGE[page]
    assert again.fault[0] == stale.fault[0] == "a:Erp.Runtime.RecordChangedException"
    assert updated.value == gone.value == "true"


@pytest.mark.parametrize("page", ["Customer", "SalesOrder", "PurchaseOrder"])
def test_a_set_of_records_is_entered_and_changed_as_one_or_not_at_all(page):
    async def story():
        office = BackOffice()
        good, bad = NEW[page], NEW[page].replace("VAT_Percent>19", "VAT_Percent>-1")
        bad = bad.replace("H-BOLT", "H-GHOST")
        refused = await office.page(page, "CreateMultiple", f"<{page}_List>{good}{bad}</{page}_List>")
        before = len((await office.find(page)).all("Key"))
        other = good.replace("d77", "d78")
        created = await office.page(page, "CreateMultiple", f"<{page}_List>{good}{other}</{page}_List>")
        keys = [row.findtext("{*}Key") for row in created.result[0]]
        both = [record_xml(page, Key=key, **CHANGE[page]) for key in keys]
        stale = await office.page(page, "UpdateMultiple", f"<{page}_List>{both[0]}{both[0]}</{page}_List>")
        changed = await office.page(page, "UpdateMultiple", f"<{page}_List>{''.join(both)}</{page}_List>")
        return refused.status, before, len(keys), stale.fault[0], len(list(changed.result[0]))

    refused, before, created, stale, changed = asyncio.run(story())

    assert (refused, created, changed) == (500, 2, 2)
    assert before == (3 if page == "Customer" else 0)
    assert stale == "a:Erp.Runtime.RecordChangedException"


def test_a_number_in_use_is_refused_with_its_identification_fields():
    async def story():
        office = BackOffice()
        again = await office.page("Customer", "Create", record_xml("Customer", No="d10001"))
        priced = record_xml("SalesPrice", Sales_Code="D10001", Item_No="H-BOLT", Unit_Price="1")
        return again.fault, (await office.page("SalesPrice", "Create", priced)).fault

    customer, price = asyncio.run(story())

    assert customer == (
        "a:Erp.Runtime.RecordExistsException",
        "The Customer already exists. Identification fields and values: No.='D10001'.",
    )
    assert price[0] == "a:Erp.Runtime.RecordExistsException"


def test_what_others_need_is_not_deleted():
    async def story():
        office = await at_work()
        refused = []
        for page, number in (("Customer", "D10001"), ("Item", "H-BOLT"), ("Vendor", "K20001")):
            key = (await office.page(page, "Read", f"<No>{number}</No>")).one("Key")
            refused.append((await office.page(page, "Delete", f"<Key>{key}</Key>")).fault[0])
        listed = await office.find("SalesPrice", 1, Sales_Code="D10001", Item_No="H-NUT")
        refused.append(
            (await office.page("SalesPrice", "Delete", f"<Key>{listed.one('Key')}</Key>")).fault[0]
        )
        return refused

    assert set(asyncio.run(story())) == {"a:Erp.Runtime.RecordInUseException"}


def test_a_line_is_deleted_by_its_own_key_while_nothing_of_it_has_shipped():
    async def story():
        office = BackOffice()
        order = await entered(office)
        _, first, second = order.all("Key")
        dropped = await office.page(
            "SalesOrder", "Delete_SalesLines", f"<SalesLines_Key>{second}</SalesLines_Key>"
        )
        stale = await office.page(
            "SalesOrder", "Delete_SalesLines", f"<SalesLines_Key>{first}</SalesLines_Key>"
        )
        after = await office.page("SalesOrder", "Read", "<No>SO-100001</No>")
        last = await office.page(
            "SalesOrder", "Delete_SalesLines", f"<SalesLines_Key>{after.all('Key')[1]}</SalesLines_Key>"
        )
        return dropped.value, stale.fault[0], after, last.fault[0], office.commits

    dropped, stale, after, last, commits = asyncio.run(story())

    assert (dropped, stale, last) == (
        "true",
        "a:Erp.Runtime.RecordChangedException",
        "a:Erp.Sales.OrderClosedException",
    )
    assert (after.all("Line_No"), after.one("Amount")) == (["10000"], "3.50")
    assert [line.line for line in commits[-1].lines] == [1]


def test_a_bookmark_holds_its_place_when_its_record_is_gone():
    async def story():
        office = BackOffice()
        for number in ("K1", "K2", "K3"):
            await office.page("Vendor", "Create", record_xml("Vendor", No=number))
        second = (await office.page("Vendor", "Read", "<No>K2</No>")).one("Key")
        await office.page("Vendor", "Delete", f"<Key>{second}</Key>")
        after = await office.find("Vendor", 1, second)
        before = await office.find("Vendor", -1, second)
        return after.one("No"), before.one("No")

    assert asyncio.run(story()) == ("K20001", "K1")


def test_a_change_may_carry_the_whole_record_back_but_alter_only_what_is_open():
    async def story():
        office = BackOffice()
        order = await entered(office)
        whole = record_xml("SalesOrder", Key=order.one("Key"), No=order.one("No"), Amount=order.one("Amount"))
        same = await office.page("SalesOrder", "Update", whole)
        other = await office.page("SalesOrder", "Update", whole.replace(order.one("Amount"), "1.00"))
        return order.one("Key") == same.one("Key"), other.fault

    unchanged, refused = asyncio.run(story())

    assert unchanged
    assert refused[0] == "a:Erp.Runtime.FieldValidationException"
    assert "Amount" in refused[1]


def test_an_order_goes_elsewhere_only_while_nothing_has_left():
    async def story():
        office = BackOffice()
        order = await entered(office)
        moved = record_xml("SalesOrder", Key=order.one("Key"), Ship_to_City="Husum")
        first = await office.page("SalesOrder", "Update", moved)
        await office.codeunit("PostShipment", shipment_xml("SO-100001", "SH-1", (1, "1")))
        key = (await office.page("SalesOrder", "Read", "<No>SO-100001</No>")).one("Key")
        late = await office.page(
            "SalesOrder", "Update", record_xml("SalesOrder", Key=key, Ship_to_City="Bonn")
        )
        lowered = await update(office, key, (2, "1"))
        return first.one("Ship_to_City"), late.fault[0], lowered.one("Ship_to_City")

    assert asyncio.run(story()) == ("Husum", "a:Erp.Runtime.FieldValidationException", "Husum")

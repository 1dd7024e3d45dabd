"""Two worlds that began as one must not see each other, whatever is done in either."""

import asyncio
import pickle
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from simulators.chassis.tables import Tables
from simulators.legacy_erp.service.posting import post_due_payments
from tests.simulators.legacy_erp.back_office import (
    MASTER,
    BackOffice,
    entered,
    record_xml,
    shipment_xml,
    update,
)
from tests.simulators.legacy_erp.partner import later, order_file, put
from tests.simulators.legacy_erp.test_drop_shipments import drop_shipment_xml
from tests.simulators.legacy_erp.test_goods_in import purchase_xml, return_xml


def digests(store: Tables, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Every table of a store, and every plain value, as bytes."""
    for field in fields(store):  # type: ignore[arg-type]
        value = getattr(store, field.name)
        name = f"{path}{field.name}"
        if isinstance(value, Tables):
            yield from digests(value, f"{name}.")
        elif field.name == "agenda":
            yield name, repr(list(value.entries.items())).encode()
        elif isinstance(value, dict):
            yield name, repr(list(value.items())).encode()
        else:
            yield name, repr(value).encode()


def opened_over(store: Any, office: BackOffice) -> BackOffice:
    """Another back office at work over that store."""
    twin = BackOffice(clock=office.clock)
    twin.system.service = twin.system.simulator.open(twin.system.world, store)
    return twin


async def a_rich_past(office: BackOffice | None = None) -> BackOffice:
    office = office or BackOffice()
    for ref in ("A", "B", "C", "D", "F"):
        await entered(office, ref=ref)
    for number in ("SO-100001", "SO-100002"):
        await office.codeunit("PostShipment", shipment_xml(number, f"SH-{number}", (1, "4")))
    await office.codeunit("PostInvoice", "<orderNo>SO-100001</orderNo>")
    await office.page("SalesReturnOrder", "Create", return_xml("2"))
    for _ in range(2):
        await office.page("PurchaseOrder", "Create", purchase_xml())
    await office.page("Vendor", "Create", record_xml("Vendor", No="K1"))
    await put(office, "waiting.txt", order_file(1))
    return office


async def everything_happens(office: BackOffice) -> None:
    """Every use case, on what was there before and on what is new."""
    await entered(office, ref="E")
    for number in ("SO-100001", "SO-100002"):
        await office.codeunit("PostShipment", shipment_xml(number, f"S2-{number}", (1, "6"), (2, "2")))
        await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
    order = await office.page("SalesOrder", "Read", "<No>SO-100003</No>")
    await update(office, order.one("Key"), (1, "1"))
    await office.codeunit("CancelOrder", "<orderNo>SO-100004</orderNo>")
    line = (await office.page("SalesOrder", "Read", "<No>SO-100005</No>")).all("Key")[1]
    await office.page("SalesOrder", "Delete_SalesLines", f"<SalesLines_Key>{line}</SalesLines_Key>")
    for operation in ("PostReturnReceipt", "PostCreditMemo"):
        await office.codeunit(operation, "<returnOrderNo>SR-400001</returnOrderNo>")
    receipt = "<orderNo>PO-600001</orderNo><vendorShipmentNo>V-1</vendorShipmentNo>"
    await office.codeunit("PostReceipt", receipt, unit="PurchPost")
    billed = "<orderNo>PO-600001</orderNo><vendorInvoiceNo>R-1</vendorInvoiceNo>"
    await office.codeunit("PostVendorInvoice", billed, unit="PurchPost")
    counted = "<itemNo>H-NUT</itemNo><quantity>5</quantity><documentNo>C</documentNo>"
    await office.codeunit("PostAdjustment", counted, unit="ItemPost")
    await office.page("PurchaseOrder", "Create", drop_shipment_xml("SO-100006"))
    for page, number in (("Vendor", "K1"), ("PurchaseOrder", "PO-600002")):
        key = (await office.page(page, "Read", f"<No>{number}</No>")).one("Key")
        await office.page(page, "Delete", f"<Key>{key}</Key>")
    changes = {"Customer": ("D10001", "Blocked", "All"), "Item": ("H-NUT", "Unit_Price", "9.99")}
    for page, (number, field, value) in changes.items():
        key = (await office.page(page, "Read", f"<No>{number}</No>")).one("Key")
        answer = await office.page(page, "Update", record_xml(page, Key=key, **{field: value}))
        assert answer.status == 200
    price = record_xml("SalesPrice", Sales_Code="D10002", Item_No="H-NUT", Unit_Price="0.99")
    await office.page("SalesPrice", "Create", price)
    await put(office, "new.txt", order_file(2, "EDI-2"))
    await later(office, 120)
    post_due_payments(office.erp.main)


def test_what_is_done_in_one_world_is_not_seen_in_the_other():
    async def story():
        office = await a_rich_past()
        ours = office.erp.store
        theirs = ours.fork()
        began = dict(digests(ours))
        assert dict(digests(theirs)) == began
        twin = opened_over(theirs, office)
        began_at = office.clock.at
        await everything_happens(twin)
        assert dict(digests(ours)) == began
        after, office.clock.at = dict(digests(theirs)), began_at
        await everything_happens(office)
        assert dict(digests(theirs)) == after
        return began, after, dict(digests(ours))

    began, theirs, ours = asyncio.run(story())

    assert theirs == ours  # the same was done in both
    unchanged = {name.partition(".")[2] for name in began if began[name] == ours[name] and "main." in name}
    assert unchanged == {"prefix", "locations", "returns_by_invoice"}


def test_every_row_can_be_written_to_disk_by_itself():
    async def story():
        return (await a_rich_past()).erp.store

    store = asyncio.run(story())
    for company in (store.main, store.second):
        for field in fields(company):
            table = getattr(company, field.name)
            if isinstance(table, dict):
                assert [pickle.loads(pickle.dumps(row)) for row in table.values()] == list(table.values())


def test_the_second_company_keeps_books_of_its_own_under_the_same_codes():
    office = BackOffice(master=MASTER)
    main, second = office.erp.store.main, office.erp.store.second

    assert list(second.customers) == list(main.customers)
    assert second.customers["D10001"] is not main.customers["D10001"]
    assert second.next_number("S-ORD") == "RSO-100001"

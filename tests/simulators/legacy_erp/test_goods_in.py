import asyncio
from datetime import date, timedelta
from decimal import Decimal

import pytest

from simulators.legacy_erp import SIMULATOR
from tests.simulators.legacy_erp.back_office import BackOffice, entered, record_xml, shipment_xml


def return_xml(quantity: str = "4", applies_to: str = "PI-300001", item: str = "H-BOLT") -> str:
    line = (
        f"<Sales_Return_Order_Line><No>{item}</No><Quantity>{quantity}</Quantity>"
        "<Unit_of_Measure_Code>PCS</Unit_of_Measure_Code><Unit_Price>0.35</Unit_Price></Sales_Return_Order_Line>"
    )
    return (
        "<SalesReturnOrder><Sell_to_Customer_No>D10001</Sell_to_Customer_No>"
        f"<Applies_to_Invoice_No>{applies_to}</Applies_to_Invoice_No><Location_Code>MAIN</Location_Code>"
        f"<ReturnLines>{line}</ReturnLines></SalesReturnOrder>"
    )


def purchase_xml(quantity: str = "3") -> str:
    line = (
        f"<Purchase_Order_Line><No>H-NUT</No><Quantity>{quantity}</Quantity>"
        "<Unit_of_Measure_Code>CTN</Unit_of_Measure_Code><Direct_Unit_Cost>4</Direct_Unit_Cost></Purchase_Order_Line>"
    )
    return (
        "<PurchaseOrder><Buy_from_Vendor_No>K20001</Buy_from_Vendor_No><Location_Code>MAIN</Location_Code>"
        f"<PurchLines>{line}</PurchLines></PurchaseOrder>"
    )


async def invoiced() -> BackOffice:
    office = BackOffice()
    await entered(office)
    await office.codeunit("PostShipment", shipment_xml("SO-100001", "SH-1", (1, "10"), (2, "2")))
    await office.codeunit("PostInvoice", "<orderNo>SO-100001</orderNo>")
    return office


async def received_and_billed(office: BackOffice) -> None:
    for operation, said in (("PostReceipt", "vendorShipmentNo"), ("PostVendorInvoice", "vendorInvoiceNo")):
        content = f"<orderNo>PO-600001</orderNo><{said}>R-1</{said}>"
        await office.codeunit(operation, content, unit="PurchPost")


async def stock(office: BackOffice, item: str) -> str:
    return (await office.find("InventoryByLocation", Item_No=item, Location_Code="MAIN")).one("Inventory")


async def balance(office: BackOffice) -> Decimal:
    return Decimal((await office.page("Customer", "Read", "<No>D10001</No>")).one("Balance"))


class TestReturning:
    def test_goods_come_back_into_stock_and_their_price_goes_back_to_the_customer(self):
        async def story():
            office = await invoiced()
            before = await stock(office, "H-BOLT"), await balance(office)
            await office.page("SalesReturnOrder", "Create", return_xml())
            received = await office.codeunit("PostReturnReceipt", "<returnOrderNo>SR-400001</returnOrderNo>")
            memo = await office.codeunit("PostCreditMemo", "<returnOrderNo>SR-400001</returnOrderNo>")
            again = await office.codeunit("PostCreditMemo", "<returnOrderNo>SR-400001</returnOrderNo>")
            left = (await office.page("PostedSalesInvoice", "Read", "<No>PI-300001</No>")).one(
                "Remaining_Amount"
            )
            after = await stock(office, "H-BOLT"), await balance(office)
            return before, received.one("Status"), memo, again.fault[0], left, after

        before, status, memo, again, left, after = asyncio.run(story())

        assert (before, after) == (("-10", Decimal("17.87")), ("-6", Decimal("16.37")))
        assert (status, left) == ("Received", "16.37")
        assert (memo.one("No"), memo.one("Amount_Including_VAT")) == ("PC-500001", "1.50")
        assert again == "a:Erp.Runtime.NothingToPostException"

    def test_no_more_comes_back_than_was_sold_however_often_it_is_tried(self):
        async def story():
            office = await invoiced()
            first = await office.page("SalesReturnOrder", "Create", return_xml("7"))
            second = await office.page("SalesReturnOrder", "Create", return_xml("4"))
            other = await office.page("SalesReturnOrder", "Create", return_xml("1", item="HX000003"))
            line = f"<Key>{first.all('Key')[1]}</Key><Quantity>11</Quantity>"
            lines = f"<ReturnLines><Sales_Return_Order_Line>{line}</Sales_Return_Order_Line></ReturnLines>"
            grown = f"<SalesReturnOrder><Key>{first.one('Key')}</Key>{lines}</SalesReturnOrder>"
            third = await office.page("SalesReturnOrder", "Update", grown)
            await office.page("SalesReturnOrder", "Delete", f"<Key>{first.one('Key')}</Key>")
            fourth = await office.page("SalesReturnOrder", "Create", return_xml("10"))
            return [one.fault[0] for one in (second, other, third)], fourth.status

        refused, allowed = asyncio.run(story())

        assert refused == ["a:Erp.Sales.OverReturnException"] * 3
        assert allowed == 200

    def test_payment_takes_only_what_the_credit_memo_has_left(self):
        async def story():
            from datetime import timedelta

            from simulators.legacy_erp.service.posting import post_due_payments

            office = await invoiced()
            await office.page("SalesReturnOrder", "Create", return_xml())
            await office.codeunit("PostReturnReceipt", "<returnOrderNo>SR-400001</returnOrderNo>")
            await office.codeunit("PostCreditMemo", "<returnOrderNo>SR-400001</returnOrderNo>")
            office.clock.at += timedelta(days=60)
            post_due_payments(office.erp.main)
            return await balance(office)

        assert asyncio.run(story()) == 0


class TestPurchasing:
    def test_goods_come_in_parts_and_never_more_than_was_ordered(self):
        async def story():
            office = BackOffice()
            await office.page("PurchaseOrder", "Create", purchase_xml())
            asked = "<orderNo>PO-600001</orderNo><vendorShipmentNo>V-1</vendorShipmentNo>"
            part = f"{asked}<lines><line><lineNo>10000</lineNo><quantity>1</quantity></line></lines>"
            first = await office.codeunit("PostReceipt", part, unit="PurchPost")
            too_much = await office.codeunit(
                "PostReceipt", part.replace("<quantity>1<", "<quantity>3<"), unit="PurchPost"
            )
            rest = await office.codeunit("PostReceipt", asked, unit="PurchPost")
            order = await office.page("PurchaseOrder", "Read", "<No>PO-600001</No>")
            return first, too_much.fault[0], rest, order, await stock(office, "H-NUT")

        first, too_much, rest, order, on_hand = asyncio.run(story())

        assert (first.one("No"), first.one("Quantity"), rest.one("Quantity")) == ("PR-700001", "1", "2")
        assert too_much == "a:Erp.Runtime.QuantityException"
        assert (order.one("Status"), order.one("Quantity_Received"), on_hand) == ("Received", "3", "18")

    def test_a_vendor_is_owed_what_came_and_was_billed_and_its_bill_is_taken_in_once(self):
        async def story():
            office = BackOffice()
            await office.page("PurchaseOrder", "Create", purchase_xml())
            asked = "<orderNo>PO-600001</orderNo><vendorShipmentNo>V-1</vendorShipmentNo>"
            part = f"{asked}<lines><line><lineNo>10000</lineNo><quantity>2</quantity></line></lines>"
            bill = "<orderNo>PO-600001</orderNo><vendorInvoiceNo>R-1</vendorInvoiceNo>"
            too_soon = await office.codeunit("PostVendorInvoice", bill, unit="PurchPost")
            await office.codeunit("PostReceipt", part, unit="PurchPost")
            first = await office.codeunit("PostVendorInvoice", bill, unit="PurchPost")
            await office.codeunit("PostReceipt", asked, unit="PurchPost")
            again = await office.codeunit("PostVendorInvoice", bill, unit="PurchPost")
            rest = await office.codeunit("PostVendorInvoice", bill.replace("R-1", "R-2"), unit="PurchPost")
            vendor = await office.page("Vendor", "Read", "<No>K20001</No>")
            return too_soon.fault[0], first, again.fault[0], rest, vendor

        too_soon, first, again, rest, vendor = asyncio.run(story())

        assert too_soon == "a:Erp.Runtime.NothingToPostException"
        assert (first.one("No"), first.one("Amount"), first.one("Remaining_Amount")) == (
            "PV-800001",
            "8.00",
            "8.00",
        )
        assert again == "a:Erp.Runtime.RecordExistsException"
        assert (rest.one("No"), rest.one("Quantity"), vendor.one("Balance")) == ("PV-800002", "1", "12.00")
        assert vendor.one("Payment_Terms_Days") == "30"
        days = [date.fromisoformat(first.one(name)) for name in ("Posting_Date", "Due_Date")]
        assert days[1] - days[0] == timedelta(days=30)

    @pytest.mark.parametrize(("blocked", "left"), [("_blank_", "0.00"), ("Payment", "12.00")])
    def test_on_fridays_vendors_are_paid_what_is_due_unless_they_are_blocked(self, blocked, left):
        async def story():
            office = BackOffice()
            await office.page("PurchaseOrder", "Create", purchase_xml())
            await received_and_billed(office)
            key = (await office.page("Vendor", "Read", "<No>K20001</No>")).one("Key")
            await office.page("Vendor", "Update", record_xml("Vendor", Key=key, Blocked=blocked))
            (payments,), told = SIMULATOR.jobs(office.erp), []
            for days in (29, 2, 1):  # not due yet; due, on a Thursday; and then it is Friday
                office.clock.at += timedelta(days=days)
                payments.run()
                bill = (await office.find("PostedPurchaseInvoice")).one("Remaining_Amount")
                told.append((bill, (await office.page("Vendor", "Read", "<No>K20001</No>")).one("Balance")))
            return told

        assert asyncio.run(story()) == [("12.00", "12.00"), ("12.00", "12.00"), (left, left)]

    def test_a_copy_of_an_order_brings_no_goods_and_nothing_is_owed_for_it(self):
        async def story():
            office = BackOffice()
            copy = purchase_xml().replace("<Location_Code>", "<Book_Role>Mirror</Book_Role><Location_Code>")
            await office.page("PurchaseOrder", "Create", copy)
            await received_and_billed(office)
            order = await office.page("PurchaseOrder", "Read", "<No>PO-600001</No>")
            entries = await office.find("ItemLedgerEntry", Item_No="H-NUT")
            vendor = await office.page("Vendor", "Read", "<No>K20001</No>")
            return entries.all("Entry_No"), order.one("Status"), vendor.one("Balance")

        assert asyncio.run(story()) == ([], "Received", "0.00")

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (("K20001", "K9"), "a:Erp.Runtime.RecordNotFoundException"),
            (("H-NUT", "H-GHOST"), "a:Erp.Runtime.RecordNotFoundException"),
            (("MAIN", "MOON"), "a:Erp.Runtime.FieldValidationException"),
            (("<Quantity>3", "<Quantity>0"), "a:Erp.Runtime.FieldValidationException"),
        ],
    )
    def test_what_the_tables_do_not_take_is_refused(self, change, code):
        async def story():
            return await BackOffice().page("PurchaseOrder", "Create", purchase_xml().replace(*change))

        assert asyncio.run(story()).fault[0] == code


@pytest.mark.parametrize("page", ["Customer", "Vendor"])
def test_terms_that_no_calendar_reaches_are_refused(page):
    async def story():
        office = BackOffice()
        number = "D10001" if page == "Customer" else "K20001"
        key = (await office.page(page, "Read", f"<No>{number}</No>")).one("Key")
        return await office.page(page, "Update", record_xml(page, Key=key, Payment_Terms_Days="99999999"))

    assert asyncio.run(story()).fault[0] == "a:Erp.Runtime.FieldValidationException"


class TestTheItemLedger:
    def test_every_movement_is_entered_in_pieces_and_adds_up_to_the_inventory(self):
        async def story():
            office = await invoiced()
            await office.page("PurchaseOrder", "Create", purchase_xml())
            asked = "<orderNo>PO-600001</orderNo><vendorShipmentNo>V-1</vendorShipmentNo>"
            await office.codeunit("PostReceipt", asked, unit="PurchPost")
            count = "<itemNo>H-NUT</itemNo><locationCode>MAIN</locationCode><quantity>-1</quantity>"
            await office.codeunit(
                "PostAdjustment", f"{count}<documentNo>COUNT-1</documentNo>", unit="ItemPost"
            )
            entries = await office.find("ItemLedgerEntry", Item_No="H-NUT")
            return entries, await stock(office, "H-NUT")

        entries, on_hand = asyncio.run(story())

        assert entries.all("Entry_No") == ["2", "3", "4"]
        assert entries.all("Entry_Type") == ["Sale", "Purchase", "Adjustment"]
        assert entries.all("Quantity") == ["-12", "18", "-1"]
        assert on_hand == "5"

    def test_a_mirror_moves_nothing(self):
        async def story():
            office = BackOffice()
            await entered(office, role="Mirror")
            await office.codeunit("PostShipment", shipment_xml("SO-100001", "SH-1", (1, "10")))
            return (await office.find("ItemLedgerEntry")).all("Entry_No")

        assert asyncio.run(story()) == []

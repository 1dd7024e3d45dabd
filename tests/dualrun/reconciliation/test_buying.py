"""Buying and giving back in both products, and what a reconciliation makes of it."""

from decimal import Decimal

import pytest

from tests.dualrun.reconciliation.two_companies import NEW, OLD, Companies, in_two_companies

VENDOR = "K20001"


async def bought_in_the_old_book(companies: Companies, named: str = "") -> str:
    """Ten pieces at 4.00: six have come, four of them are billed."""
    item, unit = companies.native[OLD]("item", companies.item), companies.native[OLD]("unit", "EA")
    line = (
        f"<Purchase_Order_Line><No>{item}</No><Quantity>10</Quantity>"
        f"<Unit_of_Measure_Code>{unit}</Unit_of_Measure_Code><Direct_Unit_Cost>4</Direct_Unit_Cost>"
        "</Purchase_Order_Line>"
    )
    named = f"<Vendor_Order_No>{named}</Vendor_Order_No>" if named else ""
    made = await companies.page(
        "PurchaseOrder",
        f"{named}<Buy_from_Vendor_No>{VENDOR}</Buy_from_Vendor_No><PurchLines>{line}</PurchLines>",
    )
    number = made["No"]
    for quantity, then in ((4, True), (2, False)):
        lines = f"<lines><line><lineNo>10000</lineNo><quantity>{quantity}</quantity></line></lines>"
        said = f"<orderNo>{number}</orderNo><vendorShipmentNo>D-1</vendorShipmentNo>{lines}"
        await companies.unit("PurchPost", "PostReceipt", said)
        if then:
            bill = f"<orderNo>{number}</orderNo><vendorInvoiceNo>R-1</vendorInvoiceNo>"
            await companies.unit("PurchPost", "PostVendorInvoice", bill)
    return number


async def bought_in_the_new_book(
    companies: Companies, vendor: str = "V00010", named: str = "", role: str = "leading"
) -> None:
    """Five boxes ordered, one has come; and a bill for freight that follows no order."""
    item, unit = companies.native[NEW]("item", companies.item), companies.native[NEW]("unit", "EA")
    line = {"lineObjectNumber": item, "unitOfMeasureCode": unit, "quantity": 5, "directUnitCost": 3}
    order = {
        "vendorNumber": vendor,
        "vendorOrderNumber": named,
        "bookRole": role,
        "purchaseOrderLines": [line],
    }
    made = await companies.post("purchaseOrders", order)
    said = {"vendorShipmentNumber": "D-2", "lines": [{"sequence": 10000, "quantity": 1}]}
    await companies.post(f"purchaseOrders({made['id']})/Microsoft.NAV.receive", said)
    await companies.post("items", {"number": "FREIGHT", "displayName": "Freight", "type": "Service"})
    bill = {"vendorNumber": vendor, "vendorInvoiceNumber": "F-1", "purchaseInvoiceLines": [
        {"lineObjectNumber": "FREIGHT", "quantity": 1, "unitCost": 50}]}  # fmt: skip
    drafted = await companies.post("purchaseInvoices", bill)
    await companies.post(f"purchaseInvoices({drafted['id']})/Microsoft.NAV.post")


def totals(pack, name: str) -> list[tuple[int, str, int, str]]:
    rows = [row for row in pack["totals"] if row["report"] == name]
    return [(r["old"]["count"], r["old"]["gross"], r["new"]["count"], r["new"]["gross"]) for r in rows]


def test_what_each_book_has_bought_received_and_owes_is_told_and_its_stock_explained():
    async def story(companies: Companies):
        await bought_in_the_old_book(companies)
        await bought_in_the_new_book(companies)
        return await companies.pack()

    found = in_two_companies(story)

    assert [row for row in found["differences"] if row["class"] == "defect"] == []
    assert totals(found, "purchase orders") == [(1, "16.00", 0, "0.00"), (0, "0.00", 1, "12.00")]  # EUR, GBP
    assert totals(found, "goods received") == [(1, "8.00", 0, "0.00"), (0, "0.00", 1, "3.00")]
    assert (found["payables"]["old"], found["payables"]["new"]) == ("16.00", "60.00")
    controls = [row for rows in found["control_accounts"].values() for row in rows]
    assert [row["balances"] for row in controls if row["account"] == "payables"] == ["16.00", "60.00"]
    assert all(Decimal(row["balances"]) == Decimal(row["documents"]) for row in controls)
    assert "stock" in {row["report"] for row in found["differences"]}


def test_the_copy_of_a_purchase_order_brings_no_goods_and_owes_nothing():
    async def story(companies: Companies):
        number = await bought_in_the_old_book(companies)
        await bought_in_the_new_book(companies, named=number, role="mirror")
        return await companies.pack()

    found = in_two_companies(story)

    reasons = [row["why"] for row in found["differences"] if row["report"] == "purchase orders"]
    assert "posts in both books" not in reasons
    assert totals(found, "goods received") == [(1, "8.00", 0, "0.00")]
    assert not [row for row in found["differences"] if (row["report"], row["class"]) == ("stock", "defect")]


def test_a_purchase_order_in_both_books_is_a_defect_for_its_goods_come_twice():
    async def story(companies: Companies):
        number = await bought_in_the_old_book(companies)
        await bought_in_the_new_book(companies, named=number)
        return await companies.pack()

    found = in_two_companies(story)
    twice = [row for row in found["differences"] if row["field"] == "posting"]
    assert [row["report"] for row in twice] == ["purchase orders", "goods received"]  # the dearer first


def test_a_vendors_bill_in_both_ledgers_is_a_defect_for_it_would_be_paid_twice():
    async def story(companies: Companies):
        await bought_in_the_old_book(companies)
        await companies.post("vendors", {"number": VENDOR, "displayName": "The same", "taxLiable": False})
        item = companies.native[NEW]("item", companies.item)
        bill = {"vendorNumber": VENDOR, "vendorInvoiceNumber": "R-1", "purchaseInvoiceLines": [
            {"lineObjectNumber": item, "quantity": 4, "unitCost": 4}]}  # fmt: skip
        drafted = await companies.post("purchaseInvoices", bill)
        await companies.post(f"purchaseInvoices({drafted['id']})/Microsoft.NAV.post")
        return await companies.pack()

    found = in_two_companies(story)
    assert found["payables"]["in_both_ledgers"] == [f"{VENDOR} R-1"]
    assert ("payables", f"{VENDOR} R-1") in {
        (row["report"], row["key"]) for row in found["differences"] if row["class"] == "defect"
    }


@pytest.mark.parametrize("is_known", [True, False])
def test_what_customers_are_given_back_lowers_what_they_owe_in_the_book_that_gave_it(is_known):
    async def story(companies: Companies):
        item, unit = companies.native[OLD]("item", companies.item), companies.native[OLD]("unit", "EA")
        customer = companies.native[OLD]("customer", companies.customer)
        line = (
            f"<Sales_Return_Order_Line><No>{item}</No><Quantity>2</Quantity>"
            f"<Unit_of_Measure_Code>{unit}</Unit_of_Measure_Code><Unit_Price>5</Unit_Price>"
            "</Sales_Return_Order_Line>"
        )
        await companies.page(
            "SalesReturnOrder",
            f"<External_Document_No>RMA-1</External_Document_No><Sell_to_Customer_No>{customer}"
            f"</Sell_to_Customer_No><ReturnLines>{line}</ReturnLines>",
        )
        named = "<returnOrderNo>SR-400001</returnOrderNo>"
        await companies.unit("SalesPost", "PostReturnReceipt", named)
        await companies.unit("SalesPost", "PostCreditMemo", named)
        if is_known:
            memo = {"customerNumber": companies.native[NEW]("customer", companies.customer),
                    "externalDocumentNumber": "RMA-1", "salesCreditMemoLines": [
                        {"lineObjectNumber": companies.native[NEW]("item", companies.item), "quantity": 2,
                         "unitPrice": 5}]}  # fmt: skip
            drafted = await companies.post("salesCreditMemos", memo)
            await companies.post(f"salesCreditMemos({drafted['id']})/Microsoft.NAV.post")
        return await companies.pack()

    found = in_two_companies(story)
    wrong = {(row["report"], row["field"]) for row in found["differences"] if row["class"] == "defect"}
    assert wrong == ({("credit memos", "posting")} if is_known else set())
    assert float(found["receivables"]["old"]) < -9.99
    controls = [row for rows in found["control_accounts"].values() for row in rows]
    assert all(Decimal(row["balances"]) == Decimal(row["documents"]) for row in controls)

"""A whole year of a clerk's work through zeep, which knows the WSDL and nothing else."""

from decimal import Decimal

import pytest
import zeep

from tests.simulators.legacy_erp.test_zeep import an_order, base, service  # noqa: F401  (fixtures)

GOODS = {"No": "H-BOLT", "Quantity": 4, "Unit_of_Measure_Code": "PCS"}


def a_page(rows, bookmark=None, size=2, **filters):
    asked = [{"Field": field, "Criteria": criteria} for field, criteria in filters.items()]
    return rows.ReadMultiple(filter=asked, bookmarkKey=bookmark, setSize=size) or []


def test_masters_are_kept_one_by_one_and_in_sets(service):  # noqa: F811
    vendors = service("Page/Vendor")

    first = vendors.Create(Vendor={"No": "ZV1", "Name": "Zeep & Sons"})
    many = vendors.CreateMultiple(Vendor_List={"Vendor": [{"No": f"ZV{at}"} for at in (2, 3, 4, 5)]})
    assert [row.No for row in many] == ["ZV2", "ZV3", "ZV4", "ZV5"]

    seen, bookmark = [], None
    while rows := a_page(vendors, bookmark, No="ZV*"):
        seen += [row.No for row in rows]
        bookmark = rows[-1].Key
    assert seen == ["ZV1", "ZV2", "ZV3", "ZV4", "ZV5"]
    assert [row.No for row in a_page(vendors, size=-2, No="ZV1..ZV4")] == ["ZV4", "ZV3"]
    assert len(a_page(vendors, size=0, No="ZV2|ZV3", Name="''")) == 2

    mine, theirs = (vendors.Read(No="ZV1") for _ in range(2))
    mine.City = "Hull"
    first = vendors.Update(Vendor=mine)
    theirs.City = "York"
    with pytest.raises(zeep.exceptions.Fault, match="modified by another user") as late:
        vendors.Update(Vendor=theirs)
    assert late.value.code == "a:Erp.Runtime.RecordChangedException"
    assert (vendors.Read(No="ZV1").City, vendors.IsUpdated(Key=theirs.Key)) == ("Hull", True)

    record_id = vendors.GetRecIdFromKey(Key=first.Key)
    for row in many:
        row.Blocked = "All"
    assert [row.Blocked for row in vendors.UpdateMultiple(Vendor_List={"Vendor": many})] == ["All"] * 4
    assert vendors.IsUpdated(Key=many[0].Key) is True
    assert vendors.ReadByRecId(recId=record_id).Name == "Zeep & Sons"
    assert vendors.Delete(Key=first.Key) is True
    assert vendors.ReadByRecId(recId=record_id) is None

    with pytest.raises(zeep.exceptions.Fault, match="already exists") as caught:
        vendors.CreateMultiple(Vendor_List={"Vendor": [{"No": "ZV9"}, {"No": "ZV2"}]})
    assert caught.value.code == "a:Erp.Runtime.RecordExistsException"
    assert vendors.Read(No="ZV9") is None
    assert service.calls.count("POST") >= 20


def test_goods_are_bought_sold_sent_back_and_credited(service):  # noqa: F811
    purchases, orders, returns = (
        service(f"Page/{name}") for name in ("PurchaseOrder", "SalesOrder", "SalesReturnOrder")
    )
    selling, buying, stock = (service(f"Codeunit/{name}") for name in ("SalesPost", "PurchPost", "ItemPost"))

    bought = purchases.Create(
        PurchaseOrder={
            "Buy_from_Vendor_No": "K20001",
            "Location_Code": "LOC02",
            "PurchLines": {"Purchase_Order_Line": [{**GOODS, "Quantity": 20, "Direct_Unit_Cost": "0.20"}]},
        }
    )
    receipt = buying.PostReceipt(orderNo=bought.No, vendorShipmentNo="V-1")
    assert receipt.ReceiptLines.Posted_Purch_Rcpt_Line[0].Quantity == 20

    sold = orders.Create(SalesOrder=an_order("ZEEP-FLOW"))
    line = sold.SalesLines.Sales_Order_Line[1]
    assert orders.Delete_SalesLines(SalesLines_Key=line.Key) is True
    with pytest.raises(zeep.exceptions.Fault, match="modified by another user"):
        orders.Delete(Key=sold.Key)
    shipped = {"line": [{"lineNo": 10000, "quantity": 10}]}
    selling.PostShipment(orderNo=sold.No, externalShipmentNo="S-1", locationCode="LOC02", lines=shipped)
    invoice = selling.PostInvoice(orderNo=sold.No)

    back = returns.Create(
        SalesReturnOrder={
            "Sell_to_Customer_No": "D10001",
            "Applies_to_Invoice_No": invoice.No,
            "Location_Code": "LOC02",
            "ReturnLines": {"Sales_Return_Order_Line": [{**GOODS, "Unit_Price": "0.35"}]},
        }
    )
    assert selling.PostReturnReceipt(returnOrderNo=back.No).Status == "Received"
    memo = selling.PostCreditMemo(returnOrderNo=back.No)
    assert (memo.Amount, memo.Applies_to_Invoice_No) == (Decimal("1.40"), invoice.No)

    assert (
        stock.PostAdjustment(itemNo="H-BOLT", locationCode="LOC02", quantity=-1, documentNo="COUNT") is True
    )
    [inventory] = a_page(service("Page/InventoryByLocation"), Item_No="H-BOLT", Location_Code="LOC02")
    assert inventory.Inventory == 20 - 10 + 4 - 1
    ledger = a_page(service("Page/ItemLedgerEntry"), size=0, Location_Code="LOC02")
    assert [row.Entry_Type for row in ledger] == ["Purchase", "Sale", "Sales_Return", "Adjustment"]

    with pytest.raises(zeep.exceptions.Fault, match="can be returned") as caught:
        returns.Create(
            SalesReturnOrder={
                "Sell_to_Customer_No": "D10001",
                "Applies_to_Invoice_No": invoice.No,
                "ReturnLines": {"Sales_Return_Order_Line": [{**GOODS, "Quantity": 7, "Unit_Price": "0.35"}]},
            }
        )
    assert caught.value.code == "a:Erp.Sales.OverReturnException"


def test_an_order_is_begun_with_its_header_and_released_by_its_lines(service):  # noqa: F811
    orders, posting = service("Page/SalesOrder"), service("Codeunit/SalesPost")
    whole = an_order("ZEEP-HEADER")
    begun = orders.Create(SalesOrder={name: whole[name] for name in whole if name != "SalesLines"})
    assert (begun.Status, begun.SalesLines, begun.Amount) == ("Open", None, 0)

    with pytest.raises(zeep.exceptions.Fault) as empty:
        posting.PostInvoice(orderNo=begun.No)
    assert empty.value.code == "a:Erp.Sales.NothingToPostException"
    begun.Ship_to_Name, begun.Ship_to_Address = "Yard", "Dock 4"
    begun = orders.Update(SalesOrder=begun)
    begun.SalesLines = whole["SalesLines"]
    filled = orders.Update(SalesOrder=begun)
    assert (filled.Status, len(filled.SalesLines.Sales_Order_Line)) == ("Released", 2)
    assert (filled.Ship_to_Name, filled.Amount) == ("Yard", Decimal("14.50"))

    filled.SalesLines.Sales_Order_Line.append({"No": "H-NUT", "Quantity": 1, "Unit_Price": "1.10"})
    with pytest.raises(zeep.exceptions.Fault, match="takes no new lines"):
        orders.Update(SalesOrder=filled)


def test_a_header_that_got_no_lines_is_given_up(service):  # noqa: F811
    orders = service("Page/SalesOrder")
    begun = orders.Create(SalesOrder={"Sell_to_Customer_No": "D10001", "External_Document_No": "ZEEP-NONE"})

    assert orders.Delete(Key=begun.Key) is True
    assert orders.Read(No=begun.No).Status == "Cancelled"

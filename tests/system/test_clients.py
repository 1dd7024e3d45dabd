"""Clients that know a product's published description and nothing of us work with the running books."""

from datetime import date
from decimal import Decimal

from odata import ODataService


class TestZeepAtTheOldBook:
    def test_reads_an_order_of_the_shop(self, landscape, in_old_book):
        item = landscape.document["try"][1].partition('"sku": "')[2].partition('"')[0]
        landscape.order_in_the_shop("ZEEP-SHOP", {"sku": item, "qty_ordered": 2})
        landscape.invoiced("ZEEP-SHOP")

        [order] = in_old_book("SalesOrder", External_Document_No="ZEEP-SHOP")
        assert (order.Sell_to_Customer_No, order.Status, len(order.SalesLines.Sales_Order_Line)) == (
            "D10001",
            "Invoiced",
            1,
        )

    def test_reads_and_updates_an_order(self, old_book, in_old_book):
        orders = old_book("Page/SalesOrder")
        [item] = in_old_book("Item", No="H-I00001")
        line = {"No": item.No, "Quantity": 10, "Unit_of_Measure_Code": "PCS", "Unit_Price": item.Unit_Price}
        entered = orders.Create(
            SalesOrder={
                "External_Document_No": "ZEEP-UPDATE",
                "Sell_to_Customer_No": "D10001",
                "Order_Date": date(2026, 1, 5),
                "SalesLines": {"Sales_Order_Line": [line]},
            }
        )
        order = orders.Read(No=entered.No)

        order.SalesLines.Sales_Order_Line[0].Quantity = Decimal(4)
        orders.Update(SalesOrder=order)

        assert orders.Read(No=entered.No).Amount == 4 * item.Unit_Price
        assert orders.IsUpdated(Key=order.Key) is True


class TestPythonODataAtTheNewBook:
    def test_reads_metadata_filters_and_pages_customers(self, new_book):
        company, session = new_book
        session.headers["Prefer"] = "odata.maxpagesize=60"
        service = ODataService(company, session=session, reflect_entities=True, quiet_progress=True)
        customers = service.entities["customers"]

        paged = [one.number for one in service.query(customers).order_by(customers.number.asc())]
        [third] = service.query(customers).filter(customers.number == "C00030")

        assert {"customers", "items", "salesOrders", "salesInvoices"} <= set(service.entities)
        assert paged == [f"C{10 * n:05}" for n in range(1, 201)]
        assert third.number == "C00030"

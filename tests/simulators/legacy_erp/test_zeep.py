"""A SOAP client that knows our WSDL and nothing else must be able to work with the old book."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import requests
import zeep

from simulators.legacy_erp.schemas.forms import CODEUNITS, page_operations
from simulators.legacy_erp.seed import credentials
from simulators.legacy_erp.service.catalogue import PAGES

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def base():
    command = [sys.executable, "-m", "tests.simulators.legacy_erp.serve"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/ERP/WS/Distribution"
        server.terminate()


@pytest.fixture
def service(base):
    with requests.Session() as session:
        session.trust_env = False
        session.auth = (credentials()["username"], credentials()["password"])

        calls = []
        session.hooks["response"].append(lambda reply, *_, **__: calls.append(reply.request.method))

        def connect(path):
            transport = zeep.Transport(session=session)
            return zeep.Client(f"{base}/{path}", transport=transport).service

        connect.calls = calls
        yield connect


def an_order(ref, quantity=10):
    line = {"No": "H-BOLT", "Quantity": quantity, "Unit_of_Measure_Code": "PCS", "Unit_Price": "0.35"}
    return {
        "External_Document_No": ref,
        "Sell_to_Customer_No": "D10001",
        "Order_Date": date(2026, 1, 5),
        "SalesLines": {"Sales_Order_Line": [line, {**line, "No": "H-NUT", "Unit_Price": Decimal("1.10")}]},
    }


class TestDescriptions:
    def test_every_service_can_be_read_and_names_all_its_operations(self, base, service):
        for name, page in PAGES.items():
            assert set(dir(service(f"Page/{name}"))) >= set(page_operations(page)), name
        for name, forms in CODEUNITS.items():
            assert set(dir(service(f"Codeunit/{name}"))) >= {form.name for form in forms}, name

    def test_inputs_and_outputs_are_named_which_some_clients_go_by(self, base):
        account = (credentials()["username"], credentials()["password"])
        with requests.get(f"{base}/Page/Customer", auth=account, timeout=10) as described:
            wsdl = described.text

        assert wsdl.count('<input name="Read"') == wsdl.count('<output name="Read_Result"') == 2


class TestReading:
    def test_reads_a_record_with_its_types(self, service):
        customer = service("Page/Customer").Read(No="D10001")

        assert (customer.Name, customer.Credit_Limit_LCY) == ("Nord", Decimal(5000))

    def test_a_record_that_is_not_there_is_none_and_no_fault(self, service):
        assert service("Page/Customer").Read(No="D99999") is None

    def test_pages_through_a_table_by_bookmark(self, service):
        items = service("Page/Item")
        seen, bookmark = [], None
        while rows := items.ReadMultiple(filter=[], bookmarkKey=bookmark, setSize=2):
            seen += [row.No for row in rows]
            bookmark = rows[-1].Key

        assert seen == ["H-BOLT", "H-NUT", "HX000003"]

    def test_filters_prices(self, service):
        filters = [
            {"Field": "Sales_Code", "Criteria": "D10001"},
            {"Field": "Item_No", "Criteria": "H-BOLT|H-NUT"},
        ]
        prices = service("Page/SalesPrice").ReadMultiple(filter=filters, bookmarkKey=None, setSize=0)

        assert [(p.Item_No, p.Unit_Price, p.Pieces_per_Packing_Unit) for p in prices] == [
            ("H-BOLT", Decimal("0.30"), 10),
            ("H-NUT", Decimal("1.10"), 6),
        ]


class TestWriting:
    def test_creates_lowers_ships_and_invoices_an_order(self, service):
        orders, posting = service("Page/SalesOrder"), service("Codeunit/SalesPost")

        order = orders.Create(SalesOrder=an_order("ZEEP-1"))
        assert (order.Status, order.Amount, order.VAT_Amount) == (
            "Released",
            Decimal("14.50"),
            Decimal("1.02"),
        )

        order.SalesLines.Sales_Order_Line[1].Quantity = Decimal(4)
        lowered = orders.Update(SalesOrder=order)
        assert lowered.Amount == Decimal("7.90")
        assert orders.IsUpdated(Key=order.Key) is True

        lines = {"line": [{"lineNo": 10000, "quantity": 10}, {"lineNo": 20000, "quantity": 4}]}
        shipment = posting.PostShipment(orderNo=order.No, externalShipmentNo="SH-1", lines=lines)
        invoice = posting.PostInvoice(orderNo=order.No)

        assert shipment.Order_No == invoice.Order_No == order.No
        assert invoice.Amount_Including_VAT == Decimal("8.45")
        assert orders.Read(No=order.No).Status == "Invoiced"

    def test_a_stale_key_is_a_fault_that_names_its_type(self, service):
        orders = service("Page/SalesOrder")
        order = orders.Create(SalesOrder=an_order("ZEEP-2"))
        order.SalesLines.Sales_Order_Line[0].Quantity = 5
        orders.Update(SalesOrder=order)

        with pytest.raises(zeep.exceptions.Fault, match="modified by another user") as caught:
            orders.Update(SalesOrder=order)

        assert caught.value.code == "a:Erp.Runtime.RecordChangedException"

    def test_deleting_an_order_cancels_it(self, service):
        orders = service("Page/SalesOrder")
        order = orders.Create(SalesOrder=an_order("ZEEP-3"))

        assert orders.Delete(Key=order.Key) is True
        assert orders.Read(No=order.No).Status == "Cancelled"

    def test_a_wrong_password_is_turned_away(self, base):
        reply = requests.get(f"{base}/Page/Item", auth=("INTEGRATION", "wrong"), timeout=10)

        assert reply.status_code == 401
        assert reply.headers["www-authenticate"].startswith("Basic")

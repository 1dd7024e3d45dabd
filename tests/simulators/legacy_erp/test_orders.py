import asyncio
from decimal import Decimal

import pytest

from simulators.chassis.commits import InvoiceCommit, OrderCommit, ShipmentCommit
from tests.simulators.legacy_erp.back_office import (
    BackOffice,
    entered,
    line_xml,
    order_xml,
    shipment_xml,
    update,
)


class TestEntering:
    def test_tax_is_rounded_once_on_the_whole_document(self):
        async def story():
            office = BackOffice()
            three_small = "".join(line_xml(at, quantity="1", price="0.10") for at in (1, 2, 3))
            answer = await entered(office, lines=three_small)
            return answer.one("Amount"), answer.one("VAT_Amount")

        assert asyncio.run(story()) == ("0.30", "0.02")  # by line it would be 3 x 0.01

    def test_the_auditor_hears_of_every_change_with_the_same_lines_while_they_stand(self):
        async def story():
            office = BackOffice()
            order = await entered(office)
            number = order.one("No")
            await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "10"), (2, "2")))
            await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
            return office.commits

        commits = asyncio.run(story())
        orders = [one for one in commits if isinstance(one, OrderCommit)]
        invoice = next(one for one in commits if isinstance(one, InvoiceCommit))

        assert [one.status for one in orders] == ["open", "shipped", "invoiced"]
        assert all(one.lines is orders[0].lines for one in (*orders, invoice))
        assert [(line.line, line.item, line.unit) for line in invoice.lines] == [
            (1, "H-BOLT", "PCS"),
            (2, "H-NUT", "CTN"),
        ]
        assert (invoice.net, invoice.tax, invoice.tax_basis) == (
            Decimal("16.70"),
            Decimal("1.17"),
            "document",
        )

    def test_a_second_order_under_the_same_reference_is_taken_without_a_word(self):
        async def story():
            office = BackOffice()
            await entered(office)
            await entered(office)
            return (await office.find("SalesOrder", External_Document_No="REF-1")).all("SalesOrder")

        assert len(asyncio.run(story())) == 2

    def test_text_outside_the_code_page_is_stored_as_question_marks_and_declared(self):
        async def story():
            office = BackOffice()
            to = f"<Ship_to_Name>Łódź &amp; Söhne {'x' * 60}</Ship_to_Name>"
            answer = await entered(office, ship_to=to)
            return answer.one("Ship_to_Name"), office.misbehaved

        name, misbehaved = asyncio.run(story())

        assert name == ("?ód? & Söhne " + "x" * 60)[:50]
        assert misbehaved == [("cp1252", "REF-1")]

    def test_text_that_fits_is_no_misbehaviour(self):
        async def story():
            office = BackOffice()
            await entered(office, ship_to="<Ship_to_Name>Müller &amp; Söhne €</Ship_to_Name>")
            return office.misbehaved

        assert asyncio.run(story()) == []

    @pytest.mark.parametrize(
        ("order", "named"),
        [
            ({"customer": "D99"}, "D99"),
            ({"ref": "R" * 36}, "External_Document_No"),
            ({"ref": "Ω-1"}, "External_Document_No"),
            ({"role": "Both"}, "Book_Role"),
            ({"lines": line_xml(1, item="H-GHOST")}, "H-GHOST"),
            ({"lines": line_xml(1, quantity="0")}, "Quantity"),
            ({"lines": line_xml(1, quantity="-3")}, "Quantity"),
            ({"lines": line_xml(1, quantity="1e3")}, "Quantity"),
            ({"lines": line_xml(1, quantity="NaN")}, "Quantity"),
            ({"lines": line_xml(1, unit="KG")}, "Unit_of_Measure_Code"),
            ({"lines": line_xml(1, price="free")}, "Unit_Price"),
            ({"lines": line_xml(1) + line_xml(1)}, "Line_No"),
            ({"lines": "<Sales_Order_Line/>"}, "No"),
        ],
    )
    def test_what_the_tables_do_not_take_is_refused_by_name_and_nothing_is_entered(self, order, named):
        async def story():
            office = BackOffice()
            return await office.page("SalesOrder", "Create", order_xml(**order)), office.commits

        answer, commits = asyncio.run(story())

        assert answer.status == 500
        assert named in answer.fault[1]
        assert commits == []


class TestLowering:
    def test_a_line_may_go_down_to_zero_and_the_rest_ships(self):
        async def story():
            office = BackOffice()
            order = await entered(office)
            number = order.one("No")
            lowered = await update(office, order.one("Key"), (1, "4"), (2, "0"))
            shipment = await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "4")))
            await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
            return lowered.one("Amount"), shipment.status, office.commits

        amount, status, commits = asyncio.run(story())
        invoice = next(one for one in commits if isinstance(one, InvoiceCommit))

        assert (amount, status) == ("1.40", 200)
        assert [(line.line, line.quantity) for line in invoice.lines] == [(1, Decimal(4))]
        assert commits[-1].status == "invoiced"

    def test_a_quantity_never_goes_up(self):
        async def story():
            office = BackOffice()
            order = await entered(office)
            return await update(office, order.one("Key"), (1, "11"))

        assert asyncio.run(story()).fault[0] == "a:Erp.Sales.QuantityException"

    def test_a_key_from_before_the_last_change_is_refused(self):
        async def story():
            office = BackOffice()
            order = await entered(office)
            await update(office, order.one("Key"), (1, "9"))
            return await update(office, order.one("Key"), (1, "8"))

        assert asyncio.run(story()).fault[0] == "a:Erp.Runtime.RecordChangedException"

    def test_only_quantities_may_change(self):
        async def story():
            office = BackOffice()
            key = (await entered(office)).one("Key")
            line = line_xml(1, quantity="5", price="0.01")
            content = f"<SalesOrder><Key>{key}</Key><SalesLines>{line}</SalesLines></SalesOrder>"
            return await office.page("SalesOrder", "Update", content)

        assert "Unit_Price" in asyncio.run(story()).fault[1]

    def test_a_change_that_fails_leaves_everything_as_it_was(self):
        async def story():
            office = BackOffice()
            order = await entered(office)
            await update(office, order.one("Key"), (1, "5"), (2, "99"))
            return await office.page("SalesOrder", "Read", f"<No>{order.one('No')}</No>"), order

        after, before = asyncio.run(story())

        assert (after.one("Key"), after.one("Amount")) == (before.one("Key"), before.one("Amount"))


class TestQuantityChain:
    def test_no_more_ships_than_was_ordered(self):
        async def story():
            office = BackOffice()
            number = (await entered(office)).one("No")
            await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "10"), (2, "2")))
            return await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "1")))

        assert asyncio.run(story()).fault[0] == "a:Erp.Sales.OverShipmentException"

    def test_no_more_is_invoiced_than_has_shipped(self):
        async def story():
            office = BackOffice()
            number = (await entered(office)).one("No")
            await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "3")))
            line = "<line><lineNo>10000</lineNo><quantity>4</quantity></line>"
            asked = f"<orderNo>{number}</orderNo><lines>{line}</lines>"
            return await office.codeunit("PostInvoice", asked)

        assert asyncio.run(story()).fault[0] == "a:Erp.Sales.OverInvoiceException"

    def test_nothing_is_invoiced_twice(self):
        async def story():
            office = BackOffice()
            number = (await entered(office)).one("No")
            before = await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
            await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "10"), (2, "2")))
            await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
            after = await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
            return before.fault[0], after.fault[0]

        assert set(asyncio.run(story())) == {"a:Erp.Sales.NothingToPostException"}

    def test_a_cancelled_order_neither_ships_nor_cancels_again(self):
        async def story():
            office = BackOffice()
            number = (await entered(office)).one("No")
            asked = f"<orderNo>{number}</orderNo>"
            first = await office.codeunit("CancelOrder", asked)
            again = await office.codeunit("CancelOrder", asked)
            shipped = await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "1")))
            return first.one("return_value"), again.fault[0], shipped.fault[0], office.commits[-1].status

        assert asyncio.run(story()) == (
            "true",
            "a:Erp.Sales.AlreadyCancelledException",
            "a:Erp.Sales.OrderClosedException",
            "cancelled",
        )

    def test_a_shipped_order_is_not_cancelled(self):
        async def story():
            office = BackOffice()
            number = (await entered(office)).one("No")
            await office.codeunit("PostShipment", shipment_xml(number, "SH-1", (1, "1")))
            return await office.codeunit("CancelOrder", f"<orderNo>{number}</orderNo>")

        assert asyncio.run(story()).fault[0] == "a:Erp.Sales.AlreadyShippedException"

    def test_an_order_that_ships_in_parts_is_invoiced_in_parts_that_add_up(self):
        async def story():
            office = BackOffice()
            number = (await entered(office)).one("No")
            for shipment, quantities in (("SH-1", [(1, "4")]), ("SH-2", [(1, "6"), (2, "2")])):
                await office.codeunit("PostShipment", shipment_xml(number, shipment, *quantities))
                await office.codeunit("PostInvoice", f"<orderNo>{number}</orderNo>")
            return office.commits

        commits = asyncio.run(story())
        invoices = [one for one in commits if isinstance(one, InvoiceCommit)]
        shipments = [one for one in commits if isinstance(one, ShipmentCommit)]

        assert sum(invoice.net for invoice in invoices) == commits[-1].net == Decimal("16.70")
        assert [one.quantities for one in shipments] == [
            ((1, Decimal(4)),),
            ((1, Decimal(6)), (2, Decimal(2))),
        ]

from decimal import Decimal

import pytest

from simulators.chassis.commits import InvoiceCommit, OrderCommit, ShipmentCommit
from tests.simulators.cloud_erp.erp_world import ErpWorld, error_of, in_an_erp, order_body


class TestEntering:
    def test_an_order_is_entered_with_its_lines_and_released_at_once(self):
        order = in_an_erp(lambda erp: erp.an_order())

        assert order["number"] == "S-ORD101001"
        assert order["status"] == "Open"
        assert [line["sequence"] for line in order["salesOrderLines"]] == [10000, 20000]
        assert order["customerName"] == "Alster Handel"

    def test_tax_is_rounded_on_every_line_and_not_on_the_document(self):
        line = {"lineObjectNumber": "1896-S", "quantity": 1, "unitPrice": 0.45}
        order = in_an_erp(lambda erp: erp.an_order(salesOrderLines=[line, line]))

        assert order["totalAmountExcludingTax"] == 0.90
        assert order["totalTaxAmount"] == 0.18  # 0.0855 goes up twice; 0.1710 would go down once

    def test_numbers_are_written_digit_for_digit(self):
        async def story(erp: ErpWorld) -> bytes:
            line = {"lineObjectNumber": "1896-S", "quantity": 3, "unitPrice": 0.1}
            return (await erp.ask("POST", "salesOrders", order_body(salesOrderLines=[line]))).body

        body = in_an_erp(story)

        assert b'"unitPrice":0.1,' in body
        assert b'"netAmount":0.30,' in body

    def test_a_line_without_a_price_takes_the_list_price_of_its_unit(self):
        lines = [{"lineObjectNumber": "1896-S", "unitOfMeasureCode": "BOX", "quantity": 1}]
        order = in_an_erp(lambda erp: erp.an_order(salesOrderLines=lines))

        assert order["salesOrderLines"][0]["unitPrice"] == 5.4

    def test_a_second_order_under_the_same_reference_is_entered_as_well(self):
        async def story(erp: ErpWorld) -> list[str]:
            await erp.an_order("SAME")
            await erp.an_order("SAME")
            found = await erp.ask("GET", "salesOrders?$filter=externalDocumentNumber eq 'SAME'")
            return [row["number"] for row in found.document["value"]]

        assert in_an_erp(story) == ["S-ORD101001", "S-ORD101002"]

    def test_the_auditor_hears_of_the_order_in_the_books_own_codes(self):
        async def story(erp: ErpWorld) -> OrderCommit:
            await erp.an_order(bookRole="mirror")
            return erp.last_order

        record = in_an_erp(story)

        assert (record.external_ref, record.customer, record.posting) == ("WEB-1", "C00010", False)
        assert (record.status, record.net, record.tax) == ("open", Decimal("21.60"), Decimal("4.10"))
        assert [(line.line, line.item, line.unit) for line in record.lines] == [
            (1, "1896-S", "BOX"),
            (2, "1900-S", "PCS"),
        ]

    def test_the_same_seed_makes_the_same_ids(self):
        assert in_an_erp(lambda erp: erp.an_order()) == in_an_erp(lambda erp: erp.an_order())

    def test_a_blocked_customer_gets_no_order(self):
        async def story(erp: ErpWorld):
            return await erp.ask("POST", "salesOrders", order_body(customerNumber="C00030"))

        assert error_of(in_an_erp(story)) == (400, "Application_DialogException")

    def test_a_line_can_be_added_by_itself(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            line = {"documentId": order["id"], "lineObjectNumber": "1896-S", "quantity": 2}
            answer = await erp.ask("POST", "salesOrderLines", line)
            nested = await erp.ask(
                "POST", f"salesOrders({order['id']})/salesOrderLines", line | {"documentId": None}
            )
            return answer.document["sequence"], nested.document["sequence"], len(erp.last_order.lines)

        assert in_an_erp(story) == (30000, 40000, 4)


class TestShippingAndInvoicing:
    def test_shipping_posts_a_shipment_and_invoicing_an_invoice(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            lines = [{"sequence": 10000, "quantity": 3}, {"sequence": 20000, "quantity": 5}]
            shipped = await erp.act(order, "ship", {"externalShipmentNumber": "WH-7", "lines": lines})
            invoiced = await erp.act(order, "invoice")
            after = await erp.ask("GET", f"salesOrders({order['id']})")
            return shipped.document, invoiced.document, after.document["status"], erp.commits

        shipment, invoice, status, commits = in_an_erp(story)

        assert (shipment["number"], shipment["externalShipmentNumber"]) == ("S-SHP102001", "WH-7")
        assert [line["quantity"] for line in shipment["salesShipmentLines"]] == [3, 5]
        assert (invoice["number"], invoice["orderNumber"]) == ("S-INV103001", "S-ORD101001")
        assert invoice["totalAmountIncludingTax"] == 25.7
        assert status == "Closed"
        orders = [record for record in commits if isinstance(record, OrderCommit)]
        (posted,) = [record for record in commits if isinstance(record, ShipmentCommit)]
        (billed,) = [record for record in commits if isinstance(record, InvoiceCommit)]
        assert [record.status for record in orders] == ["open", "shipped", "invoiced"]
        assert posted.quantities == ((1, 3), (2, 5))
        assert (billed.tax_basis, billed.net, billed.tax) == ("line", Decimal("21.60"), Decimal("4.10"))
        assert billed.lines is orders[0].lines is orders[2].lines

    def test_an_order_can_ship_and_be_invoiced_in_parts(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            await erp.act(order, "ship", {"lines": [{"sequence": 10000, "quantity": 1}]})
            first = await erp.act(order, "invoice")
            between = erp.last_order.status
            await erp.act(order, "ship")
            second = await erp.act(order, "invoice")
            return first.document, between, second.document, erp.last_order.status, await erp.balance()

        first, between, second, at_last, balance = in_an_erp(story)

        assert first["totalAmountExcludingTax"] == 5.35
        assert between == "open"
        assert second["totalAmountExcludingTax"] == 16.25
        assert at_last == "invoiced"
        assert balance == Decimal(
            str(first["totalAmountIncludingTax"] + second["totalAmountIncludingTax"])
        ).quantize(Decimal("0.01"))

    @pytest.mark.parametrize("parts", [((3, 5),), ((1, 0), (2, 5))], ids=["at once", "in parts"])
    def test_lines_say_how_much_of_them_is_invoiced_and_once_it_is_all_it_is_done(self, parts):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            shipped = []
            for first, second in parts:
                lines = [{"sequence": 10000, "quantity": first}, {"sequence": 20000, "quantity": second}]
                await erp.act(order, "ship", {"lines": lines})
                shipped.append((await erp.ask("GET", f"salesOrders({order['id']})/salesOrderLines")).document)
                await erp.act(order, "invoice")
            after = (await erp.ask("GET", f"salesOrders({order['id']})/salesOrderLines")).document
            return shipped[-1]["value"], after["value"], await erp.act(order, "invoice")

        shipped, invoiced, once_more = in_an_erp(story)

        assert [line["shippedQuantity"] for line in shipped] == [3, 5]
        assert [line["invoicedQuantity"] for line in shipped] != [3, 5]
        assert [line["invoicedQuantity"] for line in invoiced] == [3, 5]
        for before, after in zip(shipped, invoiced, strict=True):
            assert before["@odata.etag"] != after["@odata.etag"]
        assert error_of(once_more) == (400, "Application_DialogException")

    def test_ship_and_invoice_does_both_and_shows_nothing(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            return await erp.act(order, "shipAndInvoice"), erp.last_order.status

        answer, status = in_an_erp(story)

        assert (answer.status, answer.body, status) == (204, b"", "invoiced")

    def test_more_than_ordered_does_not_ship_and_nothing_changes(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            lines = [{"sequence": 20000, "quantity": 5}, {"sequence": 10000, "quantity": 4}]
            refused = await erp.act(order, "ship", {"lines": lines})
            twice = [{"sequence": 10000, "quantity": 2}, {"sequence": 10000, "quantity": 2}]
            again = await erp.act(order, "ship", {"lines": twice})
            after = await erp.ask("GET", f"salesOrders({order['id']})/salesOrderLines")
            return refused, again, [line["shippedQuantity"] for line in after.document["value"]]

        refused, again, shipped = in_an_erp(story)

        assert error_of(refused) == error_of(again) == (400, "Application_FieldValidationException")
        assert "line 10000" in refused.document["error"]["message"]
        assert shipped == [0, 0]

    def test_what_has_not_shipped_is_not_invoiced(self):
        async def story(erp: ErpWorld):
            return await erp.act(await erp.an_order(), "invoice")

        assert error_of(in_an_erp(story)) == (400, "Application_DialogException")

    def test_an_unknown_line_does_not_ship(self):
        async def story(erp: ErpWorld):
            return await erp.act(await erp.an_order(), "ship", {"lines": [{"sequence": 7, "quantity": 1}]})

        assert error_of(in_an_erp(story)) == (404, "Internal_RecordNotFound")


class TestExposure:
    def test_the_balance_follows_an_order_from_its_entry_to_its_payment(self):
        async def story(erp: ErpWorld):
            balances = []
            order = await erp.an_order()
            balances.append(await erp.balance())
            await erp.act(order, "amend", {"lines": [{"sequence": 10000, "quantity": 2}]})
            balances.append(await erp.balance())
            await erp.act(order, "ship")
            await erp.act(order, "invoice")
            balances.append(await erp.balance())
            erp.system.start()
            await erp.clock.sleep(29.5 * 86400)
            erp.token = ""
            balances.append(await erp.balance())
            await erp.clock.sleep(86400)
            erp.token = ""
            balances.append(await erp.balance())
            paid = await erp.ask("GET", "salesInvoices")
            return balances, paid.document["value"][0]

        balances, invoice = in_an_erp(story)

        assert balances == [Decimal(text) for text in ("25.70", "12.73", "12.73", "12.73", "0.00")]
        assert (invoice["status"], invoice["remainingAmount"]) == ("Paid", 0)

    def test_mirror_and_canceled_orders_weigh_nothing(self):
        async def story(erp: ErpWorld):
            mirror = await erp.an_order(bookRole="mirror")
            await erp.act(mirror, "ship")
            invoice = await erp.act(mirror, "invoice")
            await erp.act(await erp.an_order(), "cancel")
            return await erp.balance(), invoice.document["remainingAmount"]

        assert in_an_erp(story) == (0, 0)

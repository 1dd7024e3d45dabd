import pytest

from tests.simulators.cloud_erp.busy_day import LINE, buy, done
from tests.simulators.cloud_erp.erp_world import ErpWorld, error_of, in_an_erp, order_body


async def key_of(erp: ErpWorld, entity_set: str, number: str, field: str = "number") -> str:
    found = await erp.ask("GET", f"{entity_set}?$filter={field} eq '{number}'&$select=id")
    key: str = found.document["value"][0]["id"]
    return key


class TestAccounts:
    def test_a_new_customer_gets_a_number_and_may_buy(self):
        async def story(erp: ErpWorld):
            answer = await erp.ask(
                "POST", "customers", {"displayName": "New Ltd", "paymentTermsCode": "14 DAYS"}
            )
            number = answer.document["number"]
            return answer, await erp.an_order(customerNumber=number)

        answer, order = in_an_erp(story)

        assert (answer.status, answer.document["number"]) == (201, "C90001")
        assert answer.headers["location"].endswith(f"/customers({answer.document['id']})")
        assert (answer.document["currencyCode"], order["customerName"]) == ("EUR", "New Ltd")

    def test_documents_keep_the_name_under_which_they_were_entered(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            key = order["customerId"]
            await done(erp, "PATCH", f"customers({key})", {"displayName": "Renamed"}, if_match="*")
            again = await done(erp, "GET", f"salesOrders({order['id']})?$expand=customer")
            return again, await erp.an_order()

        order, later = in_an_erp(story)

        assert (order["customerName"], order["customer"]["displayName"]) == ("Alster Handel", "Renamed")
        assert later["customerName"] == "Renamed"

    def test_references_go_by_code_or_by_id_and_must_lead_somewhere(self):
        async def story(erp: ErpWorld):
            pound = await key_of(erp, "currencies", "GBP", "code")
            by_id = await erp.ask("POST", "vendors", {"currencyId": pound})
            both = await erp.ask("POST", "vendors", {"currencyId": pound, "currencyCode": "EUR"})
            nowhere = await erp.ask("POST", "vendors", {"currencyCode": "XYZ"})
            return by_id.document["currencyCode"], both, nowhere

        code, both, nowhere = in_an_erp(story)

        assert code == "GBP"
        assert error_of(both) == error_of(nowhere) == (400, "Internal_InvalidTableRelation")

    @pytest.mark.parametrize(
        ("entity_set", "body"),
        [
            ("customers", {"number": "C00010"}),
            ("items", {"number": "1896-S"}),
            ("locations", {"code": "DC1"}),
        ],
    )
    def test_a_number_is_taken_once(self, entity_set, body):
        answer = in_an_erp(lambda erp: erp.ask("POST", entity_set, body))

        assert error_of(answer) == (400, "Internal_EntityWithSameKeyExists")

    @pytest.mark.parametrize(
        ("entity_set", "field", "number"),
        [
            ("customers", "number", "C00010"),
            ("items", "number", "1896-S"),
            ("currencies", "code", "EUR"),
            ("paymentTerms", "code", "30 DAYS"),
            ("unitsOfMeasure", "code", "PCS"),
        ],
    )
    def test_what_something_needs_is_not_deleted(self, entity_set, field, number):
        async def story(erp: ErpWorld):
            await erp.an_order()
            key = await key_of(erp, entity_set, number, field)
            return await erp.ask("DELETE", f"{entity_set}({key})", if_match="*")

        assert error_of(in_an_erp(story)) == (400, "Application_DialogException")

    def test_a_change_needs_the_tag_that_was_read(self):
        async def story(erp: ErpWorld):
            key = await key_of(erp, "vendors", "V00010")
            read = await done(erp, "GET", f"vendors({key})")
            first = await erp.ask("PATCH", f"vendors({key})", {"city": "Hull"}, if_match=read["@odata.etag"])
            late = await erp.ask("PATCH", f"vendors({key})", {"city": "York"}, if_match=read["@odata.etag"])
            return first, late

        first, late = in_an_erp(story)

        assert (first.status, first.document["city"]) == (200, "Hull")
        assert error_of(late) == (409, "Request_EntityChanged")

    @pytest.mark.parametrize(
        ("blocked", "status"), [("Ship", 400), ("Invoice", 201), ("All", 400), (" ", 201)]
    )
    def test_a_block_is_for_some_documents_or_for_all(self, blocked, status):
        async def story(erp: ErpWorld):
            key = await key_of(erp, "customers", "C00010")
            await done(erp, "PATCH", f"customers({key})", {"blocked": blocked}, if_match="*")
            return await erp.ask("POST", "salesOrders", order_body())

        assert in_an_erp(story).status == status

    def test_a_blocked_item_is_not_sold(self):
        async def story(erp: ErpWorld):
            key = await key_of(erp, "items", "1896-S")
            await done(erp, "PATCH", f"items({key})", {"blocked": True}, if_match="*")
            return await erp.ask("POST", "salesOrders", order_body())

        assert error_of(in_an_erp(story)) == (400, "Application_DialogException")


class TestBuying:
    def test_what_is_received_is_in_stock_and_what_is_invoiced_is_owed(self):
        async def story(erp: ErpWorld):
            order = await buy(erp, "first")
            shown = await done(
                erp,
                "GET",
                f"purchaseOrders({order['id']})?$expand=purchaseOrderLines($select=receivedQuantity)",
            )
            item = await done(erp, "GET", "items?$filter=number eq '1896-S'")
            ledger = await done(erp, "GET", "itemLedgerEntries?$filter=entryType eq 'Purchase'&$expand=item")
            vendor = await done(erp, "GET", f"purchaseOrders({order['id']})/vendor")
            invoices = await done(erp, "GET", "purchaseInvoices?$expand=purchaseInvoiceLines")
            return shown, item["value"][0], ledger["value"], vendor, invoices["value"]

        order, item, ledger, vendor, invoices = in_an_erp(story)

        assert (order["status"], order["fullyReceived"]) == ("Closed", True)
        assert order["purchaseOrderLines"][0]["receivedQuantity"] == 20
        assert item["inventory"] == 620
        assert [(entry["documentType"], entry["quantity"]) for entry in ledger] == [
            ("Purchase Receipt", 5),
            ("Purchase Receipt", 15),
        ]
        assert vendor["balance"] == invoices[0]["totalAmountIncludingTax"] == 4.8
        assert [line["quantity"] for line in invoices[0]["purchaseInvoiceLines"]] == [20]

    def test_a_vendors_invoice_without_an_order_is_drafted_posted_and_owed_once(self):
        body = {"vendorNumber": "V00010", "vendorInvoiceNumber": "R-1", "invoiceDate": "2026-02-01",
                "dueDate": "2026-03-03", "purchaseInvoiceLines": [
                    {"lineObjectNumber": "1896-S", "quantity": 2, "unitCost": 3}]}  # fmt: skip

        async def story(erp: ErpWorld):
            draft = await done(erp, "POST", "purchaseInvoices", body)
            await done(erp, "POST", f"purchaseInvoices({draft['id']})/Microsoft.NAV.post")
            posted = await done(erp, "GET", f"purchaseInvoices({draft['id']})")
            twin = await done(erp, "POST", "purchaseInvoices", body)
            again = await erp.ask("POST", f"purchaseInvoices({twin['id']})/Microsoft.NAV.post", {})
            vendor = await done(erp, "GET", "vendors?$filter=number eq 'V00010'")
            ledger = await done(erp, "GET", "itemLedgerEntries?$filter=entryType eq 'Purchase'")
            return draft, posted, again, vendor["value"][0], ledger["value"]

        draft, posted, again, vendor, ledger = in_an_erp(story)

        assert (draft["status"], posted["status"], posted["dueDate"]) == ("Draft", "Open", "2026-03-03")
        assert posted["vendorInvoiceNumber"] == "R-1"
        assert vendor["balance"] == posted["totalAmountIncludingTax"] == 7.2
        assert error_of(again) == (400, "Application_DialogException")
        assert [(entry["documentType"], entry["quantity"]) for entry in ledger] == [("Purchase Invoice", 2)]

    def test_on_fridays_vendors_are_paid_what_is_due_unless_they_are_blocked(self):
        lines = [{"lineObjectNumber": "1896-S", "quantity": 2, "unitCost": 3}]
        body = {"vendorNumber": "V00010", "invoiceDate": "2026-01-05", "purchaseInvoiceLines": lines}

        async def story(erp: ErpWorld, blocked: str):
            erp.system.start()
            vendor = (await done(erp, "GET", "vendors?$filter=number eq 'V00010'"))["value"][0]
            await erp.ask("PATCH", f"vendors({vendor['id']})", {"blocked": blocked}, if_match="*")
            draft = await done(erp, "POST", "purchaseInvoices", body)
            await done(erp, "POST", f"purchaseInvoices({draft['id']})/Microsoft.NAV.post")
            told = []
            for days in (25, 14):
                await erp.clock.sleep(days * 86_400.0)
                erp.token = ""
                bill = await done(erp, "GET", f"purchaseInvoices({draft['id']})")
                owed = (await done(erp, "GET", f"vendors({vendor['id']})"))["balance"]
                told.append((bill["dueDate"], bill["status"], owed))
            return told

        assert in_an_erp(lambda erp: story(erp, " ")) == [
            ("2026-02-04", "Open", 7.2),
            ("2026-02-04", "Paid", 0),
        ]
        assert in_an_erp(lambda erp: story(erp, "Payment"))[-1] == ("2026-02-04", "Open", 7.2)

    def test_more_than_ordered_is_not_received(self):
        async def story(erp: ErpWorld):
            body = {"vendorNumber": "V00010", "purchaseOrderLines": [{**LINE, "unitPrice": None}]}
            order = await erp.ask("POST", "purchaseOrders", {**body, "purchaseOrderLines": [
                {"lineObjectNumber": "1896-S", "quantity": 2}]})  # fmt: skip
            path = f"purchaseOrders({order.document['id']})/Microsoft.NAV.receive"
            return order, await erp.ask("POST", path, {"lines": [{"sequence": 10000, "quantity": 3}]})

        order, refused = in_an_erp(story)

        assert order.document["purchaseOrderLines"][0]["directUnitCost"] == 0.27
        assert error_of(refused) == (400, "Application_FieldValidationException")

    def test_stock_adds_up_to_its_ledger(self):
        async def story(erp: ErpWorld):
            await buy(erp, "first")
            await erp.act(await erp.an_order(), "shipAndInvoice")
            await erp.act(await erp.an_order(bookRole="mirror"), "shipAndInvoice")
            items = await done(erp, "GET", "items?$select=number,inventory")
            ledger = await done(erp, "GET", "itemLedgerEntries?$select=itemNumber,quantity")
            return items["value"], ledger["value"]

        items, ledger = in_an_erp(story)

        for item in items:
            entries = [entry["quantity"] for entry in ledger if entry["itemNumber"] == item["number"]]
            assert item["inventory"] == sum(entries)
        assert [item["inventory"] for item in items] == [584, 85]


class TestPrices:
    def test_a_customer_pays_what_is_agreed_with_it_and_everybody_else_the_list_price(self):
        async def story(erp: ErpWorld):
            line = {"lineObjectNumber": "1896-S", "quantity": 2}
            before = await erp.an_order(salesOrderLines=[line])
            agreed = {"assignToNumber": "C00010", "assetNumber": "1896-S", "unitPrice": 0.4}
            entered = await done(erp, "POST", "priceListLines", agreed)
            orders = [
                before,
                await erp.an_order(salesOrderLines=[{**line, "unitOfMeasureCode": "BOX"}]),
                await erp.an_order(customerNumber="C00020", salesOrderLines=[line]),
            ]
            await done(erp, "DELETE", f"priceListLines({entered['id']})", if_match="*")
            return [*orders, await erp.an_order(salesOrderLines=[line])]

        prices = [order["salesOrderLines"][0]["unitPrice"] for order in in_an_erp(story)]

        assert prices == [0.45, 4.8, 0.45, 0.45]

    def test_items_are_read_with_what_one_customer_has_agreed_to_pay(self):
        async def story(erp: ErpWorld):
            one = "priceListLines($filter=assignToNumber eq 'C00020';$select=unitPrice)"
            return await done(erp, "GET", f"items?$select=number&$expand={one}")

        rows = in_an_erp(story)["value"]

        assert {row["number"]: [one["unitPrice"] for one in row["priceListLines"]] for row in rows} == {
            "1896-S": [],
            "1900-S": [0.95],
        }

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"assignToNumber": "C99999"}, "Internal_InvalidTableRelation"),
            ({"assetNumber": "GHOST"}, "Internal_InvalidTableRelation"),
            ({}, "Internal_EntityWithSameKeyExists"),
        ],
    )
    def test_a_price_is_agreed_once_between_those_there_are(self, changed, code):
        agreed = {"assignToNumber": "C00020", "assetNumber": "1900-S", "unitPrice": 0.9}
        answer = in_an_erp(lambda erp: erp.ask("POST", "priceListLines", {**agreed, **changed}))

        assert error_of(answer) == (400, code)

    @pytest.mark.parametrize(("entity_set", "number"), [("customers", "C00020"), ("items", "1900-S")])
    def test_whoever_has_a_price_agreed_is_not_deleted(self, entity_set, number):
        async def story(erp: ErpWorld):
            if entity_set == "items":
                item = await done(erp, "GET", f"items?$filter=number eq '{number}'")
                assert item["value"][0]["inventory"]
            key = await key_of(erp, entity_set, number)
            return await erp.ask("DELETE", f"{entity_set}({key})", None, if_match="*")

        assert error_of(in_an_erp(story))[0] == 400

from tests.simulators.cloud_erp.erp_world import ErpWorld, error_of, in_an_erp, order_body


class TestCancelingAndAmending:
    def test_an_open_order_can_be_canceled_twice(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            return [(await erp.act(order, "cancel")).status for _ in range(2)], len(erp.commits)

        assert in_an_erp(story) == ([204, 204], 2)

    def test_a_shipped_order_cannot_be_canceled_nor_amended_to_less_than_has_left(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            await erp.act(order, "ship", {"lines": [{"sequence": 10000, "quantity": 1}]})
            return await erp.act(order, "cancel"), await erp.act(order, "amend", {"lines": []})

        canceled, amended = in_an_erp(story)
        assert error_of(canceled) == (400, "Application_DialogException")
        assert error_of(amended) == (400, "Application_FieldValidationException")

    def test_an_order_amended_to_what_has_left_and_is_invoiced_is_closed(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            left = {"lines": [{"sequence": 10000, "quantity": 1}]}
            await erp.act(order, "ship", left)
            await erp.act(order, "invoice", {})
            amended = await erp.act(order, "amend", left)
            return amended, await erp.act(order, "amend", left)

        amended, again = in_an_erp(story)
        assert amended.document["status"] == "Closed"
        assert error_of(again) == (400, "Application_DialogException")

    def test_a_canceled_order_neither_ships_nor_is_invoiced_nor_amended(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            await erp.act(order, "cancel")
            return [await erp.act(order, name, {"lines": []} if name == "amend" else None)
                    for name in ("ship", "invoice", "amend")]  # fmt: skip

        for answer in in_an_erp(story):
            assert error_of(answer) == (400, "Application_DialogException")
            assert "is canceled" in answer.document["error"]["message"]

    def test_an_amendment_sets_the_named_lines_and_empties_the_others(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            amended = await erp.act(order, "amend", {"lines": [{"sequence": 10000, "quantity": 2}]})
            await erp.act(order, "ship")
            await erp.act(order, "invoice")
            return amended.document, erp.commits[-2], erp.last_order

        amended, invoice, order = in_an_erp(story)

        assert [line["quantity"] for line in amended["salesOrderLines"]] == [2, 0]
        assert amended["totalAmountExcludingTax"] == 10.7
        assert [(line.line, line.quantity) for line in invoice.lines] == [(1, 2)]
        assert order.status == "invoiced"

    def test_an_amendment_without_lines_is_refused_because_it_would_empty_the_order(self):
        async def story(erp: ErpWorld):
            return await erp.act(await erp.an_order(), "amend", {})

        assert error_of(in_an_erp(story)) == (400, "BadRequest_RequiredParamNotProvided")


class TestChangingWhatHasBeenRead:
    def test_a_line_changes_with_its_etag_and_not_with_an_old_one(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            line = order["salesOrderLines"][0]
            path, etag = f"salesOrderLines({line['id']})", line["@odata.etag"]
            changed = await erp.ask("PATCH", path, {"quantity": 1}, if_match=etag)
            late = await erp.ask("PATCH", path, {"quantity": 2}, if_match=etag)
            anyway = await erp.ask("PATCH", path, {"quantity": 0}, if_match="*")
            return changed, late, anyway, erp.last_order

        changed, late, anyway, order = in_an_erp(story)

        assert changed.document["quantity"] == 1
        assert error_of(late) == (409, "Request_EntityChanged")
        assert anyway.status == 200
        assert [line.quantity for line in order.lines] == [0, 5]

    def test_a_change_without_a_readable_if_match_is_refused(self):
        async def story(erp: ErpWorld):
            line = (await erp.an_order())["salesOrderLines"][0]
            path = f"salesOrderLines({line['id']})"
            return [
                await erp.ask("PATCH", path, {"quantity": 1}),
                await erp.ask("PATCH", path, {"quantity": 1}, if_match="seven"),
                await erp.ask("DELETE", path),
            ]

        for answer in in_an_erp(story):
            assert error_of(answer) == (400, "BadRequest_InvalidToken")

    def test_orders_and_lines_are_deleted(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            line = order["salesOrderLines"][0]
            first = await erp.ask("DELETE", f"salesOrderLines({line['id']})", if_match=line["@odata.etag"])
            left = len(erp.last_order.lines)
            second = await erp.ask("DELETE", f"salesOrders({order['id']})", if_match="*")
            gone = await erp.ask("GET", f"salesOrders({order['id']})")
            found = await erp.ask("GET", "salesOrders?$filter=externalDocumentNumber eq 'WEB-1'")
            return first, left, second, gone, found.document["value"], erp.last_order.status

        first, left, second, gone, found, status = in_an_erp(story)

        assert (first.status, left, second.status, found, status) == (204, 1, 204, [], "cancelled")
        assert error_of(gone) == (404, "Internal_RecordNotFound")

    def test_a_customer_is_blocked_and_its_limit_lowered(self):
        async def story(erp: ErpWorld):
            found = (await erp.ask("GET", "customers?$filter=number eq 'C00010'")).document["value"][0]
            body = {"blocked": "All", "creditLimit": 12.5}
            changed = await erp.ask("PATCH", f"customers({found['id']})", body, if_match=found["@odata.etag"])
            return changed.document, await erp.ask("POST", "salesOrders", order_body())

        changed, refused = in_an_erp(story)

        assert (changed["blocked"], changed["creditLimit"]) == ("All", 12.5)
        assert refused.status == 400

    def test_the_goods_of_an_open_order_can_be_sent_elsewhere(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            changed = await erp.ask(
                "PATCH", f"salesOrders({order['id']})", {"shipToCity": "Jena"}, if_match="*"
            )
            return changed.document

        assert in_an_erp(story)["shipToCity"] == "Jena"

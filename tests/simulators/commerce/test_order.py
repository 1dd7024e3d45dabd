import pytest

from tests.simulators.commerce.shop_world import a_shipment, an_invoice, in_shop


class TestStatus:
    def test_the_buyer_sees_the_order_move(self):
        async def story(shop):
            await shop.place()
            await shop.tell("processing")
            await shop.post("/order/1/ship", a_shipment())
            await shop.post("/order/1/invoice", an_invoice())
            await shop.tell("complete")
            return shop

        shop = in_shop(story)

        assert [commit.status for commit in shop.commits] == [
            *("new", "processing", "shipped", "invoiced", "complete")
        ]
        assert (shop.last.external_ref, shop.last.customer) == ("PO-1", "101")
        assert (shop.last.shipments, shop.last.invoices) == (("SHP-1",), ("INV-1",))

    def test_a_late_word_stays_in_the_history_and_moves_nothing_back(self):
        async def story(shop):
            await shop.place()
            await shop.post("/order/1/ship", a_shipment())
            for late in ("processing", "backordered", "canceled", "rejected"):
                await shop.tell(late, "late")
            return await shop.order()

        order = in_shop(story)

        assert (order["state"], order["status"]) == ("processing", "shipped")
        assert [entry["status"] for entry in order["status_histories"]] == [
            *("shipped", "processing", "backordered", "canceled", "rejected")
        ]

    def test_the_same_word_twice_in_a_row_is_told_once(self):
        async def story(shop):
            await shop.place()
            for status in ("backordered", "backordered", "processing", "backordered"):
                await shop.tell(status, "short")
            return shop

        assert [commit.status for commit in in_shop(story).commits] == [
            *("new", "backordered", "processing", "backordered")
        ]

    @pytest.mark.parametrize(("word", "neutral"), [("rejected", "rejected"), ("canceled", "cancelled")])
    def test_an_order_that_ended_unshipped_stays_so_and_says_why(self, word, neutral):
        async def story(shop):
            await shop.place()
            await shop.tell(word, "over the credit limit")
            await shop.tell("processing")
            return shop.last, await shop.order()

        commit, order = in_shop(story)

        assert (commit.status, commit.reason) == (neutral, "over the credit limit")
        assert order["state"] == "canceled"

    def test_an_unknown_status_is_refused(self):
        async def story(shop):
            await shop.place()
            document = {"statusHistory": {"status": "lost"}}
            return await shop.call("POST", "/rest/V1/orders/1/comments", document)

        answer = in_shop(story)

        assert answer.status == 400
        assert answer.document["parameters"]["fieldName"] == "statusHistory.status"


class TestShipmentsAndInvoices:
    def test_the_same_reference_twice_is_one_shipment(self):
        async def story(shop):
            await shop.place()
            numbers = [await shop.post("/order/1/ship", a_shipment()) for _ in range(2)]
            numbers += [await shop.post("/order/1/invoice", an_invoice()) for _ in range(2)]
            told = [
                (await shop.call("GET", f"/rest/V1/{kind}")).document["total_count"]
                for kind in ("shipments", "invoices")
            ]
            return numbers, await shop.order(), told, shop

        numbers, order, told, shop = in_shop(story)

        assert numbers == ["1", "1", "1", "1"]
        assert [item["qty_shipped"] for item in order["items"]] == [4, 2]
        assert told == [1, 1]
        assert len(shop.commits) == 3

    def test_an_invoice_told_before_its_shipment_is_shown_in_the_order_of_arrival(self):
        async def story(shop):
            await shop.place()
            await shop.post("/order/1/invoice", an_invoice())
            await shop.post("/order/1/ship", a_shipment())
            return shop.last

        commit = in_shop(story)

        assert (commit.status, commit.shipments, commit.invoices) == ("invoiced", ("SHP-1",), ("INV-1",))

    def test_lines_are_named_by_item_id_or_by_line_number(self):
        async def story(shop):
            await shop.place()
            order = await shop.place("PO-2")
            by_id = {"order_item_id": order["items"][1]["item_id"], "qty": 1}
            by_line = {"qty": 3, "extension_attributes": {"line_number": 1}}
            await shop.post("/order/2/ship", {**a_shipment(), "items": [by_id, by_line]})
            return await shop.order(2)

        assert [item["qty_shipped"] for item in in_shop(story)["items"]] == [3, 1]

    @pytest.mark.parametrize(
        "items",
        [
            [{"line": 1, "qty": 5}],
            [{"line": 3, "qty": 1}],
            [{"line": 0, "qty": 1}],
            [{"line": 1, "qty": 1}, {"line": 1, "qty": 1}],
            [{"order_item_id": "x", "qty": 1}],
            [{"qty": 1}],
            [{"line": 1}],
            "all",
        ],
    )
    def test_what_cannot_have_left_is_refused_and_changes_nothing(self, items):
        async def story(shop):
            await shop.place()
            before = await shop.order()
            answer = await shop.call("POST", "/rest/V1/order/1/ship", {**a_shipment(), "items": items})
            return answer.status, before == await shop.order()

        assert in_shop(story) == (400, True)

    def test_nothing_left_to_ship_is_refused(self):
        async def story(shop):
            await shop.place()
            await shop.post("/order/1/ship", a_shipment())
            return (await shop.call("POST", "/rest/V1/order/1/ship", a_shipment("SHP-2"))).status

        assert in_shop(story) == 400

    def test_an_invoice_that_does_not_add_up_is_refused(self):
        async def story(shop):
            await shop.place()
            return await shop.call("POST", "/rest/V1/order/1/invoice", an_invoice(total=42.73))

        answer = in_shop(story)

        assert answer.status == 400
        assert answer.document["parameters"]["fieldName"] == "extension_attributes.grand_total"

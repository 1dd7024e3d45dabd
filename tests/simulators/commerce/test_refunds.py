import pytest

from tests.simulators.commerce.shop_world import a_shipment, an_invoice, in_shop


async def invoiced(shop, **body):
    await shop.place()
    await shop.post("/order/1/ship", a_shipment())
    await shop.post("/order/1/invoice", body or an_invoice())


class TestInvoices:
    def test_amounts_that_nobody_told_are_those_of_the_order(self):
        async def story(shop):
            await invoiced(shop, items=[{"line": 1, "qty": 3}])
            return (await shop.call("GET", "/rest/V1/invoices/1")).document

        invoice = in_shop(story)

        assert (invoice["grand_total"], invoice["tax_amount"], invoice["state"]) == (6.9, 0, 1)

    def test_a_paid_invoice_lowers_what_is_due_and_is_paid_once(self):
        async def story(shop):
            await invoiced(shop)
            await shop.post("/invoices/1/capture", None)
            again = await shop.call("POST", "/rest/V1/invoices/1/capture")
            return await shop.order(), again.status

        order, again = in_shop(story)

        assert (order["total_paid"], order["total_due"], again) == (42.72, -7.12, 400)

    def test_a_voided_invoice_leaves_its_lines_to_be_invoiced_again(self):
        async def story(shop):
            await invoiced(shop)
            await shop.post("/invoices/1/void", None)
            between = await shop.order()
            await shop.post("/order/1/invoice", an_invoice("INV-2"))
            return between, await shop.order()

        between, order = in_shop(story)

        assert [item["qty_invoiced"] for item in between["items"]] == [0, 0]
        assert [item["qty_invoiced"] for item in order["items"]] == [4, 2]

    def test_nothing_is_invoiced_twice(self):
        async def story(shop):
            await invoiced(shop)
            return (await shop.call("POST", "/rest/V1/order/1/invoice", {})).status

        assert in_shop(story) == 400


class TestCreditMemos:
    def test_an_order_refunded_whole_is_closed(self):
        async def story(shop):
            await invoiced(shop)
            first = await shop.post("/order/1/refund", {"items": [{"line": 1, "qty": 4}]})
            between = await shop.order()
            second = await shop.post("/order/1/refund", {})
            return (first, second), between["status"], await shop.order()

        numbers, between, order = in_shop(story)

        assert (numbers, between) == ((1, 2), "invoiced")
        assert (order["status"], order["total_refunded"]) == ("closed", 35.6)
        assert [item["qty_refunded"] for item in order["items"]] == [4, 2]

    def test_no_more_is_refunded_than_was_invoiced(self):
        async def story(shop):
            await invoiced(shop)
            return await shop.call("POST", "/rest/V1/order/1/refund", {"items": [{"line": 1, "qty": 5}]})

        answer = in_shop(story)

        assert (answer.status, answer.document["parameters"]["most"]) == (400, "4")

    def test_money_goes_back_online_only_where_it_came(self):
        async def story(shop):
            await invoiced(shop)
            unpaid = await shop.call("POST", "/rest/V1/invoice/1/refund", {"isOnline": True})
            await shop.post("/invoices/1/capture", None)
            paid = await shop.post("/invoice/1/refund", {"isOnline": True, "items": [{"line": 2, "qty": 1}]})
            return unpaid.status, (await shop.call("GET", f"/rest/V1/creditmemo/{paid}")).document

        unpaid, memo = in_shop(story)

        assert unpaid == 400
        assert (memo["invoice_id"], memo["grand_total"], memo["state"]) == (1, 13.2, 2)

    def test_adjustments_are_part_of_what_is_given_back(self):
        async def story(shop):
            await invoiced(shop)
            arguments = {"adjustment_positive": "2.5", "adjustment_negative": 1, "shipping_amount": 0.25}
            await shop.post("/order/1/refund", {"items": [{"line": 1, "qty": 1}], "arguments": arguments})
            return (await shop.call("GET", "/rest/V1/creditmemo/1")).document

        assert in_shop(story)["grand_total"] == 4.05

    def test_returned_goods_go_back_on_the_shelves_on_request(self):
        async def story(shop):
            await invoiced(shop)
            stock = {"extension_attributes": {"return_to_stock_items": [1]}}
            await shop.post("/order/1/refund", {"items": [{"line": 1, "qty": 3}], "arguments": stock})
            path = "/rest/V1/inventory/get-product-salable-quantity/metal-lantern-85123a/1"
            return (await shop.call("GET", path)).document

        assert in_shop(story) == 3


class TestHolding:
    def test_a_held_order_goes_on_where_it_was(self):
        async def story(shop):
            await shop.place()
            await shop.tell("processing")
            await shop.post("/orders/1/hold", None)
            held = await shop.order()
            refused = await shop.post("/orders/1/cancel", {})
            await shop.post("/orders/1/unhold", None)
            return held["state"], refused, (await shop.order())["status"]

        assert in_shop(story) == ("holded", False, "processing")

    @pytest.mark.parametrize("path", ["hold", "unhold"])
    def test_holding_twice_or_letting_go_of_nothing_is_refused(self, path):
        async def story(shop):
            await shop.place()
            if path == "hold":
                await shop.post("/orders/1/hold", None)
            return await shop.call("POST", f"/rest/V1/orders/1/{path}")

        answer = in_shop(story)

        assert (answer.status, answer.document["parameters"]["order"]) == (400, "000000001")


class TestReturns:
    async def asked(self, shop, quantity=2):
        await shop.place()
        await shop.post("/order/1/ship", a_shipment())
        item = {"order_item_id": 1, "qty_requested": quantity, "reason": "damaged"}
        return await shop.call(
            "POST", "/rest/V1/returns", {"rmaDataObject": {"order_id": 1, "items": [item]}}
        )

    async def moved(self, shop, **change):
        body = {"rmaDataObject": {"items": [{"entity_id": 1, **change}]}}
        return await shop.call("PUT", "/rest/V1/returns/1", body)

    def test_a_return_goes_from_the_wish_to_the_settlement(self):
        async def story(shop):
            asked = await self.asked(shop)
            steps = (
                {"status": "authorized", "qty_authorized": 2},
                {"status": "received", "qty_returned": 2},
                {"status": "approved", "qty_approved": 1, "resolution": "refund"},
            )
            moved = [await self.moved(shop, **step) for step in steps]
            return [answer.document["status"] for answer in (asked, *moved)]

        assert in_shop(story) == ["pending", "authorized", "received", "processed_closed"]

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "received"},
            {"status": "approved"},
            {"status": "authorized", "qty_authorized": 3},
        ],
    )
    def test_no_step_is_left_out_and_no_count_exceeds_the_one_before(self, change):
        async def story(shop):
            await self.asked(shop)
            before = (await shop.call("GET", "/rest/V1/returns/1")).document
            answer = await self.moved(shop, **change)
            return answer.status, before == (await shop.call("GET", "/rest/V1/returns/1")).document

        assert in_shop(story) == (400, True)

    def test_no_more_comes_back_than_has_left(self):
        async def story(shop):
            await self.asked(shop, 3)
            return await self.asked_again(shop)

        answer = in_shop(story)

        assert (answer.status, answer.document["parameters"]["left"]) == (400, "1")

    async def asked_again(self, shop):
        item = {"order_item_id": 1, "qty_requested": 2}
        return await shop.call(
            "POST", "/rest/V1/returns", {"rmaDataObject": {"order_id": 1, "items": [item]}}
        )

    def test_parcels_and_words_belong_to_their_return(self):
        async def story(shop):
            await self.asked(shop)
            track = {"track_number": "BACK-1", "carrier_code": "custom"}
            await shop.post("/returns/1/tracking-numbers", {"track": track})
            await shop.post("/returns/1/comments", {"data": {"comment": "On its way"}})
            rma = (await shop.call("GET", "/rest/V1/returns/1")).document
            gone = await shop.call(
                "DELETE", f"/rest/V1/returns/1/tracking-numbers/{rma['tracks'][0]['entity_id']}"
            )
            deleted = await shop.call("DELETE", "/rest/V1/returns/1")
            left = await shop.call("GET", "/rest/V1/returns/1")
            return rma, [gone.document, deleted.document, left.status]

        rma, answers = in_shop(story)

        assert rma["tracks"][0]["track_number"] == "BACK-1"
        assert [row["comment"] for row in rma["comments"]] == ["On its way"]
        assert answers == [True, True, 404]

import pytest

from tests.simulators.commerce.shop_world import MASTER, in_shop

ADDRESS = {
    "company": "Łódź Lamps",
    "street": ["1 High Street"],
    "city": "Leeds",
    "postcode": "LS1 1AA",
    "country_id": "GB",
}
WAY = {"shipping_carrier_code": "contract", "shipping_method_code": "contract"}
LANTERN, MUG = "metal-lantern-85123a", "mug-x"


async def stocked(shop, quantity=100):
    rows = [{"sku": sku, "source_code": "default", "quantity": quantity} for sku in (LANTERN, MUG)]
    await shop.post("/inventory/source-items", {"sourceItems": rows})


async def filled(shop, sku=LANTERN, qty=4):
    """A cart of company 101 with one line, on its way by contract carrier."""
    await stocked(shop)
    cart = await shop.post("/customers/101/carts", None)
    await shop.post(f"/carts/{cart}/items", {"cartItem": {"sku": sku, "qty": qty, "quote_id": str(cart)}})
    await shop.post(
        f"/carts/{cart}/shipping-information", {"addressInformation": {"shipping_address": ADDRESS, **WAY}}
    )
    return cart


async def salable(shop, sku=LANTERN):
    return (await shop.call("GET", f"/rest/V1/inventory/get-product-salable-quantity/{sku}/1")).document


class TestCarts:
    def test_a_cart_becomes_an_order_that_is_sent_outward_like_any_other(self):
        async def story(shop):
            await shop.subscribe()
            cart = await filled(shop)
            totals = (await shop.call("GET", f"/rest/V1/carts/{cart}/totals")).document
            paying = {"paymentMethod": {"method": "purchaseorder", "po_number": "PO-9"}}
            order_id = await shop.post(f"/carts/{cart}/payment-information", paying)
            await shop.clock.sleep(1)
            return totals, await shop.order(order_id), shop

        totals, order, shop = in_shop(story)

        assert totals["grand_total"] == order["grand_total"] == 9.2  # at the company's own price
        assert order["payment"] == {"method": "purchaseorder", "po_number": "PO-9"}
        assert shop.listener.documents[0]["entity_id"] == order["entity_id"]
        assert shop.last.acknowledged_at is not None

    def test_the_same_product_again_is_more_of_one_line(self):
        async def story(shop):
            cart = await filled(shop)
            again = await shop.post(f"/carts/{cart}/items", {"cartItem": {"sku": LANTERN, "qty": 2}})
            by_case = {"sku": LANTERN, "qty": 1, "extension_attributes": {"sales_unit": "case"}}
            await shop.post(f"/carts/{cart}/items", {"cartItem": by_case})
            return again["qty"], (await shop.call("GET", f"/rest/V1/carts/{cart}/items")).document

        quantity, items = in_shop(story)

        assert quantity == 6
        assert [(item["qty"], item["price"]) for item in items] == [(6, 2.3), (1, 13.8)]

    def test_an_order_of_the_shop_promises_stock_until_it_leaves_or_is_cancelled(self):
        async def story(shop):
            seen = []
            for n in (1, 2):
                cart = await filled(shop, qty=10)
                await shop.post(
                    f"/carts/{cart}/payment-information", {"paymentMethod": {"method": "purchaseorder"}}
                )
                seen.append(await salable(shop))
                if n == 1:
                    await shop.post("/orders/1/cancel", {})
                    seen.append(await salable(shop))
            await shop.post("/order/2/ship", {})
            seen.append(await salable(shop))
            items = (await shop.call("GET", "/rest/V1/inventory/source-items")).document["items"]
            return seen, items[0]["quantity"], dict(shop.system.service.store.reserved)

        assert in_shop(story) == ([90, 100, 90, 90], 90, {})

    def test_more_than_can_be_sold_does_not_go_into_a_cart(self):
        async def story(shop):
            cart = await filled(shop, qty=90)
            more = {"cartItem": {"sku": LANTERN, "qty": 11}}
            return await shop.call("POST", f"/rest/V1/carts/{cart}/items", more)

        answer = in_shop(story)

        assert (answer.status, answer.document["code"]) == (400, 1)
        assert answer.document["parameters"] == {"sku": LANTERN, "salable": "100", "pieces": "101"}

    @pytest.mark.parametrize("missing", ["shipping", "payment"])
    def test_an_order_needs_all_that_belongs_to_one(self, missing):
        async def story(shop):
            await stocked(shop)
            cart = await shop.post("/customers/101/carts", None)
            await shop.post(f"/carts/{cart}/items", {"cartItem": {"sku": MUG, "qty": 1}})
            if missing != "shipping":
                said = {"addressInformation": {"shipping_address": ADDRESS, **WAY}}
                await shop.post(f"/carts/{cart}/shipping-information", said)
            return await shop.call("PUT", f"/rest/V1/carts/{cart}/order", {})

        answer = in_shop(story)

        assert answer.status == 400
        assert missing in answer.document["parameters"]["missing"]

    def test_a_blocked_company_may_fill_a_cart_and_not_order(self):
        async def story(shop):
            cart = await filled(shop)
            await shop.call("PUT", "/rest/V1/company/101", {"company": {"status": 3}})
            paying = {"paymentMethod": {"method": "purchaseorder"}}
            return await shop.call("POST", f"/rest/V1/carts/{cart}/payment-information", paying)

        assert in_shop(story).document["parameters"] == {"company": "101"}

    def test_a_buyer_has_one_cart_and_sees_no_other(self):
        async def story(shop):
            other = await shop.post("/customers/102/carts", None)
            who = {"username": "buyer-101@example.com", "password": "rehearsal-only-2"}
            shop.token = await shop.post("/integration/customer/token", who)
            mine = [await shop.post("/carts/mine", None) for _ in range(2)]
            answers = [
                await shop.call("GET", path)
                for path in ("/rest/V1/carts/mine", f"/rest/V1/carts/{other}", "/rest/V1/orders")
            ]
            return mine, [answer.status for answer in answers], answers[0].document["customer"]

        mine, statuses, customer = in_shop(story)

        assert mine[0] == mine[1]
        assert (statuses, customer) == ([200, 404, 401], {"id": 101})


class TestCredit:
    def test_an_order_on_account_lowers_the_credit_and_its_refund_raises_it(self):
        async def story(shop):
            cart = await filled(shop, qty=100)
            paying = {"paymentMethod": {"method": "companycredit"}}
            order_id = await shop.post(f"/carts/{cart}/payment-information", paying)
            balances = [(await shop.call("GET", "/rest/V1/companyCredits/company/101")).document["balance"]]
            await shop.post(f"/order/{order_id}/invoice", {"capture": True})
            await shop.post(f"/order/{order_id}/refund", {"items": [{"line": 1, "qty": 40}]})
            balances.append((await shop.call("GET", "/rest/V1/companyCredits/1")).document["balance"])
            history = (await shop.call("GET", "/rest/V1/companyCredits/history")).document["items"]
            return balances, [(row["type"], row["amount"], row["order_increment"]) for row in history]

        balances, history = in_shop(story)

        assert balances == [-230, -138]
        assert history == [(3, -230, "000000001"), (5, 92, "000000001")]

    def test_nobody_owes_more_than_the_limit_unless_it_may_be_exceeded(self):
        async def story(shop):
            credit = (await shop.call("GET", "/rest/V1/companyCredits/company/101")).document
            limit = {"creditLimit": {"credit_limit": 9}}
            await shop.call("PUT", f"/rest/V1/companyCredits/{credit['id']}", limit)
            cart = await filled(shop)
            paying = {"paymentMethod": {"method": "companycredit"}}
            path = f"/rest/V1/carts/{cart}/payment-information"
            refused = await shop.call("POST", path, paying)
            limit = {"creditLimit": {"exceed_limit": True}}
            await shop.call("PUT", f"/rest/V1/companyCredits/{credit['id']}", limit)
            return refused, (await shop.call("POST", path, paying)).status

        refused, status = in_shop(story)

        assert refused.document["parameters"] == {"company": "101", "available": "9", "amount": "9.20"}
        assert status == 200

    def test_a_payment_raises_the_balance_in_the_accounts_own_currency(self):
        async def story(shop):
            paid = {"value": "120.50", "currency": "GBP", "operationType": 4}
            await shop.post("/companyCredits/1/increaseBalance", paid)
            other = await shop.call(
                "POST", "/rest/V1/companyCredits/1/increaseBalance", {**paid, "currency": "EUR"}
            )
            return (await shop.call("GET", "/rest/V1/companyCredits/1")).document, other.status

        credit, other = in_shop(story)

        assert (credit["balance"], credit["available_limit"], other) == (120.5, 1120.5, 400)


def test_the_business_has_credit_and_groups_of_its_own():
    store = in_shop(lambda shop: _store(shop))

    assert store.companies[101].group_id == 101
    assert store.companies[102].group_id == 1
    assert [credit.limit for credit in store.credits.values()] == [
        customer.credit_limit for customer in MASTER.customers
    ]


async def _store(shop):
    return shop.system.service.store

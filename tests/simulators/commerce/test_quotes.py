import pytest

from simulators.commerce.domain.quote import LABELS
from tests.simulators.commerce.shop_world import in_shop
from tests.simulators.commerce.test_checkout import ADDRESS, LANTERN, WAY, filled, stocked

DAY_S = 86_400


async def negotiation(shop, quote_id):
    cart = (await shop.call("GET", f"/rest/V1/carts/{quote_id}")).document
    return cart["extension_attributes"]["negotiable_quote"]


async def asked(shop):
    quote_id = await filled(shop, qty=100)
    await shop.post(
        "/negotiableQuote/request", {"quoteId": quote_id, "quoteName": "Better", "comment": "Please"}
    )
    return quote_id


def tenth_off(**changes):
    agreed = {"negotiated_price_type": 1, "negotiated_price_value": 10}
    return {"quote": {"extension_attributes": {"negotiable_quote": agreed}, **changes}}


async def order(shop, quote_id):
    said = {"addressInformation": {"shipping_address": ADDRESS, **WAY}}
    await shop.post(f"/negotiable-carts/{quote_id}/shipping-information", said)
    paying = {"paymentMethod": {"method": "purchaseorder"}}
    return await shop.call("POST", f"/rest/V1/negotiable-carts/{quote_id}/payment-information", paying)


def test_each_side_has_its_own_word_for_every_step():
    async def story(shop):
        quote_id = await asked(shop)
        seen = [await negotiation(shop, quote_id)]
        await shop.call("PUT", f"/rest/V1/negotiableQuote/{quote_id}", tenth_off())
        seen.append(await negotiation(shop, quote_id))
        await shop.post("/negotiableQuote/submitToCustomer", {"quoteId": quote_id, "comment": "Ten per cent"})
        seen.append(await negotiation(shop, quote_id))
        placed = await order(shop, quote_id)
        seen.append(await negotiation(shop, quote_id))
        return seen, (await shop.order(placed.document))["grand_total"]

    seen, total = in_shop(story)

    words = [(step["status"], *step["extension_attributes"].values()) for step in seen]
    assert words == [
        ("created", "Submitted", "New"),
        ("processing_by_admin", "Pending", "Open"),
        ("submitted_by_admin", "Updated", "Submitted"),
        ("ordered", "Ordered", "Ordered"),
    ]
    assert (seen[1]["original_total_price"], seen[1]["negotiated_total_price"], total) == (230, 207, 207)


def test_a_buyer_cannot_order_before_the_seller_has_answered():
    async def story(shop):
        return await order(shop, await asked(shop))

    answer = in_shop(story)

    assert answer.status == 400
    assert answer.document["parameters"]["status"] == "created"


@pytest.mark.parametrize("end", ["declined", "expired"])
def test_a_declined_or_expired_quote_is_ordered_at_the_catalogues_prices(end):
    async def story(shop):
        quote_id = await asked(shop)
        await shop.call("PUT", f"/rest/V1/negotiableQuote/{quote_id}", tenth_off())
        if end == "declined":
            await shop.post("/negotiableQuote/decline", {"quoteId": quote_id, "reason": "No"})
        else:
            await shop.clock.sleep(30 * DAY_S)
            await shop.sign_in()
        before = await negotiation(shop, quote_id)
        placed = await order(shop, quote_id)
        return before["status"], (await shop.order(placed.document))["grand_total"]

    assert in_shop(story) == (end, 230)


def test_a_seller_begins_with_a_draft_that_the_buyer_does_not_see():
    async def story(shop):
        await stocked(shop)
        quote_id = await shop.post("/negotiableQuote/draft", {"customerId": 101})
        drafted = await negotiation(shop, quote_id)
        empty = await shop.call("POST", "/rest/V1/negotiableQuote/submitToCustomer", {"quoteId": quote_id})
        changed = tenth_off(items=[{"sku": LANTERN, "qty": 10}])
        await shop.call("PUT", f"/rest/V1/negotiableQuote/{quote_id}", changed)
        await shop.post("/negotiableQuote/submitToCustomer", {"quoteId": quote_id})
        return drafted, empty.status, await negotiation(shop, quote_id)

    drafted, empty, offered = in_shop(story)

    assert (drafted["status"], empty) == ("draft_by_admin", 400)
    assert drafted["extension_attributes"] == {"buyer_status_label": "", "seller_status_label": "Draft"}
    assert offered["negotiated_total_price"] == 20.7


def test_a_change_that_fails_half_way_changes_nothing():
    async def story(shop):
        quote_id = await asked(shop)
        before = (await shop.call("GET", f"/rest/V1/carts/{quote_id}")).document["items"]
        changed = tenth_off(items=[{"sku": LANTERN, "qty": 1}, {"sku": "unheard-of", "qty": 1}])
        refused = await shop.call("PUT", f"/rest/V1/negotiableQuote/{quote_id}", changed)
        after = (await shop.call("GET", f"/rest/V1/carts/{quote_id}")).document
        return refused.status, before == after["items"], after["is_active"]

    assert in_shop(story) == (404, True, False)


def test_both_sides_are_read_in_the_order_of_speaking():
    async def story(shop):
        quote_id = await asked(shop)
        await shop.post("/negotiableQuote/submitToCustomer", {"quoteId": quote_id, "comment": "No more"})
        await shop.post("/negotiableQuote/request", {"quoteId": quote_id, "comment": "A little"})
        comments = (await shop.call("GET", f"/rest/V1/negotiableQuote/{quote_id}/comments")).document
        return [(row["creator_type"], row["comment"]) for row in comments], await negotiation(shop, quote_id)

    comments, now = in_shop(story)

    assert comments == [(3, "Please"), (2, "No more"), (3, "A little")]
    assert now["status"] == "submitted_by_customer"


def test_every_state_has_two_names():
    assert len(LABELS) == 10
    assert all(labels.seller for labels in LABELS.values())

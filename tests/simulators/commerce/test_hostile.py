"""Whatever is sent, the shop says no in its own words, and stands."""

import json

import pytest

from tests.simulators.commerce.shop_world import an_order, in_shop

PLACES = (
    ("POST", "/rest/V1/orders"),
    ("POST", "/rest/V1/orders/1/comments"),
    ("POST", "/rest/V1/carts/1/items"),
    ("PUT", "/rest/V1/products/mug-x"),
    ("POST", "/rest/V1/webhooks/subscribe"),
    ("POST", "/rest/V1/integration/admin/token"),
)
BODIES = {
    "NaN": b'{"entity": {"items": [{"sku": "mug-x", "qty_ordered": 1, "price": NaN}]}}',
    "1e400": b'{"entity": {"items": [{"sku": "mug-x", "qty_ordered": 1, "price": 1e400}]}}',
    "deep": b'{"entity":' * 20_000 + b"1" + b"}" * 20_000,
    "deep list": b"[" * 20_000 + b"]" * 20_000,
    "duplicate key": b'{"entity": {"customer_id": 101, "customer_id": 102, "items": []}}',
    "duplicate key in disguise": b'{"entity": {"customer_id": 101, "customer\\u005fid": 102}}',
    "lone surrogate": b'{"entity": {"ext_order_id": "\\ud800"}}',
    "invalid UTF-8": b'{"entity": "\xff\xfe"}',
    "a number": b"1",
    "text": b'"{}"',
    "nothing": b"null",
    "half": b'{"entity": {',
}
TEXTS = ("PO\r\nx-evil: 1", "PO\x00", "PO\x1b[2J", " PO", "P\u00d6", "x" * 65)


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize(("method", "path"), PLACES)
def test_a_body_that_is_no_good_is_refused(method, path, name):
    async def story(shop):
        await shop.place()
        before = await shop.order()
        answer = await shop.call(method, path, BODIES[name])
        return answer, before == await shop.order()

    answer, is_untouched = in_shop(story)

    assert answer.status == 400
    assert answer.document["message"]
    assert is_untouched


@pytest.mark.parametrize("length", ["", "50000000", "-1", "1e3", "9" * 400, "0x10", "٣"])
def test_a_body_too_large_is_refused_whatever_its_length_says(length):
    async def story(shop):
        headers = {"content-length": length} if length else {}
        body = b" " * 50_000_000 if not length else b"{}"
        return (await shop.call("POST", "/rest/V1/orders", body, **headers)).status

    assert in_shop(story) == 413


@pytest.mark.parametrize("text", TEXTS)
def test_a_reference_that_cannot_travel_in_a_header_is_refused(text):
    async def story(shop):
        return await shop.call("POST", "/rest/V1/orders", {"entity": an_order(text)})

    answer = in_shop(story)

    assert (answer.status, answer.document["parameters"]["fieldName"]) == (400, "entity.ext_order_id")


@pytest.mark.parametrize("text", ["a\r\nb", "a\x00b", "a\x7fb"])
def test_control_characters_stay_out_of_single_lines(text):
    async def story(shop):
        address = {"company": text, "street": ["1"], "city": "Leeds", "country_id": "GB"}
        answers = [
            await shop.call("POST", "/rest/V1/orders", {"entity": an_order(billing_address=address)}),
            await shop.call("PUT", "/rest/V1/products/mug-x", {"product": {"name": text}}),
            await shop.call("POST", "/rest/V1/sharedCatalog", {"sharedCatalog": {"name": text}}),
        ]
        return [answer.status for answer in answers]

    assert in_shop(story) == [400] * 3


@pytest.mark.parametrize(
    "number", [10**30, -(10**30), 2**63, 2**64, -1, 0, True, "1" * 30, [], {}, "0x1", "\uff11"]
)
def test_numbers_beyond_all_bounds_are_refused_by_name(number):
    async def story(shop):
        item = {"sku": "mug-x", "qty_ordered": number}
        return await shop.call("POST", "/rest/V1/orders", _written({"entity": an_order(items=[item])}))

    answer = in_shop(story)

    assert answer.status == 400
    assert (
        answer.document["parameters"].get("fieldName", "entity.items[0].qty_ordered")
        == "entity.items[0].qty_ordered"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/rest/V1/orders/../../etc/passwd",
        "/rest/V1/orders/%00",
        "/rest/V1/orders/" + "9" * 5000,
        "/rest/V1/products/" + "a" * 5000,
        "/rest/V1/products/<script>",
        "/rest/V1/inventory/is-product-salable-for-requested-qty/mug-x/1/-5",
        "/rest/V1/bulk/' OR 1=1/status",
        "/rest/V1/orders?searchCriteria[pageSize]=99999999999999999999",
        "/rest/V1/orders?searchCriteria[filter_groups][0][filters][0][field]=password",
        "/rest/V1/orders?fields=" + "items[" * 900,
        "/rest/V1/products/mug-x?company=1&company=2",
        "/rest//V1/orders",
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path):
    answer = in_shop(lambda shop: shop.call("GET", path))

    assert answer.status in (400, 404)
    assert answer.document["message"]


@pytest.mark.parametrize("pattern", ["%" * 200, "%a" * 100, "a" * 200 + "%"])
def test_no_pattern_takes_long(pattern):
    async def story(shop):
        for n in range(20):
            await shop.place("a" * 60 + str(n))
        place = "searchCriteria[filter_groups][0][filters][0]"
        encoded = pattern.replace("%", "%25")
        query = f"{place}[field]=ext_order_id&{place}[condition_type]=like&{place}[value]={encoded}"
        return (await shop.call("GET", f"/rest/V1/orders?{query}")).status

    assert in_shop(story) == 200


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer ", "Basic abc", "bearer nobody", "Bearer " + "x" * 9000, "Bearer a b"]
)
def test_no_token_but_a_good_one_opens_the_shop(token):
    async def story(shop):
        shop.token = ""
        return (await shop.call("GET", "/rest/V1/orders", authorization=token)).status

    assert in_shop(story) == 401


def _written(document):
    return json.dumps(document).encode()

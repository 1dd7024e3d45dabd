import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.commerce.api import create_api
from tests.simulators.commerce.shop_world import a_shipment, an_invoice, an_order, in_shop

FIELDS = [
    *("entity", "items", "sku", "price", "qty_ordered", "customer_id", "payment", "street"),
    *("billing_address", "extension_attributes", "ext_order_id", "shipping_assignments"),
]


class TestSignIn:
    def test_everything_but_signing_in_needs_a_token(self):
        async def story(shop):
            shop.token = ""
            return [
                (await shop.call(method, path)).status
                for method, path in (
                    ("POST", "/rest/V1/orders"),
                    ("GET", "/rest/V1/orders/1"),
                    ("POST", "/rest/V1/webhooks/subscribe"),
                    ("GET", "/rest/default/V1/products/mug-x"),
                )
            ]

        assert in_shop(story) == [401] * 4

    def test_a_token_lasts_four_hours(self):
        async def story(shop):
            await shop.place()
            await shop.clock.sleep(4 * 3600 - 1)
            before = await shop.call("GET", "/rest/V1/orders/1")
            await shop.clock.sleep(1)
            after = await shop.call("GET", "/rest/V1/orders/1")
            return before.status, after.status, after.document

        before, after, refusal = in_shop(story)

        assert (before, after) == (200, 401)
        assert refusal["parameters"] == {"resources": "/rest/V1/orders/1"}

    def test_a_wrong_password_is_refused(self):
        async def story(shop):
            wrong = {"username": "integration", "password": "guess"}
            return (await shop.call("POST", "/rest/V1/integration/admin/token", wrong)).status

        assert in_shop(story) == 401


class TestOrders:
    def test_an_order_is_answered_as_stored(self):
        order = in_shop(lambda shop: shop.place("PO-77"))

        assert order["increment_id"] == "000000001"
        assert order["ext_order_id"] == "PO-77"
        assert (order["state"], order["status"]) == ("new", "pending")
        assert order["created_at"] == "2026-01-05 00:00:00"
        assert [item["row_total"] for item in order["items"]] == [9.2, 26.4]
        assert order["grand_total"] == 35.6
        assert order["billing_address"]["company"] == "Łódź Lamps"

    def test_a_missing_price_is_the_companys_own(self):
        async def story(shop):
            items = [
                {"sku": "metal-lantern-85123a", "qty_ordered": 1},
                {"sku": "mug-x", "qty_ordered": 1, "extension_attributes": {"sales_unit": "case"}},
            ]
            return await shop.place(items=items)

        assert [item["price"] for item in in_shop(story)["items"]] == [2.3, 13.2]

    def test_the_same_reference_twice_makes_two_orders(self):
        async def story(shop):
            return [(await shop.place("PO-1"))["increment_id"] for _ in range(2)]

        assert in_shop(story) == ["000000001", "000000002"]

    def test_both_forms_of_the_path_lead_to_the_same_order(self):
        async def story(shop):
            await shop.place()
            paths = ("/rest/V1/orders/1", "/rest/all/V1/orders/1", "/rest/elsewhere/V1/orders/1")
            return [await shop.call("GET", path) for path in paths]

        plain, with_code, unknown = in_shop(story)

        assert plain.document == with_code.document
        assert unknown.status == 404

    def test_goods_go_to_the_shipping_address_given(self):
        address = {
            "firstname": "Ola",
            "lastname": "Berg",
            "street": ["Quay 1", "Gate B"],
            "city": "Bergen",
            "postcode": "5003",
            "country_id": "NO",
        }
        extension = {"shipping_assignments": [{"shipping": {"address": address}}]}

        order = in_shop(lambda shop: shop.place(extension_attributes=extension))

        shown = order["extension_attributes"]["shipping_assignments"][0]["shipping"]["address"]
        assert (shown["company"], shown["street"]) == ("Ola Berg", ["Quay 1, Gate B"])

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"items": []}, "entity.items"),
            ({"items": [{"sku": "mug-x", "qty_ordered": 0}]}, "entity.items[0].qty_ordered"),
            ({"items": [{"sku": "mug-x", "qty_ordered": 1.5}]}, "entity.items[0].qty_ordered"),
            ({"items": [{"sku": "mug-x", "qty_ordered": True}]}, "entity.items[0].qty_ordered"),
            ({"items": [{"sku": "mug-x", "qty_ordered": 1, "price": -1}]}, "entity.items[0].price"),
            ({"items": [{"sku": "mug-x", "qty_ordered": 1, "price": "1e400"}]}, "entity.items[0].price"),
            ({"items": [{"qty_ordered": 1}]}, "entity.items[0].sku"),
            ({"items": ["mug"]}, "entity.items[0]"),
            ({"customer_id": None}, "entity.customer_id"),
            ({"ext_order_id": "PO\r\nx-evil: 1"}, "entity.ext_order_id"),
            ({"billing_address": {"street": 7}}, "entity.billing_address.street"),
        ],
    )
    def test_what_is_wrong_is_named(self, changes, field):
        answer = in_shop(lambda shop: shop.call("POST", "/rest/V1/orders", {"entity": an_order(**changes)}))

        assert answer.status == 400
        assert answer.document["parameters"]["fieldName"] == field

    @pytest.mark.parametrize(
        ("changes", "parameters"),
        [
            ({"customer_id": 999}, {"company_id": "999"}),
            ({"items": [{"sku": "unheard-of", "qty_ordered": 1}]}, {"sku": "unheard-of"}),
            (
                {"order_currency_code": "EUR"},
                {"company_id": "101", "currency": "GBP", "asked": "EUR"},
            ),
        ],
    )
    def test_what_the_shop_does_not_know_is_named(self, changes, parameters):
        answer = in_shop(lambda shop: shop.call("POST", "/rest/V1/orders", {"entity": an_order(**changes)}))

        assert (answer.status, answer.document["parameters"]) == (400, parameters)

    @pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff", b"[" * 3000])
    def test_what_is_no_json_object_is_refused(self, body):
        assert in_shop(lambda shop: shop.call("POST", "/rest/V1/orders", body)).status == 400

    def test_a_body_too_large_is_refused(self):
        async def story(shop):
            return [
                (await shop.call("POST", "/rest/V1/orders", b" " * 1_000_001)).status,
                (await shop.call("POST", "/rest/V1/orders", b"{}", **{"content-length": "9" * 12})).status,
            ]

        assert in_shop(story) == [413, 413]

    @pytest.mark.parametrize("order_id", ["7", "0", "abc", "²", "9" * 40])
    def test_an_unknown_order_is_not_found(self, order_id):
        async def story(shop):
            answers = [await shop.call("GET", f"/rest/V1/orders/{order_id}")]
            document = {"statusHistory": {"status": "processing"}}
            answers.append(await shop.call("POST", f"/rest/V1/orders/{order_id}/comments", document))
            answers.append(await shop.call("POST", f"/rest/V1/order/{order_id}/ship", a_shipment()))
            answers.append(await shop.call("POST", f"/rest/V1/order/{order_id}/invoice", an_invoice()))
            answers.append(await shop.call("POST", f"/rest/V1/orders/{order_id}/cancel", {}))
            return [answer.status for answer in answers]

        assert in_shop(story) == [404] * 5

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(FIELDS),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        )
    )
    def test_no_body_breaks_the_shop(self, document):
        body = json.dumps({"entity": document}).encode()

        assert in_shop(lambda shop: shop.call("POST", "/rest/V1/orders", body)).status in (200, 400)


class TestCatalogue:
    def test_a_product_is_priced_for_the_company_that_asks(self):
        async def story(shop):
            path = "/rest/V1/products/metal-lantern-85123a"
            return [
                await shop.call("GET", target)
                for target in (path, path + "?company=101", path + "?company=102", path + "?company=9")
            ]

        plain, first, second, unknown = in_shop(story)

        assert plain.document["price"] == 2.55
        assert plain.document["extension_attributes"]["company_price"] is None
        assert first.document["extension_attributes"]["company_price"] == 2.3
        assert second.document["extension_attributes"]["company_price"] == 2.55
        assert unknown.status == 404

    def test_a_blocked_customer_still_stands_as_approved(self):
        company = in_shop(lambda shop: shop.call("GET", "/rest/V1/company/101")).document

        assert (company["company_name"], company["status"]) == ("Łódź Lamps", 1)

    def test_unknown_paths_and_methods_are_refused_natively(self):
        async def story(shop):
            return [await shop.call("GET", "/rest/V1/wishes"), await shop.call("PUT", "/rest/V1/orders", {})]

        unknown, wrong_method = in_shop(story)

        assert (unknown.status, wrong_method.status) == (404, 405)
        assert wrong_method.headers["allow"] == "GET, POST"
        assert unknown.document["parameters"] == {"method": "GET", "path": "/rest/V1/wishes"}


def test_amounts_survive_the_shops_floats():
    async def story(shop):
        items = [{"sku": "mug-x", "qty_ordered": 1, "price": 0.1 * n} for n in (1, 2, 4)]
        items += [{"sku": "mug-x", "qty_ordered": 1, "price": "12345678.9"}]
        return await shop.place(items=items)

    prices = [Decimal(str(item["price"])) for item in in_shop(story)["items"]]

    assert prices == [Decimal("0.1"), Decimal("0.2"), Decimal("0.4"), Decimal("12345678.9")]


def test_amounts_are_kept_to_four_decimals():
    items = [{"sku": "mug-x", "qty_ordered": 1, "price": price} for price in (0.12345, 1e-9, "2.0001")]

    order = in_shop(lambda shop: shop.place(items=items))

    assert [item["price"] for item in order["items"]] == [0.1235, 0, 2.0001]


def test_every_route_stands_in_the_openapi_document():
    paths = create_api().openapi()["paths"]

    assert len(paths) > 100
    for path, methods in paths.items():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["responses"].keys() & {"200", "202"}
            in_path = [each for each in operation.get("parameters", []) if each["in"] == "path"]
            assert path.count("{") == len(in_path)

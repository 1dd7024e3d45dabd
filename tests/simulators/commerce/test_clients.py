"""What published clients of the product send, as they send it: each of these was once refused."""

import hmac
from base64 import b64encode
from urllib.parse import quote

import pytest

from simulators.commerce.domain.access import INTEGRATION_TOKEN
from simulators.commerce.domain.signing import CONSUMER_KEY, CONSUMER_SECRET, TOKEN_SECRET
from tests.simulators.commerce.shop_world import in_shop
from tests.simulators.commerce.test_search import criteria, five_orders

HOST = "shop.example:8202"


def escaped(text: str) -> str:
    return quote(text, safe="~")


def signed(method: str, target: str, algorithm: str = "sha256", secret: str = TOKEN_SECRET) -> str:
    """Sign a call the way RFC 5849 says, as `magento-api-rest` and `magento2-rest-client` do."""
    path, _, query = target.partition("?")
    words = {
        "oauth_consumer_key": CONSUMER_KEY,
        "oauth_nonce": "aB3",
        "oauth_signature_method": f"HMAC-{algorithm.upper()}",
        "oauth_timestamp": "1767225600",
        "oauth_token": INTEGRATION_TOKEN,
        "oauth_version": "1.0",
    }
    asked = [tuple(pair.partition("=")[::2]) for pair in query.split("&") if pair]
    pairs = sorted((escaped(name), escaped(value)) for name, value in [*asked, *words.items()])
    base = "&".join(map(escaped, (method, f"http://{HOST}{path}", "&".join(f"{a}={b}" for a, b in pairs))))
    key = f"{CONSUMER_SECRET}&{secret}".encode()
    words["oauth_signature"] = b64encode(hmac.digest(key, base.encode(), algorithm)).decode()
    return "OAuth " + ", ".join(f'{name}="{escaped(value)}"' for name, value in words.items())


class TestSignedIntegrations:
    @pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
    @pytest.mark.parametrize(
        ("method", "target", "body"),
        [
            ("GET", "/rest/V1/orders?searchCriteria[pageSize]=2&searchCriteria[currentPage]=1", None),
            ("GET", "/rest/all/V1/orders?searchCriteria", None),
            ("POST", "/rest/V1/products/base-prices-information", {"skus": []}),
        ],
    )
    def test_a_signature_opens_the_door(self, algorithm, method, target, body):
        async def story(shop):
            shop.token = ""
            words = signed(method, target, algorithm)
            return await shop.call(method, target, body, authorization=words, host=HOST)

        assert in_shop(story).status == 200

    def test_a_signature_is_of_one_call_and_with_the_right_secrets(self):
        async def story(shop):
            shop.token = ""
            target = "/rest/V1/orders?searchCriteria[pageSize]=2"
            wrong = (
                signed("GET", "/rest/V1/orders?searchCriteria[pageSize]=3"),
                signed("POST", target),
                signed("GET", target, secret="another"),
                signed("GET", target).replace("HMAC-SHA256", "PLAINTEXT"),
                "OAuth",
                'OAuth oauth_signature="\u00e9"',
            )
            return [
                (await shop.call("GET", target, authorization=words, host=HOST)).status for words in wrong
            ]

        assert in_shop(story) == [401] * 6


class TestSearches:
    def test_without_a_page_size_all_rows_come_and_with_any_as_many_as_there_are(self):
        async def story(shop):
            await five_orders(shop)
            queries = ("?searchCriteria", "?searchCriteria[currentPage]=1", criteria(pageSize=1000))
            pages = [(await shop.call("GET", "/rest/V1/orders" + query)).document for query in queries]
            return [len(page["items"]) for page in pages], pages[0]["search_criteria"]

        assert in_shop(story) == ([5, 5, 5], {"filter_groups": []})

    def test_filters_may_be_numbered_or_named(self):
        async def story(shop):
            await five_orders(shop)
            place = "searchCriteria[filterGroups][mine][filters][first]"
            query = (
                f"{place}[field]=entity_id&{place}[value]=2&searchCriteria[sortOrders][by][field]=entity_id"
            )
            return (await shop.call("GET", f"/rest/V1/orders?{query}")).document["items"]

        assert [order["entity_id"] for order in in_shop(story)] == [2]

    def test_lines_are_found_under_every_store_code_though_orders_have_numbers_there(self):
        async def story(shop):
            await five_orders(shop)
            paths = ("/rest/V1", "/rest/all/V1", "/rest/default/V1", "/V1")
            return [(await shop.call("GET", f"{path}/orders/items?searchCriteria")).status for path in paths]

        assert in_shop(story) == [200] * 4

    def test_products_are_found_by_the_number_that_collections_know_them_by(self):
        async def story(shop):
            query = criteria(("entity_id", "eq", 1))
            return (await shop.call("GET", f"/rest/V1/products{query}")).document["items"]

        assert [product["id"] for product in in_shop(story)] == [1]


class TestWhatClientsAskFirst:
    def test_a_client_learns_how_the_shop_is_divided(self):
        async def story(shop):
            names = ("websites", "storeGroups", "storeViews", "storeConfigs")
            return [(await shop.call("GET", f"/rest/V1/store/{name}")).document for name in names]

        websites, groups, views, configs = in_shop(story)
        assert [each["code"] for each in websites] == ["admin", "base"]
        assert [each["default_store_id"] for each in groups] == [0, 1]
        assert [each["code"] for each in views] == ["admin", "default"]
        assert [each["base_currency_code"] for each in configs] == ["GBP"]

    def test_a_slash_behind_a_path_does_not_matter(self):
        async def story(shop):
            paths = ("/rest/V1/products/", "/rest/all/V1/products/", "/V1/store/websites/")
            return [(await shop.call("GET", path)).status for path in paths]

        assert in_shop(story) == [200] * 3

    def test_a_product_says_how_much_of_it_there_is(self):
        async def story(shop):
            sku = (await shop.call("GET", "/rest/V1/products")).document["items"][0]["sku"]
            product = (await shop.call("GET", f"/rest/V1/products/{sku}")).document
            status = (await shop.call("GET", f"/rest/V1/stockStatuses/{sku}")).document
            return product["extension_attributes"]["stock_item"], status

        item, status = in_shop(story)
        assert item == status["stock_item"]
        assert status["stock_status"] == int(item["is_in_stock"])


class TestSavingAnOrderAgain:
    def test_an_entity_id_names_the_order_whose_status_changes(self):
        async def story(shop):
            order = await shop.place("PO-1")
            changed = await shop.post("/orders", {"entity": {**order, "status": "processing"}})
            unknown = await shop.call("POST", "/rest/V1/orders", {"entity": {"entity_id": 99}})
            without = await shop.call("POST", "/rest/V1/orders", {"entity": {"customer_id": 101}})
            return changed, unknown, without, len(shop.system.store.orders)

        changed, unknown, without, orders = in_shop(story)
        assert (changed["entity_id"], changed["status"], orders) == (1, "processing", 1)
        assert (unknown.status, unknown.document["code"]) == (400, 1)
        assert without.document["parameters"]["fieldName"] == "entity.items"

from simulators.commerce.domain.access import INTEGRATION_TOKEN
from tests.simulators.commerce.shop_world import in_shop

LANTERN, MUG = "metal-lantern-85123a", "mug-x"


async def price_of(shop, company, sku=LANTERN):
    product = (await shop.call("GET", f"/rest/V1/products/{sku}?company={company}")).document
    return product["extension_attributes"]["company_price"]


class TestPrices:
    def test_a_group_pays_the_best_of_its_own_tiers_and_everybodys(self):
        async def story(shop):
            rows = [
                {"sku": LANTERN, "price": 2.4, "quantity": 1, "customer_group": "ALL GROUPS"},
                {
                    "sku": LANTERN,
                    "price": 50,
                    "quantity": 10,
                    "customer_group": "General",
                    "price_type": "discount",
                },
            ]
            failures = await shop.post("/products/tier-prices", {"prices": rows})
            known = await shop.post("/products/tier-prices-information", {"skus": [LANTERN]})
            return failures, [await price_of(shop, 101), await price_of(shop, 102)], known

        failures, prices, known = in_shop(story)

        assert (failures, prices) == ([], [2.3, 2.4])
        assert [row["customer_group"] for row in known] == ["Contract 101", "ALL GROUPS", "General"]

    def test_rows_that_cannot_be_entered_are_named_and_the_others_are_entered(self):
        async def story(shop):
            good = {"sku": MUG, "price": 1, "quantity": 1, "customer_group": "General"}
            rows = [good, {**good, "sku": "unheard-of"}, {**good, "customer_group": "Nobody"}]
            return await shop.post("/products/tier-prices", {"prices": rows}), await price_of(shop, 102, MUG)

        failures, price = in_shop(story)

        assert price == 1
        assert [row["parameters"] for row in failures] == [
            ["sku", "unheard-of"],
            ["customer_group", "Nobody"],
        ]
        assert "%1" in failures[0]["message"]

    def test_replacing_prices_leaves_none_of_the_old_ones(self):
        async def story(shop):
            rows = [{"sku": LANTERN, "price": 2, "quantity": 1, "customer_group": "General"}]
            await shop.call("PUT", "/rest/V1/products/tier-prices", {"prices": rows})
            replaced = [await price_of(shop, company) for company in (101, 102)]
            await shop.post("/products/tier-prices-delete", {"prices": rows})
            return replaced, await price_of(shop, 102)

        assert in_shop(story) == ([2.55, 2], 2.55)

    def test_a_new_list_price_holds_for_whoever_has_no_contract(self):
        async def story(shop):
            await shop.post(
                "/products/base-prices", {"prices": [{"sku": LANTERN, "price": 3, "store_id": 0}]}
            )
            return [await price_of(shop, company) for company in (101, 102)]

        assert in_shop(story) == [2.3, 3]


class TestProducts:
    def test_a_product_is_entered_changed_and_forgotten(self):
        async def story(shop):
            gtin = [{"attribute_code": "gtin", "value": "5060000000001"}]
            new = {"sku": "lamp-1", "name": "Lamp", "price": "9.95", "custom_attributes": gtin}
            entered = await shop.post("/products", {"product": new})
            await shop.clock.sleep(60)
            change = {"product": {"price": 8.95}}
            changed = (await shop.call("PUT", "/rest/V1/products/lamp-1", change)).document
            gone = await shop.call("DELETE", "/rest/V1/products/lamp-1")
            return (
                entered,
                changed,
                gone.document,
                (await shop.call("GET", "/rest/V1/products/lamp-1")).status,
            )

        entered, changed, gone, status = in_shop(story)

        assert (entered["price"], changed["price"], changed["name"]) == (9.95, 8.95, "Lamp")
        assert changed["updated_at"] > entered["updated_at"]
        assert (gone, status) == (True, 404)

    def test_a_new_product_needs_a_name_and_a_price(self):
        answer = in_shop(lambda shop: shop.call("POST", "/rest/V1/products", {"product": {"sku": "lamp-1"}}))

        assert (answer.status, answer.document["code"]) == (400, 1)

    def test_only_the_fields_that_are_asked_for_are_given(self):
        async def story(shop):
            path = "/rest/V1/products?fields=items[sku,extension_attributes[pack_size]],total_count"
            return (await shop.call("GET", path)).document

        page = in_shop(story)

        assert page["total_count"] == 2
        assert page["items"][0] == {"sku": LANTERN, "extension_attributes": {"pack_size": 6}}

    def test_brackets_that_do_not_match_are_refused(self):
        async def story(shop):
            wanted = ("items[sku", "items]", "[sku]", "a[" * 30 + "]" * 30)
            return [(await shop.call("GET", f"/rest/V1/products?fields={each}")).status for each in wanted]

        assert in_shop(story) == [400] * 4


class TestSharedCatalogues:
    async def spring(self, shop):
        number = await shop.post("/sharedCatalog", {"sharedCatalog": {"name": "Spring", "type": 0}})
        await shop.post(f"/sharedCatalog/{number}/assignProducts", {"products": [{"sku": MUG}]})
        await shop.post(f"/sharedCatalog/{number}/assignCompanies", {"companies": [{"id": 102}]})
        return number

    def test_a_company_buys_what_its_catalogue_holds_at_its_prices(self):
        async def story(shop):
            number = await self.spring(shop)
            tier = {"sku": MUG, "price": 0.9, "quantity": 1, "customer_group": "Spring"}
            await shop.post(f"/sharedCatalog/{number}/assignTierPrices", {"prices": [tier]})
            rows = [{"sku": sku, "source_code": "default", "quantity": 9} for sku in (LANTERN, MUG)]
            await shop.post("/inventory/source-items", {"sourceItems": rows})
            cart = await shop.post("/customers/102/carts", None)
            answers = [
                await shop.call("POST", f"/rest/V1/carts/{cart}/items", {"cartItem": {"sku": sku, "qty": 1}})
                for sku in (MUG, LANTERN)
            ]
            return [answer.status for answer in answers], answers[0].document["price"]

        assert in_shop(story) == ([200, 404], 0.9)

    def test_its_companies_are_told_as_text_and_fall_back_when_it_goes(self):
        async def story(shop):
            number = await self.spring(shop)
            companies = (await shop.call("GET", f"/rest/V1/sharedCatalog/{number}/companies")).document
            products = (await shop.call("GET", f"/rest/V1/sharedCatalog/{number}/products")).document
            await shop.call("DELETE", f"/rest/V1/sharedCatalog/{number}")
            company = (await shop.call("GET", "/rest/V1/company/102")).document
            return companies, products, company["customer_group_id"]

        assert in_shop(story) == ('["102"]', [MUG], 1)

    def test_there_is_always_one_public_catalogue(self):
        async def story(shop):
            number = await self.spring(shop)
            refused = await shop.call("DELETE", "/rest/V1/sharedCatalog/1")
            public = {"sharedCatalog": {"name": "Spring", "type": 1}}
            await shop.call("PUT", f"/rest/V1/sharedCatalog/{number}", public)
            rows = (await shop.call("GET", "/rest/V1/sharedCatalog")).document["items"]
            return refused.status, [row["type"] for row in rows]

        assert in_shop(story) == (400, [0, 0, 1])


class TestCompanies:
    def test_a_buyer_opens_a_company_that_staff_approves(self):
        async def story(shop):
            new = {"customer": {"email": "Ola@Example.com", "firstname": "Ola", "lastname": "Berg"}}
            buyer = await shop.post("/customers", {**new, "password": "secret-1"})
            address = {"street": ["Quay 1"], "city": "Bergen", "country_id": "NO"}
            company = {
                "company_name": "Berg AS",
                "super_user_id": buyer["id"],
                "currency_code": "NOK",
                **address,
            }
            entered = await shop.post("/company", {"company": company})
            changed = await shop.call("PUT", f"/rest/V1/company/{buyer['id']}", {"company": {"status": 1}})
            credit = (await shop.call("GET", f"/rest/V1/companyCredits/company/{buyer['id']}")).document
            who = {"username": "ola@example.com", "password": "secret-1"}
            shop.token = await shop.post("/integration/customer/token", who)
            me = (await shop.call("GET", "/rest/V1/customers/me")).document
            return entered, changed.document, credit, me

        entered, changed, credit, me = in_shop(story)

        assert (entered["status"], changed["status"], changed["city"]) == (0, 1, "Bergen")
        assert (credit["credit_limit"], credit["currency_code"], credit["id"]) == (None, "NOK", 3)
        assert me["email"] == "ola@example.com"

    def test_a_buyers_tokens_end_with_an_hour_or_at_their_own_wish(self):
        async def story(shop):
            who = {"username": "buyer-101@example.com", "password": "rehearsal-only-2"}
            shop.token = await shop.post("/integration/customer/token", who)
            await shop.clock.sleep(3600 - 1)
            statuses = [(await shop.call("GET", "/rest/V1/customers/me")).status]
            await shop.clock.sleep(1)
            statuses.append((await shop.call("GET", "/rest/V1/customers/me")).status)
            shop.token = await shop.post("/integration/customer/token", who)
            await shop.post("/integration/customer/revoke-customer-token", None)
            statuses.append((await shop.call("GET", "/rest/V1/customers/me")).status)
            return statuses

        assert in_shop(story) == [200, 401, 401]

    def test_an_integrations_access_token_has_no_end(self):
        async def story(shop):
            shop.token = INTEGRATION_TOKEN
            await shop.clock.sleep(400 * 86_400)
            return (await shop.call("GET", "/rest/V1/orders")).status

        assert in_shop(story) == 200

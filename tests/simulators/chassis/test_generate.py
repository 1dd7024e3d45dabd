from decimal import Decimal
from statistics import median

import pytest

from dualrun.streams import Streams
from simulators.chassis.generate import generate, scaled_stock
from simulators.chassis.master import Site


@pytest.fixture(scope="module")
def business():
    return generate(Streams(7), customers=400, items=600)


class TestGenerate:
    def test_the_same_seed_makes_the_same_business(self, business):
        assert generate(Streams(7), customers=400, items=600) == business
        assert generate(Streams(8), customers=400, items=600) != business

    def test_a_larger_business_holds_the_smaller_one(self, business):
        small = generate(Streams(7), customers=10, items=20)

        assert small.customers == business.customers[:10]
        assert small.items == business.items[:20]
        assert small.opening_stock.items() <= business.opening_stock.items()

    def test_ids_and_article_numbers_are_unique(self, business):
        assert len({customer.id for customer in business.customers}) == 400
        assert len({item.id for item in business.items}) == 600
        assert len({item.gtin for item in business.items}) == 600

    def test_article_numbers_end_in_the_right_check_digit(self, business):
        for item in business.items:
            digits = [int(digit) for digit in item.gtin]
            assert len(digits) == 13
            assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0

    def test_prices_lie_around_three(self, business):
        prices = [item.list_price for item in business.items]

        assert Decimal("2.5") < median(prices) < Decimal("3.5")
        assert min(prices) >= Decimal("0.19")
        assert all(price == round(price, 2) for price in prices)
        assert {item.pack_size for item in business.items} == {6, 10, 12, 24}

    def test_contracts_are_below_the_list(self, business):
        lists = {item.id: item.list_price for item in business.items}

        assert 27 * 400 < len(business.contracts) <= 30 * 400
        for (_, item_id), price in business.contracts.items():
            assert lists[item_id] * Decimal("0.8") - Decimal("0.01") < price
            assert price <= lists[item_id] * Decimal("0.95") + Decimal("0.01")

    def test_tax_follows_the_country_and_the_region_is_served(self, business):
        served = {region for site in business.sites for region in site.regions}

        for customer in business.customers:
            assert customer.tax_rate == (Decimal("0.20") if customer.country == "GB" else 0)
            assert customer.region in served
            assert customer.region.startswith("GB-") == (customer.country == "GB")

    def test_a_few_customers_are_blocked_or_close_to_their_limit(self, business):
        tight = [customer for customer in business.customers if customer.credit_limit < 1000]

        assert 0 < sum(customer.blocked for customer in business.customers) < 20
        assert 0 < len(tight) < 40

    def test_names_go_beyond_ascii_and_some_beyond_cp1252(self, business):
        names = [f"{customer.name} {customer.street} {customer.city}" for customer in business.customers]

        beyond = [name for name in names if name.encode("cp1252", "replace").decode("cp1252") != name]
        assert sum(not name.isascii() for name in names) > 40
        assert 0 < len(beyond) < 80
        assert not any("\n" in name for name in names)

    def test_everything_lies_at_the_first_site_and_most_at_both(self, business):
        first = [item for site, item in business.opening_stock if site == "DC1"]
        second = [item for site, item in business.opening_stock if site == "DC2"]

        assert len(first) == 600
        assert 480 < len(second) < 540
        assert business.replenishment.keys() == business.opening_stock.keys()

    def test_other_sites_take_the_customers_they_serve(self):
        business = generate(
            Streams(1), customers=50, items=5, sites=(Site("X", "X", "wms", ("NORTH", "GB-S")),)
        )

        assert {c.region for c in business.customers if c.country == "GB"} == {"GB-S"}
        assert {c.region for c in business.customers if c.country != "GB"} == {"NORTH", "GB-S"}

    def test_an_empty_business_is_one(self):
        assert generate(Streams(1), customers=0, items=0).contracts == {}


class TestScaledStock:
    def test_most_items_open_above_their_demand_and_a_few_below(self, business):
        demand = {item.id: 1000 for item in business.items}

        scaled = scaled_stock(business, demand)

        opening = scaled.opening_stock
        short = [key for key, quantity in opening.items() if quantity == 600]
        generous = [key for key, quantity in opening.items() if quantity == 1300]
        assert len(generous) + len(short) == len(opening)
        assert 15 < len({item_id for _, item_id in short}) < 50

    def test_every_site_that_lists_an_item_can_fill_any_order_of_it(self, business):
        scaled = scaled_stock(business, {item.id: 1000 for item in business.items})

        assert scaled.opening_stock.keys() == business.opening_stock.keys()

    def test_replenishment_covers_the_rest_of_a_short_item_within_three_days(self, business):
        demand = {item.id: 1000 for item in business.items}

        scaled = scaled_stock(business, demand)

        within_days = dict.fromkeys(demand, 0)
        for (site, item_id), opening in scaled.opening_stock.items():
            assert scaled.replenishment[site, item_id] > 0
            within_days[item_id] += opening + 3 * scaled.replenishment[site, item_id]
        assert all(within_days[item_id] >= quantity for item_id, quantity in demand.items())

    def test_items_without_demand_keep_their_stock(self, business):
        scaled = scaled_stock(business, {"I00001": 5})

        assert scaled.opening_stock["DC1", "I00002"] == business.opening_stock["DC1", "I00002"]
        assert scaled.opening_stock["DC1", "I00001"] < 10

    def test_a_demand_for_what_is_not_sold_is_refused(self, business):
        with pytest.raises(ValueError, match="POSTAGE"):
            scaled_stock(business, {"POSTAGE": 3})

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from facade.canonical.order import Order
from facade.orders.allocation import ANYWHERE, Delivery, SiteRule, ranked
from tests.facade.builders import an_order

ISLES, WORLD = SiteRule("DC1", ("GB", "IE"), 7), SiteRule("DC2", (ANYWHERE,), 3)
RULES = st.lists(
    st.builds(
        SiteRule,
        st.sampled_from(["DC1", "DC2", "DC3", "DC4"]),
        st.lists(st.sampled_from(["GB", "DE", ANYWHERE]), unique=True).map(tuple),
        st.integers(0, 9),
    ),
    unique_by=lambda rule: rule.site,
)


def order_of(customer: str = "K00001", country: str = "GB") -> Order:
    order = an_order()
    return replace(order, customer_id=customer, ship_to=replace(order.ship_to, country=country))


def test_a_site_that_serves_the_country_is_asked_before_one_that_does_not() -> None:
    assert ranked(order_of(country="DE"), (ISLES, WORLD)) == ("DC2", "DC1")


def test_where_nobody_delivers_everybody_is_asked() -> None:
    assert ranked(order_of(country="DE"), (ISLES, replace(ISLES, site="DC9"))) == ("DC1", "DC9")


def test_without_sites_there_is_nobody_to_ask() -> None:
    assert ranked(order_of(), ()) == ()


def test_customers_whom_several_sites_serve_are_shared_out_by_weight() -> None:
    homes = Counter(ranked(order_of(f"K{number:05}"), (ISLES, WORLD))[0] for number in range(2000))

    assert 1300 < homes["DC1"] < 1500
    assert homes["DC1"] + homes["DC2"] == 2000


def test_a_site_with_no_share_is_nobodys_home_but_still_asked() -> None:
    rules = (replace(ISLES, weight=0), WORLD)

    assert {ranked(order_of(f"K{number}"), rules) for number in range(100)} == {("DC2", "DC1")}


@given(rules=RULES, customer=st.text(), country=st.sampled_from(["GB", "DE", "US"]))
def test_every_site_is_asked_once_and_always_in_the_same_order(
    rules: list[SiteRule], customer: str, country: str
) -> None:
    order = order_of(customer, country)

    sites = ranked(order, rules)

    assert sorted(sites) == sorted(rule.site for rule in rules)
    assert ranked(order, rules) == sites
    serving = [rule.serves(country) for site in sites for rule in rules if rule.site == site]
    assert serving == sorted(serving, reverse=True), "those that serve the country come first"


@given(rules=RULES, customer=st.text(min_size=1))
def test_the_home_site_depends_on_the_customer_and_not_on_the_order(
    rules: list[SiteRule], customer: str
) -> None:
    one, other = order_of(customer), replace(order_of(customer), external_ref="W999999", lines=())

    assert ranked(one, rules) == ranked(other, rules)


class TestPreferences:
    """Region before service level before margin; each counts only where the one before it leaves a choice."""

    NEAR = SiteRule(
        "DC1", (ANYWHERE,), 1, (Delivery("GB", 1, Decimal(9)), Delivery(ANYWHERE, 6, Decimal(20)))
    )
    FAR = SiteRule("DC2", (ANYWHERE,), 1, (Delivery(ANYWHERE, 4, Decimal(5)),))
    ABROAD = SiteRule("DC3", ("FR",), 1, (Delivery(ANYWHERE, 1, Decimal(1)),))

    def asked(self, days: int | None, country: str = "GB", *more: SiteRule) -> tuple[str, ...]:
        order = order_of(country=country)
        by = order.order_date + timedelta(days=days) if days is not None else None
        return ranked(replace(order, deliver_by=by), (self.NEAR, self.FAR, *more))

    def test_the_site_that_costs_least_is_asked_first(self) -> None:
        assert self.asked(None) == ("DC2", "DC1")

    def test_a_day_that_only_one_site_keeps_comes_before_what_it_costs(self) -> None:
        assert [self.asked(days) for days in (1, 3, 4)] == [("DC1", "DC2"), ("DC1", "DC2"), ("DC2", "DC1")]

    def test_a_day_that_nobody_keeps_leaves_the_cost(self) -> None:
        assert self.asked(0) == ("DC2", "DC1")

    def test_the_way_to_another_country_is_another(self) -> None:
        assert self.asked(4, "DE") == ("DC2", "DC1")

    def test_whoever_serves_the_country_comes_first_whatever_it_costs(self) -> None:
        assert self.asked(1, "GB", self.ABROAD) == ("DC1", "DC2", "DC3")

    def test_a_site_of_which_nothing_is_known_keeps_no_day(self) -> None:
        unknown = SiteRule("DC4", (ANYWHERE,))
        assert self.asked(1, "GB", unknown)[0] == "DC1"

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.orders.allocation import ANYWHERE, AllocationRules, Restriction, SiteRule
from facade.orders.checks import (
    Refusal,
    check_account,
    check_credit,
    check_ship_to,
    settled_lines,
    sites_for,
)
from tests.facade.builders import a_line, an_order

ACCOUNT = CustomerAccount("K00001", False, Decimal("100.00"), Decimal("30.00"), "GBP")
TERMS = {item: ItemTerms(item, Decimal("2.55"), (("EA", 1), ("CS", 12))) for item in ("I001", "I002", "I003")}


class TestTheAccount:
    def test_may_buy_in_its_own_currency(self) -> None:
        assert check_account(ACCOUNT, an_order()) is ACCOUNT

    @pytest.mark.parametrize(
        ("account", "reason"),
        [
            (None, "unknown_customer"),
            (replace(ACCOUNT, blocked=True), "customer_blocked"),
            (replace(ACCOUNT, currency="EUR"), "currency_not_agreed"),
            (replace(ACCOUNT, blocked=True, currency="EUR"), "customer_blocked"),
        ],
    )
    def test_may_not_buy_when(self, account: CustomerAccount | None, reason: str) -> None:
        with pytest.raises(Refusal, match=reason):
            check_account(account, an_order())


class TestTheLines:
    def test_keep_a_price_that_was_agreed_when_it_has_changed_since(self) -> None:
        order = replace(an_order(), lines=(a_line(1, price="2.50"),))

        assert settled_lines(order, TERMS, is_agreed=True)[0].unit_price.amount == Decimal("2.50")
        with pytest.raises(Refusal, match="price_mismatch"):
            settled_lines(order, TERMS)

    def test_get_their_pack_sizes_and_keep_everything_else(self) -> None:
        cases = replace(a_line(2, uom="CS", price="30.60"), pack_size=0)
        order = replace(an_order(), lines=(a_line(1), cases))

        assert settled_lines(order, TERMS) == (a_line(1), replace(cases, pack_size=12))

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (replace(a_line(), item_id="I999"), "unknown_item"),
            (a_line(uom="PAL"), "unit_not_sold"),
            (a_line(price="2.54"), "price_mismatch"),
            (a_line(price="2.56"), "price_mismatch"),
            (a_line(price="2.5501"), "price_mismatch"),
            (a_line(uom="CS", price="2.55"), "price_mismatch"),
        ],
    )
    def test_are_refused_whole_for_one_that_cannot_be_sold(self, line, reason: str) -> None:
        with pytest.raises(Refusal, match=reason):
            settled_lines(replace(an_order(), lines=(a_line(2), line)), TERMS)

    @pytest.mark.parametrize("price", ["2.55", "2.550", "2.5500"])
    def test_cost_the_same_however_many_noughts_are_written(self, price: str) -> None:
        assert settled_lines(replace(an_order(), lines=(a_line(price=price),)), TERMS)


class TestCredit:
    def test_may_be_used_to_the_last_penny_and_no_further(self) -> None:
        lines = (a_line(1, quantity=10, price="4.00"),)

        check_credit(ACCOUNT, Decimal("30.00"), lines)
        with pytest.raises(Refusal, match="credit_limit_exceeded"):
            check_credit(ACCOUNT, Decimal("30.01"), lines)

    def test_counts_each_line_as_an_invoice_would(self) -> None:
        lines = tuple(a_line(number, quantity=1, price="0.0050") for number in (1, 2))

        check_credit(replace(ACCOUNT, credit_limit=Decimal("30.02")), Decimal(0), lines)
        with pytest.raises(Refusal):
            check_credit(replace(ACCOUNT, credit_limit=Decimal("30.01")), Decimal(0), lines)

    @given(
        limit=st.decimals(0, 10_000, places=2),
        here=st.decimals(0, 10_000, places=2),
        elsewhere=st.decimals(0, 10_000, places=2),
        quantities=st.lists(st.integers(1, 500), min_size=1, max_size=5),
    )
    def test_is_never_exceeded_over_both_books_together(
        self, limit: Decimal, here: Decimal, elsewhere: Decimal, quantities: list[int]
    ) -> None:
        lines = tuple(a_line(number, quantity) for number, quantity in enumerate(quantities, 1))
        value = Decimal("2.55") * sum(quantities)
        account = replace(ACCOUNT, credit_limit=limit, exposure=here)

        if here + elsewhere + value <= limit:
            check_credit(account, elsewhere, lines)
        else:
            with pytest.raises(Refusal):
                check_credit(account, elsewhere, lines)


class TestTheShipTo:
    def test_passes_when_it_is_whole_and_goods_are_delivered_there(self) -> None:
        check_ship_to(an_order(), AllocationRules(not_delivered=("KP",)))

    @pytest.mark.parametrize("part", ["name", "street", "city", "country"])
    def test_does_not_without_one_of_its_parts(self, part: str) -> None:
        order = an_order()

        with pytest.raises(Refusal, match="ship_to_incomplete"):
            check_ship_to(
                replace(order, ship_to=replace(order.ship_to, **{part: " "})),  # type: ignore[arg-type]
                AllocationRules(),
            )

    def test_does_not_where_nothing_is_delivered(self) -> None:
        with pytest.raises(Refusal, match="not_delivered_there"):
            check_ship_to(an_order(), AllocationRules(not_delivered=("GB",)))


class TestTheSites:
    """DC1 and DC2 send everything but I002, which is bound to some of them."""

    SITES = (SiteRule("DC1", (ANYWHERE,), 1), SiteRule("DC2", (ANYWHERE,), 0))

    def rules(self, *restrictions: Restriction) -> AllocationRules:
        return AllocationRules(self.SITES, restrictions)

    def test_are_all_that_may_send_some_of_the_order(self) -> None:
        bound = Restriction(("DC2",), item_id="I002")

        assert sites_for(an_order(2), self.rules(bound)) == ("DC1", "DC2")
        assert sites_for(replace(an_order(), lines=(a_line(2),)), self.rules(bound)) == ("DC2",)

    @pytest.mark.parametrize(
        "bound",
        [
            Restriction(("DC2",), customer_id="K00001"),
            Restriction(("DC2",), country="GB"),
            Restriction(("DC2",), item_id="I001", customer_id="K00001", country="GB"),
        ],
    )
    def test_may_be_bound_by_customer_country_or_item(self, bound: Restriction) -> None:
        assert sites_for(an_order(1), self.rules(bound)) == ("DC2",)

    @pytest.mark.parametrize("bound", [Restriction((), customer_id="K00002"), Restriction((), country="DE")])
    def test_are_not_bound_for_somebody_else(self, bound: Restriction) -> None:
        assert sites_for(an_order(1), self.rules(bound)) == ("DC1", "DC2")

    def test_there_must_be_one_for_every_line(self) -> None:
        with pytest.raises(Refusal, match=r"no_site_may_send$"):
            sites_for(an_order(2), self.rules(Restriction(("DC9",), item_id="I002")))

    def test_there_must_be_one_for_the_whole_of_a_complete_delivery(self) -> None:
        bound = self.rules(Restriction(("DC1",), item_id="I001"), Restriction(("DC2",), item_id="I002"))

        assert sites_for(an_order(2), bound) == ("DC1", "DC2")
        with pytest.raises(Refusal, match="no_site_may_send_all"):
            sites_for(replace(an_order(2), is_complete_only=True), bound)

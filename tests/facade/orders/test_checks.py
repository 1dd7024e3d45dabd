from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.orders.checks import Refusal, check_account, check_credit, settled_lines
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

"""The rule table decides, and whoever buys more never pays more for a piece."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from facade.pricing.choice import PRECEDENCE, Asked, choose, freight_of
from facade.pricing.condition import Condition, Freight, Kind, Rebate

TODAY = date(2026, 3, 2)
LIST = Decimal("10.00")
MONEY = st.integers(1, 2_000).map(lambda cents: Decimal(cents) / 100)
DAY = st.one_of(st.none(), st.integers(-10, 10).map(lambda days: TODAY + timedelta(days)))
CONDITION = st.builds(
    Condition,
    st.sampled_from([kind for kind in Kind if kind is not Kind.LIST]),
    st.just("I1"),
    st.one_of(st.none(), MONEY),
    st.integers(0, 100).map(Decimal),
    st.integers(1, 200),
    st.sampled_from(["", "C1", "C2"]),
    st.sampled_from(["", "B1"]),
    DAY,
    DAY,
    st.text("xyz", max_size=3),
)
CONDITIONS = st.lists(CONDITION, max_size=8)


def asked(quantity: int = 1, customer: str = "C1", branch: str = "") -> Asked:
    return Asked("I1", quantity, customer, TODAY, branch)


@given(MONEY, CONDITIONS, st.integers(1, 300), st.integers(0, 300))
def test_a_tier_never_costs_more_than_the_one_below(price, conditions, quantity, more):
    fewer = choose(asked(quantity), price, conditions)
    many = choose(asked(quantity + more), price, conditions)

    assert many.price <= fewer.price


@given(MONEY, CONDITIONS, st.integers(1, 300), st.randoms())
def test_the_order_in_which_agreements_stand_changes_no_price(price, conditions, quantity, random):
    shuffled = list(conditions)
    random.shuffle(shuffled)

    assert choose(asked(quantity), price, conditions).price == choose(asked(quantity), price, shuffled).price


@given(MONEY, CONDITIONS, st.integers(1, 300))
def test_every_price_is_the_lists_or_that_of_an_agreement_that_counts(price, conditions, quantity):
    chosen = choose(asked(quantity), price, conditions)

    if chosen.kind is Kind.LIST:
        assert chosen.price == price
    else:
        counting = [c for c in conditions if c.is_for("C1", "", TODAY) and c.quantity_from <= quantity]
        assert (chosen.kind, chosen.name) in [(c.kind, c.name) for c in counting]


@given(MONEY, MONEY, MONEY)
def test_a_contract_beats_a_promotion_as_the_table_says(price, contract, promotion):
    conditions = [Condition(Kind.PROMOTION, "I1", promotion), Condition(Kind.CONTRACT, "I1", contract)]

    chosen = choose(asked(), price, conditions)

    assert PRECEDENCE.index((Kind.CONTRACT,)) < len(PRECEDENCE) - 1
    assert (chosen.price, chosen.kind) == (contract, Kind.CONTRACT)


def test_a_branchs_exception_beats_a_contract_in_that_branch_alone():
    conditions = [
        Condition(Kind.CONTRACT, "I1", Decimal(9), customer_id="C1"),
        Condition(Kind.BRANCH_EXCEPTION, "I1", Decimal("9.50"), branch="B1"),
    ]

    assert choose(asked(branch="B1"), LIST, conditions).kind is Kind.BRANCH_EXCEPTION
    assert choose(asked(), LIST, conditions).kind is Kind.CONTRACT


def test_without_a_contract_the_best_of_list_tier_and_promotion_counts():
    conditions = [
        Condition(Kind.TIER, "I1", Decimal(8), quantity_from=100),
        Condition(Kind.PROMOTION, "I1", percent_off=Decimal(15), name="spring"),
    ]

    assert choose(asked(99), LIST, conditions)[:3] == (Decimal("8.50"), Kind.PROMOTION, "spring")
    assert choose(asked(100), LIST, conditions)[:2] == (Decimal(8), Kind.TIER)


def test_a_promotion_counts_from_its_first_to_its_last_day():
    promotion = Condition(
        Kind.PROMOTION, "I1", Decimal(7), valid_from=TODAY, valid_to=TODAY + timedelta(days=1)
    )

    days = [asked()._replace(on=TODAY + timedelta(days=n)) for n in (-1, 0, 1, 2)]
    assert [choose(day, LIST, [promotion]).price for day in days] == [LIST, 7, 7, LIST]


def test_another_customers_contract_and_another_items_promotion_are_nobodys_business():
    conditions = [
        Condition(Kind.CONTRACT, "I1", Decimal(1), customer_id="C2"),
        Condition(Kind.PROMOTION, "I2", Decimal(1)),
    ]

    assert choose(asked(), LIST, conditions).kind is Kind.LIST


def test_a_rebate_is_told_and_changes_no_price():
    rebates = [Rebate(Decimal(2)), Rebate(Decimal(3), customer_id="C1"), Rebate(Decimal(9), item_id="I2")]

    chosen = choose(asked(), LIST, (), rebates)

    assert (chosen.price, chosen.rebate_percent) == (LIST, 3)


def test_freight_goes_by_the_countrys_own_rule_before_that_for_all():
    rules = [Freight(Decimal(25)), Freight(Decimal(6), "GB", free_from=Decimal(150))]

    assert freight_of(Decimal("149.99"), "GB", rules) == 6
    assert freight_of(Decimal(150), "GB", rules) == 0
    assert freight_of(Decimal(999), "NO", rules) == 25
    assert freight_of(Decimal(1), "NO", ()) == 0

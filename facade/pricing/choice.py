"""Which of all the prices that could be asked is the one? A rule table, and nothing that it does not say.

The first row of the table that has a price decides; inside a row the lowest price does. Whoever buys more
never pays more for a piece: a price that fewer pieces would have earned is earned by more of them too.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from facade.canonical.value import round_half_up
from facade.pricing.condition import ANY, Condition, Freight, Kind, Rebate

PRECEDENCE: tuple[tuple[Kind, ...], ...] = (
    (Kind.BRANCH_EXCEPTION,),
    (Kind.CONTRACT,),
    (Kind.PROMOTION, Kind.TIER, Kind.LIST),
)
"""A branch's exception stands before a contract; who has a contract takes no part in promotions."""
_PERCENT = Decimal(100)
_FREE = Decimal(0)


class Asked(NamedTuple):
    """Who wants how many EA of what, where and when."""

    item_id: str
    quantity: int
    customer_id: str
    on: date
    branch: str = ANY


class Chosen(NamedTuple):
    """The price of one EA, why it is that, and which agreement it comes from."""

    price: Decimal
    kind: Kind
    name: str = ""
    list_price: Decimal = _FREE
    rebate_percent: Decimal = _FREE


def choose(
    asked: Asked, list_price: Decimal, conditions: Iterable[Condition], rebates: Iterable[Rebate] = ()
) -> Chosen:
    """Choose the price of one EA among the list and every condition of the item."""
    counting = [c for c in conditions if c.item_id == asked.item_id and _counts(c, asked)]
    quantities = sorted({1, *[c.quantity_from for c in counting]})
    chosen = min(
        (_decided(counting, quantity, list_price) for quantity in quantities), key=lambda one: one.price
    )
    percent = max(
        (r.percent for r in rebates if r.is_for(asked.customer_id, asked.item_id, asked.on)), default=_FREE
    )
    return chosen._replace(list_price=list_price, rebate_percent=percent)


def _counts(condition: Condition, asked: Asked) -> bool:
    return condition.quantity_from <= asked.quantity and condition.is_for(
        asked.customer_id, asked.branch, asked.on
    )


def _decided(conditions: Sequence[Condition], quantity: int, list_price: Decimal) -> Chosen:
    """Let the first row of the table decide that has a price for so many."""
    prices = [Chosen(list_price, Kind.LIST)]
    prices += [
        Chosen(_price(c, list_price), c.kind, c.name) for c in conditions if c.quantity_from <= quantity
    ]
    for row in PRECEDENCE:
        found = [one for one in prices if one.kind in row]
        if found:
            return min(found, key=lambda one: (one.price, row.index(one.kind)))
    raise AssertionError("the list always has a price")


def _price(condition: Condition, list_price: Decimal) -> Decimal:
    if condition.price is not None:
        return condition.price
    off = condition.percent_off or _FREE
    return round_half_up(list_price * (_PERCENT - off) / _PERCENT)


def freight_of(goods: Decimal, country: str, rules: Iterable[Freight]) -> Decimal:
    """Give what carriage costs: by the rule of the country, or else of any; without a rule nothing."""
    ranked = sorted(rules, key=lambda rule: rule.country == ANY)
    for rule in ranked:
        if rule.country in (country, ANY):
            return _FREE if rule.free_from is not None and goods >= rule.free_from else rule.amount
    return _FREE

"""Which business is a history the history of?"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from dualrun.scenario.country import HOME, regions_of
from simulators.chassis.generate import DEFAULT_SITES, scaled_stock
from simulators.chassis.master import Customer, Item, MasterData
from simulators.chassis.ports import Chance

if TYPE_CHECKING:
    from dualrun.scenario.past import PastCustomer, PastItem

_CURRENCY = "GBP"
_PACK_SIZE = 12
_TERMS_DAYS = (14, 30, 30, 60)
_TAX_AT_HOME, _TAX_ABROAD = Decimal("0.20"), Decimal("0.00")
_CREDIT_GENEROUS, _CREDIT_TIGHT = Decimal(20), Decimal("0.6")
_TIGHT_SHARE = 0.02
_POUND = Decimal(1)

_FIRST = ("Ash", "Birch", "Brook", "Clay", "Dale", "Elm", "Fern", "Glen", "Hazel", "Kings", "Lark", "Mill")
_SECOND = ("bridge", "bury", "combe", "den", "field", "ford", "gate", "hurst", "mere", "stead", "ton", "well")
_TRADES = ("Cards", "Crafts", "Gifts", "Home", "Interiors", "Stationers", "Supplies", "Toys", "Traders")
_STREETS = ("Church Lane", "High Street", "London Road", "Mill Lane", "Park Road", "Station Road")


def business(
    customers: Iterable["PastCustomer"],
    items: Iterable["PastItem"],
    contracts: Mapping[tuple[str, str], Decimal],
    chance: Chance,
) -> MasterData:
    """Make the customers and items that a history speaks of, with their prices and the stock they need.

    Who somebody is beyond a number, the file does not say: names and addresses are invented, and stay the
    same for the same seed. Sites are those of a generated business, because a history knows none.
    """
    bought = tuple(items)
    master = MasterData(
        customers=tuple(_customer(past, chance) for past in customers),
        items=tuple(_item(past, number) for number, past in enumerate(bought, 1)),
        sites=DEFAULT_SITES,
        contracts=contracts,
    )
    return scaled_stock(master, {past.id: past.units for past in bought})


def _customer(past: "PastCustomer", chance: Chance) -> Customer:
    def one(options: tuple[str, ...], what: str) -> str:
        return options[int(chance.uniform("past-customer", what, past.id) * len(options))]

    town = one(_FIRST, "town-first") + one(_SECOND, "town-second")
    is_tight = chance.uniform("past-customer", "credit", past.id) < _TIGHT_SHARE
    credit = past.total * (_CREDIT_TIGHT if is_tight else _CREDIT_GENEROUS)
    number = int(chance.uniform("past-customer", "house", past.id) * 180) + 1
    return Customer(
        id=past.id,
        name=f"{one(_FIRST, 'name-first')}{one(_SECOND, 'name-second')} {one(_TRADES, 'trade')}",
        street=f"{number} {one(_STREETS, 'street')}",
        city=town,
        postcode=_postcode(town, past.id, chance),
        country=past.country,
        region=one(regions_of(past.country), "region"),
        currency=_CURRENCY,
        tax_rate=_TAX_AT_HOME if past.country == HOME else _TAX_ABROAD,
        credit_limit=max(_POUND, credit.quantize(_POUND, ROUND_HALF_UP)),
        terms_days=_TERMS_DAYS[int(chance.uniform("past-customer", "terms", past.id) * len(_TERMS_DAYS))],
    )


def _postcode(town: str, customer: str, chance: Chance) -> str:
    drawn = int(chance.uniform("past-customer", "postcode", customer) * 20 * 9)
    return f"{town[:2].upper()}{drawn // 9 + 1} {drawn % 9 + 1}{town[2:3].upper()}{town[-1].upper()}"


def _item(past: "PastItem", number: int) -> Item:
    return Item(past.id, past.description, past.list_price, _PACK_SIZE, _gtin(number))


def _gtin(number: int) -> str:
    """Give a GTIN-13 in the range kept for use within a company."""
    body = f"20{number:010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-weighted % 10}"

"""A business made up from a seed: who buys, what is sold, at what price, and how much of it lies where."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import exp
from statistics import NormalDist
from typing import TypeVar
from zlib import crc32

from faker import Faker

from simulators.chassis.figures import figure
from simulators.chassis.gs1 import check_digit
from simulators.chassis.master import Customer, Item, MasterData, Site
from simulators.chassis.ports import Chance

T = TypeVar("T")
CENT = Decimal("0.01")
DEFAULT_SITES = (
    Site("DC1", "Central distribution centre", "wms", ("GB-N", "GB-S")),
    Site("DC2", "Continental distribution centre", "threepl", ("EU", "ROW")),
)

LIST_PRICE_MEDIAN, LIST_PRICE_SIGMA, LIST_PRICE_MIN = 3.00, 0.9, Decimal("0.19")
CONTRACT_ITEMS = 30
CREDIT_TIGHT_SHARE, BLOCKED_SHARE = 0.03, 0.01
FIRST_SITE_ONLY_SHARE, STOCK_SHORT_SHARE = 0.15, 0.03
GB_TAX_RATE = Decimal("0.20")
_PACK_SIZES = (6, 10, 12, 24)
_TERMS_DAYS = (14, 30, 30, 60)

# Locale, country, regions by preference, share of the customers. Polish names hold letters that no
# Western code page has, which is what a file interface of the nineties trips over.
_COUNTRIES = (
    ("en_GB", "GB", ("GB-N", "GB-S"), 0.62),
    ("de_DE", "DE", ("EU",), 0.12),
    ("fr_FR", "FR", ("EU",), 0.10),
    ("no_NO", "NO", ("ROW",), 0.08),
    ("pl_PL", "PL", ("EU",), 0.08),
)
_MAKES = ("Oak", "Steel", "Glass", "Linen", "Enamel", "Cotton", "Slate", "Willow", "Brass", "Paper", "Crème")
_THINGS = (
    *("lantern", "picture frame", "storage tin", "mug", "candle holder", "doormat", "cake stand", "napkins"),
    *("wall clock", "jug", "tea towel", "hook", "basket", "bunting", "coaster set", "gift bag", "key ring"),
)
_KINDS = ("small", "medium", "large", "red", "white", "cobalt", "striped", "plain", "vintage", "set of 3")
_PROVIDERS = [f"faker.providers.{subject}" for subject in ("address", "company", "person")]
_NORMAL = NormalDist()


def generate(
    streams_like: Chance, *, customers: int, items: int, sites: Sequence[Site] = DEFAULT_SITES
) -> MasterData:
    """Make up a business of that size; the same chance gives the same one.

    Every draw is keyed by the customer or the item it is for, so that a larger business holds the smaller
    one unchanged, contracts apart.
    """
    buyers = tuple([_customer(streams_like, n, sites) for n in range(1, customers + 1)])
    goods = tuple([_item(streams_like, n) for n in range(1, items + 1)])
    opening: dict[tuple[str, str], int] = {}
    replenishment: dict[tuple[str, str], int] = {}
    for item in goods:
        for site in _stocked_at(streams_like, item, sites):
            usual = item.pack_size * (60 + int(340 * streams_like.uniform("stock", site.id, item.id)))
            is_short = streams_like.uniform("stock short", site.id, item.id) < STOCK_SHORT_SHARE
            opening[site.id, item.id] = 2 * item.pack_size if is_short else usual
            replenishment[site.id, item.id] = _whole_packs(usual // 20, item)
    return MasterData(
        buyers, goods, tuple(sites), _contracts(streams_like, buyers, goods), opening, replenishment
    )


def scaled_stock(master: MasterData, demand: Mapping[str, int], cover: float = 1.3) -> MasterData:
    """Fit the stock to a demand in EA per item, for instance one read from an order history.

    Orders ship whole, so every site that lists an item opens with `cover` times its whole demand; at 130% it
    fills any order. For one item in twenty, chosen by its id, sites open with 60% and replenishment brings
    the rest within three days: those are the backorders. Items without demand keep their stock, and what
    suppliers send needs none.

    Raises:
        ValueError: the demand names an item that the business does not sell.
    """
    items = {item.id: item for item in master.items}
    if unknown := [item_id for item_id in demand if item_id not in items]:
        raise ValueError(f"the demand names items that are not sold: {', '.join(unknown[:5])}")
    opening, replenishment = dict(master.opening_stock), dict(master.replenishment)
    for item_id, quantity in demand.items():
        if item_id in master.drop_shipped:
            continue
        listed = [site.id for site in master.sites if (site.id, item_id) in master.opening_stock]
        percent, daily_percent = (60, 24) if _is_short(item_id) else (round(100 * cover), 10)
        for site_id in listed or [site.id for site in master.sites]:
            opening[site_id, item_id] = _ceil_div(quantity * percent, 100)
            arriving = _ceil_div(quantity * daily_percent, 100)
            replenishment[site_id, item_id] = _whole_packs(arriving, items[item_id])
    return replace(master, opening_stock=opening, replenishment=replenishment)


def _customer(chance: Chance, n: int, sites: Sequence[Site]) -> Customer:
    customer_id = f"C{n:05d}"
    locale, country, preferred = _country(chance.uniform("country", customer_id))
    served = [region for site in sites for region in site.regions]
    regions = [region for region in preferred if region in served] or served
    faker = _faker(locale)
    faker.seed_instance(int(chance.uniform("faker", customer_id) * 2**53))
    is_tight = chance.uniform("credit tight", customer_id) < CREDIT_TIGHT_SHARE
    credit = chance.uniform("credit", customer_id)
    return Customer(
        id=customer_id,
        name=faker.company(),
        street=_one_line(faker.street_address()),
        city=faker.city(),
        postcode=faker.postcode(),
        country=country,
        region=_pick(regions, chance.uniform("region", customer_id)),
        currency="GBP",
        tax_rate=GB_TAX_RATE if country == "GB" else Decimal(0),
        credit_limit=Decimal(150 + int(450 * credit))
        if is_tight
        else Decimal(5000 * (10 + int(90 * credit))),
        terms_days=_pick(_TERMS_DAYS, chance.uniform("terms", customer_id)),
        blocked=chance.uniform("blocked", customer_id) < BLOCKED_SHARE,
    )


def _item(chance: Chance, n: int) -> Item:
    item_id = f"I{n:05d}"
    words = [
        _pick(table, chance.uniform("word", place, item_id))
        for place, table in enumerate((_MAKES, _THINGS, _KINDS))
    ]
    spread = _NORMAL.inv_cdf(min(max(chance.uniform("price", item_id), 1e-9), 1 - 1e-9))
    price = Decimal(str(LIST_PRICE_MEDIAN * exp(LIST_PRICE_SIGMA * spread))).quantize(CENT, ROUND_HALF_UP)
    return Item(
        id=item_id,
        description=f"{words[0]} {words[1]}, {words[2]}",
        list_price=max(LIST_PRICE_MIN, price),
        pack_size=_pick(_PACK_SIZES, chance.uniform("pack", item_id)),
        gtin=_gtin13(n),
    )


def _contracts(
    chance: Chance, customers: Sequence[Customer], items: Sequence[Item]
) -> dict[tuple[str, str], Decimal]:
    contracts: dict[tuple[str, str], Decimal] = {}
    cents = [int(item.list_price * 100) for item in items]
    for customer in customers:
        for n in range(CONTRACT_ITEMS if items else 0):
            # One draw for both: its whole part picks the item, what is left over the discount.
            drawn = chance.uniform("contract", customer.id, n) * len(items)
            place = int(drawn)
            percent = 80 + int(16 * (drawn - place))
            contracts[customer.id, items[place].id] = figure(f"{(cents[place] * percent + 50) // 100}e-2")
    return contracts


def _stocked_at(chance: Chance, item: Item, sites: Sequence[Site]) -> Sequence[Site]:
    """Tell which sites hold an item: all of them, or the first alone.

    What lies at one site only lies at the first, so that some site can always fill an order whole.
    """
    return sites[:1] if chance.uniform("first site only", item.id) < FIRST_SITE_ONLY_SHARE else sites


def _is_short(item_id: str) -> bool:
    return crc32(f"short/{item_id}".encode()) % 20 == 0


def _whole_packs(units: int, item: Item) -> int:
    """Round up to whole packs, one at least: what is replenished arrives in cases."""
    return max(1, _ceil_div(units, item.pack_size)) * item.pack_size


def _gtin13(n: int) -> str:
    """Make the nth article number; the factor spreads the digits and leaves every number different."""
    digits = f"506{n * 7919 % 10**9:09d}"
    return digits + check_digit(digits)


def _country(u: float) -> tuple[str, str, tuple[str, ...]]:
    for locale, country, regions, share in _COUNTRIES:
        if u < share:
            return locale, country, regions
        u -= share
    return _COUNTRIES[0][:3]


def _pick(options: Sequence[T], u: float) -> T:
    return options[int(u * len(options))]


def _one_line(text: str) -> str:
    return ", ".join(text.split("\n"))


def _ceil_div(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)


@cache
def _faker(locale: str) -> Faker:
    """Give the one Faker of a locale: building it costs a hundred times what asking it does."""
    return Faker(locale, providers=_PROVIDERS)

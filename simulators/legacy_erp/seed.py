"""How the business looks in this back office's own codes."""

from collections.abc import Mapping
from decimal import Decimal

from simulators.chassis.master import CASE, EACH, Codes, MasterData
from simulators.legacy_erp.domain.masters import (
    BASE_UNIT,
    BLOCKED_FOR_ALL,
    CARTON,
    NOT_BLOCKED,
    Customer,
    Item,
)
from simulators.legacy_erp.domain.text import CODE_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, fit
from simulators.legacy_erp.store import Store

_PLAIN_PUNCTUATION = "-_/."


def credentials() -> Mapping[str, str]:
    """Give the account with which a development system is entered."""
    return {"username": "INTEGRATION", "password": "legacy-dev-only"}


def codes(master: MasterData) -> Codes:
    """Publish which native code stands for which business id."""
    return {
        "customer": {one.id: f"D{10_001 + at}" for at, one in enumerate(master.customers)},
        "item": {one.id: _item_no(one.id, at) for at, one in enumerate(master.items)},
        "site": {one.id: "MAIN" if at == 0 else f"LOC{at + 1:02}" for at, one in enumerate(master.sites)},
        "unit": {EACH: BASE_UNIT, CASE: CARTON},
    }


def _item_no(business_id: str, at: int) -> str:
    """Put `H-` before the id, or number the item when that is no code this product can hold."""
    number = f"H-{business_id}"
    plain = all((c.isascii() and c.isalnum()) or c in _PLAIN_PUNCTUATION for c in business_id)
    return number if plain and ".." not in number and len(number) <= CODE_LENGTH else f"HX{at + 1:06}"


def populate(store: Store, master: MasterData) -> None:
    """Fill the masters; populating again replaces them."""
    native = codes(master)
    store.customers = {
        number: Customer(
            no=number,
            name=fit(one.name, NAME_LENGTH),
            address=fit(one.street, NAME_LENGTH),
            city=fit(one.city, DESCRIPTION_LENGTH),
            post_code=fit(one.postcode, CODE_LENGTH),
            country=one.country,
            currency=one.currency,
            tax_rate=_plain(one.tax_rate),
            credit_limit=_plain(one.credit_limit),
            terms_days=one.terms_days,
            blocked=BLOCKED_FOR_ALL if one.blocked else NOT_BLOCKED,
        )
        for one in master.customers
        for number in (native["customer"][one.id],)
    }
    store.items = {
        number: Item(
            no=number,
            description=fit(one.description, DESCRIPTION_LENGTH),
            unit_price=_plain(one.list_price),
            pieces_per_carton=one.pack_size,
            gtin=one.gtin,
        )
        for one in master.items
        for number in (native["item"][one.id],)
    }
    store.contracts = {
        (native["customer"][customer], native["item"][item]): _plain(price)
        for (customer, item), price in master.contracts.items()
        if customer in native["customer"] and item in native["item"]
    }
    store.locations = {native["site"][one.id]: fit(one.name, NAME_LENGTH) for one in master.sites}


def _plain(number: Decimal) -> Decimal:
    """Give the number without an exponent, which this product's wire has no way to write."""
    return Decimal(format(number, "f"))

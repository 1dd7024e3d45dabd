"""How the business looks in this back office's own codes."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from simulators.chassis.master import CASE, EACH, Codes, MasterData
from simulators.chassis.master import Customer as MasterCustomer
from simulators.chassis.master import Item as MasterItem
from simulators.legacy_erp.domain import series
from simulators.legacy_erp.domain.goods_in import GoodsLine, PurchaseOrder
from simulators.legacy_erp.domain.ledger import OPENING, LedgerDocument
from simulators.legacy_erp.domain.masters import (
    BASE_UNIT,
    BLOCKED_FOR_ALL,
    CARTON,
    NOT_BLOCKED,
    Customer,
    Item,
    Location,
    Vendor,
)
from simulators.legacy_erp.domain.sales import LEADING, MIRROR
from simulators.legacy_erp.domain.text import CODE_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH, fit
from simulators.legacy_erp.store import CompanyStore, Store

SYSTEM = "legacy_erp"
OPENED_ON = date(2026, 1, 1)
_PLAIN_PUNCTUATION = "-_/."
_SECOND_CUSTOMERS, _SECOND_ITEMS = 20, 50
_VENDORS = tuple(
    Vendor(f"K{20_001 + at}", name, address, city, post_code, country, "EUR")
    for at, (name, address, city, post_code, country) in enumerate(
        [
            ("Nordland Fasteners", "Hafenstrasse 12", "Kiel", "24103", "DE"),
            ("Atelier Vernier", "Rue des Forges 4", "Lyon", "69002", "FR"),
            ("Brightwater Glass", "Canal Row 8", "Leeds", "LS1 4AP", "GB"),
            ("Tekstil Aalesund", "Strandgata 3", "Aalesund", "6002", "NO"),
        ]
    )
)


def credentials() -> Mapping[str, str]:
    """Give the account with which a development system is entered."""
    return {"username": "INTEGRATION", "password": "legacy-dev-only"}


def codes(master: MasterData) -> Codes:
    """Publish which native code stands for which business id."""
    return {
        "customer": {one.id: f"D{10_001 + at}" for at, one in enumerate(master.customers)},
        "item": {one.id: _item_no(one.id, at) for at, one in enumerate(master.items)},
        "supplier": {one.id: f"K{30_001 + at}" for at, one in enumerate(master.suppliers)},
        "site": {one.id: "MAIN" if at == 0 else f"LOC{at + 1:02}" for at, one in enumerate(master.sites)},
        "unit": {EACH: BASE_UNIT, CASE: CARTON},
    }


def _item_no(business_id: str, at: int) -> str:
    """Put `H-` before the id, or number the item when that is no code this product can hold."""
    number = f"H-{business_id}"
    plain = all((c.isascii() and c.isalnum()) or c in _PLAIN_PUNCTUATION for c in business_id)
    return number if plain and ".." not in number and len(number) <= CODE_LENGTH else f"HX{at + 1:06}"


def populate(store: Store, master: MasterData) -> None:
    """Fill both companies; the second has the same masters in small, under the same codes."""
    native = codes(master)
    _fill(store.main, master, native)
    _open_purchases(store.main, master, native)
    small = replace(
        master, customers=master.customers[:_SECOND_CUSTOMERS], items=master.items[:_SECOND_ITEMS]
    )
    _fill(store.second, small, native)


def _open_purchases(company: CompanyStore, master: MasterData, native: Codes) -> None:
    """Enter what vendors have been asked for; each calls the order by its own number, here our reference."""
    for one in master.on_order:
        number = company.next_number(series.PURCHASE_ORDER)
        company.taken[series.PURCHASE_ORDER] = company.taken.get(series.PURCHASE_ORDER, 0) + 1
        item, vendor = (
            company.items[native["item"][one.item]],
            company.vendors[native["supplier"][one.supplier]],
        )
        line = GoodsLine(1, item.no, Decimal(one.units), BASE_UNIT, item.cost(BASE_UNIT))
        company.purchases[number] = PurchaseOrder(
            no=number,
            lines=(line,),
            order_date=OPENED_ON,
            location_code=native["site"][one.site],
            entered_at=datetime.combine(OPENED_ON, time(), UTC),
            vendor_no=vendor.no,
            vendor_order_no=one.reference,
            currency=vendor.currency,
            expected_receipt_date=one.due,
            your_reference=one.reference,
            book_role=LEADING if one.book == SYSTEM else MIRROR,
        )


def _fill(company: CompanyStore, master: MasterData, native: Codes) -> None:
    customers, items, sites = native["customer"], native["item"], native["site"]
    mine, articles = {one.id: one for one in master.customers}, {one.id: one for one in master.items}
    for customer, one in mine.items():
        company.customers[customers[customer]] = _customer(customers[customer], one)
    for article, item in articles.items():
        company.items[items[article]] = _item(items[article], item)
    for (customer, article), price in master.contracts.items():
        if customer in mine and article in articles:
            company.contracts[customers[customer], items[article]] = _plain(price)
    for site in master.sites:
        company.locations[sites[site.id]] = Location(sites[site.id], fit(site.name, NAME_LENGTH))
    for supplier in master.suppliers:
        number = native["supplier"][supplier.id]
        ours = next((one.currency for one in master.customers), "EUR")
        name = fit(supplier.name, NAME_LENGTH)
        company.vendors[number] = Vendor(number, name, currency=ours, terms_days=supplier.terms_days)
    for vendor in _VENDORS:
        company.vendors[vendor.no] = copy(vendor)
    for site in master.sites:
        moved = tuple(
            (items[article], Decimal(quantity))
            for (where, article), quantity in master.opening_stock.items()
            if where == site.id and article in articles
        )
        if moved:
            opening = LedgerDocument(OPENING, "OPENING", OPENED_ON, sites[site.id], moved)
            company.move_stock(opening)


def _customer(number: str, one: MasterCustomer) -> Customer:
    return Customer(
        no=number,
        name=fit(one.name, NAME_LENGTH),
        address=fit(one.street, NAME_LENGTH),
        city=fit(one.city, DESCRIPTION_LENGTH),
        post_code=fit(one.postcode, CODE_LENGTH),
        country=one.country,
        currency=one.currency,
        vat_percent=_plain(one.tax_rate * 100),
        credit_limit=_plain(one.credit_limit),
        terms_days=one.terms_days,
        blocked=BLOCKED_FOR_ALL if one.blocked else NOT_BLOCKED,
    )


def _item(number: str, one: MasterItem) -> Item:
    return Item(
        no=number,
        description=fit(one.description, DESCRIPTION_LENGTH),
        unit_price=_plain(one.list_price),
        pieces_per_carton=one.pack_size,
        gtin=one.gtin,
    )


def _plain(number: Decimal) -> Decimal:
    """Give the number without an exponent, which this product's wire has no way to write."""
    return Decimal(format(number, "f")) if "E" in str(number) else number

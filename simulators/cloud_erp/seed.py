"""How this product codes its share of the business."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from simulators.chassis.figures import CENT
from simulators.chassis.master import CASE, EACH, Codes, MasterData
from simulators.cloud_erp.domain.masters import BLOCKED_ALL, BOX, NOT_BLOCKED, PIECE
from simulators.cloud_erp.domain.order import LEADING, MIRROR

SYSTEM = "cloud_erp"
FIRST_ITEM, ITEM_STEP, CUSTOMER_STEP = 1896, 4, 10
CURRENCIES = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "Fr.", "NOK": "kr", "PLN": "zł"}
TERMS_DAYS = (0, 14, 30, 60)
UNITS = ((PIECE, "Piece", "EA"), (BOX, "Box", "BX"))
HOUSE_VENDOR = ("V00010", "House Supplies")
COST_SHARE = Decimal("0.6")  # of the list price

Row = tuple[str, Mapping[str, Any]]
"""An entity set, and what one row of it is to be."""


def codes(master: MasterData) -> Codes:
    """Give the native code behind each business id; customers and items are numbered in their order."""
    return {
        "customer": {c.id: f"C{(i + 1) * CUSTOMER_STEP:05}" for i, c in enumerate(master.customers)},
        "item": {item.id: f"{FIRST_ITEM + i * ITEM_STEP}-S" for i, item in enumerate(master.items)},
        "supplier": {one.id: f"V{(i + 2) * CUSTOMER_STEP:05}" for i, one in enumerate(master.suppliers)},
        "unit": {EACH: PIECE, CASE: BOX},
    }


def rows(master: MasterData) -> Iterator[Row]:
    """Give codes, customers, vendors, items and prices, in an order in which each finds what it refers to."""
    signs = {customer.currency: "" for customer in master.customers} | CURRENCIES
    for code, sign in signs.items():
        yield "currencies", {"code": code, "symbol": sign}
    agreed = [customer.terms_days for customer in master.customers]
    agreed += [supplier.terms_days for supplier in master.suppliers]
    for days in sorted({*TERMS_DAYS, *agreed}):
        yield "paymentTerms", {"code": _terms_code(days), "days": days}
    for code, name, standard_code in UNITS:
        yield "unitsOfMeasure", {"code": code, "name": name, "standard_code": standard_code}
    for site in master.sites:
        yield "locations", {"code": site.id[:10], "name": site.name}
    number, name = HOUSE_VENDOR
    yield "vendors", {"number": number, "name": name, "terms_code": _terms_code(30)}
    vendors = codes(master)["supplier"]
    for supplier in master.suppliers:
        terms = _terms_code(supplier.terms_days)
        yield "vendors", {"number": vendors[supplier.id], "name": supplier.name, "terms_code": terms}
    yield from _customers(master)
    yield from _items(master)
    yield from _prices(master)


def opening_stock(master: MasterData) -> Mapping[str, int]:
    """Give what lies anywhere of each item, by its native number, in pieces."""
    native, stock = codes(master)["item"], dict[str, int]()
    for (_, item_id), quantity in master.opening_stock.items():
        stock[native[item_id]] = stock.get(native[item_id], 0) + quantity
    return stock


def on_order(master: MasterData) -> Iterator[tuple[str, str, str, tuple[str, int, date]]]:
    """Give what vendors have been asked for: our reference, the vendor, the role, and what by when."""
    native = codes(master)
    for one in master.on_order:
        role = LEADING if one.book == SYSTEM else MIRROR
        line = native["item"][one.item], one.units, one.due
        yield one.reference, native["supplier"][one.supplier], role, line


def _customers(master: MasterData) -> Iterator[Row]:
    native = codes(master)["customer"]
    for customer in master.customers:
        yield (
            "customers",
            {
                "number": native[customer.id],
                "name": customer.name,
                "street": customer.street,
                "city": customer.city,
                "postcode": customer.postcode,
                "country": customer.country,
                "currency": customer.currency,
                "terms_code": _terms_code(customer.terms_days),
                "tax_rate": customer.tax_rate,
                "is_taxed": bool(customer.tax_rate),
                "credit_limit": customer.credit_limit,
                "blocked": BLOCKED_ALL if customer.blocked else NOT_BLOCKED,
            },
        )


def _items(master: MasterData) -> Iterator[Row]:
    native = codes(master)["item"]
    for item in master.items:
        yield (
            "items",
            {
                "number": native[item.id],
                "description": item.description,
                "list_price": item.list_price,
                "unit_cost": (item.list_price * COST_SHARE).quantize(CENT),
                "pack_size": item.pack_size,
                "gtin": item.gtin,
            },
        )


def _prices(master: MasterData) -> Iterator[Row]:
    native = codes(master)
    customers, items = native["customer"], native["item"]
    for (customer_id, item_id), price in master.contracts.items():
        yield (
            "priceListLines",
            {
                "customer_number": customers[customer_id],
                "item_number": items[item_id],
                "unit_price": price,
            },
        )


def _terms_code(days: int) -> str:
    return f"{days} DAYS"

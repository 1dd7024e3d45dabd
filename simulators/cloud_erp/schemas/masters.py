"""The entity types of the company and of all that documents refer to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulators.chassis.tables import Table
from simulators.cloud_erp.domain.masters import (
    BLOCKED_ALL,
    BLOCKED_INVOICE,
    BLOCKED_SHIP,
    NOT_BLOCKED,
    VENDOR_BLOCKED_ALL,
    VENDOR_BLOCKED_PAYMENT,
    VENDOR_NOT_BLOCKED,
)
from simulators.cloud_erp.schemas.entity import (
    ALWAYS,
    ONCE,
    EntitySet,
    Navigation,
    Property,
    boolean,
    decimal,
    guid,
    instant,
    number,
    option,
    text,
)
from simulators.cloud_erp.service.access import COMPANY_ID, COMPANY_NAME
from simulators.cloud_erp.store import Store


@dataclass(frozen=True, slots=True)
class Company:
    """The one company there is."""

    id: str
    name: str
    version: int = 1


COMPANY = Company(COMPANY_ID, COMPANY_NAME)

COMPANIES = EntitySet(
    name="companies",
    type_name="company",
    properties=(
        guid("id", "id"),
        text("name", "name", 30),
        text("displayName", "name", 250),
    ),
    rows=lambda _: (COMPANY,),
    find=lambda _, key: COMPANY if key == COMPANY.id else None,
    version="version",
)


def _master(
    name: str,
    type_name: str,
    properties: tuple[Property, ...],
    table: Callable[[Store], Table[str, Any]],
    key: str = "number",
    navigations: tuple[Navigation, ...] = (),
    indexes: Mapping[str, Callable[[Store, str], Sequence[Any]]] | None = None,
) -> EntitySet:
    """Declare a table that callers may enter, change and delete rows of, found by number or code as well."""

    def by_number(store: Store, value: str) -> Sequence[Any]:
        row = store.by_number(name, table(store), value)
        return () if row is None else (row,)

    return EntitySet(
        name=name,
        type_name=type_name,
        properties=(*properties, instant("lastModifiedDateTime", "modified_at")),
        rows=lambda store: table(store).values(),
        find=lambda store, row_id: table(store).get(row_id),
        version="version",
        indexes={key: by_number, **(indexes or {})},
        navigations=navigations,
        can_insert=True,
        can_change=True,
        can_delete=True,
    )


def referred(name: str, target: str, table: Callable[[Store], Table[str, Any]], key: str) -> Navigation:
    """Declare the way to one row whose id the record holds; there may be none."""
    path = key.split(".")

    def rows(store: Store, row: Any) -> Sequence[Any]:
        row_id = row
        for step in path:
            row_id = getattr(row_id, step)
        found = table(store).get(row_id)
        return () if found is None else (found,)

    return Navigation(name, target, False, rows)


CURRENCY = referred("currency", "currencies", lambda store: store.currencies, "currency_id")
PAYMENT_TERM = referred("paymentTerm", "paymentTerms", lambda store: store.payment_terms, "terms_id")


def _account_properties(*between: Property) -> tuple[Property, ...]:
    return (
        guid("id", "id"),
        text("number", "number", 20, ONCE),
        text("displayName", "name", 100, ALWAYS),
        *between,
        text("addressLine1", "street", 100, ALWAYS),
        text("addressLine2", "street2", 50, ALWAYS),
        text("city", "city", 30, ALWAYS),
        text("state", "state", 30, ALWAYS),
        text("country", "country", 10, ALWAYS),
        text("postalCode", "postcode", 20, ALWAYS),
        text("phoneNumber", "phone", 30, ALWAYS),
        text("email", "email", 80, ALWAYS),
        text("website", "website", 80, ALWAYS),
        text("taxRegistrationNumber", "tax_number", 20, ALWAYS),
        guid("currencyId", "currency_id", ALWAYS),
        text("currencyCode", "currency", 10, ALWAYS),
        guid("paymentTermsId", "terms_id", ALWAYS),
        boolean("taxLiable", "is_taxed", ALWAYS),
    )


CUSTOMERS = _master(
    "customers",
    "customer",
    (
        *_account_properties(option("type", "type", ("Company", "Person"), 10, ALWAYS)),
        text("paymentTermsCode", "terms_code", 10, ALWAYS),
        decimal("balanceDue", "balance"),
        decimal("creditLimit", "credit_limit", ALWAYS),
        decimal("taxRate", "tax_rate", ALWAYS),
        option("blocked", "blocked", (NOT_BLOCKED, BLOCKED_SHIP, BLOCKED_INVOICE, BLOCKED_ALL), 10, ALWAYS),
    ),
    lambda store: store.customers,
    navigations=(CURRENCY, PAYMENT_TERM),
)

VENDORS = _master(
    "vendors",
    "vendor",
    (
        *_account_properties(),
        decimal("balance", "balance"),
        option(
            "blocked", "blocked", (VENDOR_NOT_BLOCKED, VENDOR_BLOCKED_PAYMENT, VENDOR_BLOCKED_ALL), 10, ALWAYS
        ),
    ),
    lambda store: store.vendors,
    navigations=(CURRENCY, PAYMENT_TERM),
)


def _prices_of_item(store: Store, item: Any) -> Sequence[Any]:
    return [store.price_list_lines[line_id] for line_id in store.prices_by_item.get(item.number, ())]


def _prices_of_customer(store: Store, number: str) -> Sequence[Any]:
    return [store.price_list_lines[line_id] for line_id in store.prices_by_customer.get(number, ())]


ITEMS = _master(
    "items",
    "item",
    (
        guid("id", "id"),
        text("number", "number", 20, ONCE),
        text("displayName", "description", 100, ALWAYS),
        text("displayName2", "description2", 50, ALWAYS),
        option("type", "type", ("Inventory", "Service", "Non-Inventory"), 20, ONCE),
        boolean("blocked", "is_blocked", ALWAYS),
        text("gtin", "gtin", 14, ALWAYS),
        decimal("inventory", "inventory"),
        decimal("unitPrice", "list_price", ALWAYS),
        boolean("priceIncludesTax", "prices_include_tax"),
        decimal("unitCost", "unit_cost", ALWAYS),
        guid("baseUnitOfMeasureId", "base_unit_id", ONCE),
        text("baseUnitOfMeasureCode", "base_unit", 10, ONCE),
        text("packUnitOfMeasureCode", "pack_unit", 10),
        number("quantityPerPack", "pack_size", ONCE),
    ),
    lambda store: store.items,
    navigations=(
        referred("unitOfMeasure", "unitsOfMeasure", lambda store: store.units, "base_unit_id"),
        Navigation("priceListLines", "priceListLines", True, _prices_of_item),
    ),
)

PRICE_LIST_LINES = _master(
    "priceListLines",
    "priceListLine",
    (
        guid("id", "id"),
        text("number", "number", 20, ONCE),
        text("assignToNumber", "customer_number", 20, ONCE, is_required=True),
        text("assetNumber", "item_number", 20, ONCE, is_required=True),
        decimal("unitPrice", "unit_price", ALWAYS, is_required=True),
        text("currencyCode", "currency", 10),
    ),
    lambda store: store.price_list_lines,
    indexes={"assignToNumber": _prices_of_customer},
)


def _coded(code_length: int, *more: Property) -> tuple[Property, ...]:
    return (
        guid("id", "id"),
        text("code", "code", code_length, ONCE, is_required=True),
        text("displayName", "name", 100, ALWAYS),
        *more,
    )


LOCATIONS = _master(
    "locations",
    "location",
    _coded(
        10,
        text("addressLine1", "street", 100, ALWAYS),
        text("city", "city", 30, ALWAYS),
        text("country", "country", 10, ALWAYS),
        text("postalCode", "postcode", 20, ALWAYS),
    ),
    lambda store: store.locations,
    "code",
)
PAYMENT_TERMS = _master(
    "paymentTerms",
    "paymentTerm",
    _coded(10, text("dueDateCalculation", "due_date_calculation", 32, ALWAYS)),
    lambda store: store.payment_terms,
    "code",
)
UNITS_OF_MEASURE = _master(
    "unitsOfMeasure",
    "unitOfMeasure",
    _coded(10, text("internationalStandardCode", "standard_code", 10, ALWAYS)),
    lambda store: store.units,
    "code",
)
CURRENCIES = _master(
    "currencies",
    "currency",
    _coded(10, text("symbol", "symbol", 10, ALWAYS)),
    lambda store: store.currencies,
    "code",
)

"""The entity types of the company, its customers and its items."""

from dataclasses import dataclass

from simulators.cloud_erp.schemas.entity import (
    EntitySet,
    boolean,
    decimal,
    guid,
    instant,
    number,
    text,
)
from simulators.cloud_erp.service.access import COMPANY_ID, COMPANY_NAME


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

CUSTOMERS = EntitySet(
    name="customers",
    type_name="customer",
    properties=(
        guid("id", "id"),
        text("number", "number", 20),
        text("displayName", "name", 100, writable=True),
        text("type", "type", 10),
        text("addressLine1", "street", 100),
        text("city", "city", 30),
        text("country", "country", 10),
        text("postalCode", "postcode", 20),
        text("currencyCode", "currency", 10),
        text("paymentTermsCode", "terms_code", 10),
        boolean("taxLiable", "is_taxed"),
        decimal("balanceDue", "balance"),
        decimal("creditLimit", "credit_limit", writable=True),
        text("blocked", "blocked", 10, writable=True),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.customers.values(),
    find=lambda store, key: store.customers_by_id.get(key),
    version="version",
    indexes={
        "number": lambda store, value: [c] if (c := store.customers.get(value)) else [],
    },
)

ITEMS = EntitySet(
    name="items",
    type_name="item",
    properties=(
        guid("id", "id"),
        text("number", "number", 20),
        text("displayName", "description", 100),
        text("type", "type", 15),
        boolean("blocked", "is_blocked"),
        text("gtin", "gtin", 14),
        decimal("unitPrice", "list_price"),
        boolean("priceIncludesTax", "prices_include_tax"),
        text("baseUnitOfMeasureCode", "base_unit", 10),
        text("packUnitOfMeasureCode", "pack_unit", 10),
        number("quantityPerPack", "pack_size"),
        instant("lastModifiedDateTime", "modified_at"),
    ),
    rows=lambda store: store.items.values(),
    find=lambda store, key: store.items_by_id.get(key),
    version="version",
    indexes={
        "number": lambda store, value: [i] if (i := store.items.get(value)) else [],
    },
)

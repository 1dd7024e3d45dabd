"""The entity types of the company, its customers and its items."""

from dataclasses import dataclass

from simulators.cloud_erp.domain.masters import BOX, PIECE
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


COMPANY = Company(COMPANY_ID, COMPANY_NAME)

COMPANIES = EntitySet(
    name="companies",
    type_name="company",
    properties=(
        guid("id", lambda c: c.id),
        text("name", lambda c: c.name, 30),
        text("displayName", lambda c: c.name, 250),
    ),
    rows=lambda _: (COMPANY,),
    find=lambda _, key: COMPANY if key == COMPANY.id else None,
    version=lambda _: 1,
)

CUSTOMERS = EntitySet(
    name="customers",
    type_name="customer",
    properties=(
        guid("id", lambda c: c.id),
        text("number", lambda c: c.number, 20),
        text("displayName", lambda c: c.name, 100, writable=True),
        text("type", lambda _: "Company", 10),
        text("addressLine1", lambda c: c.street, 100),
        text("city", lambda c: c.city, 30),
        text("country", lambda c: c.country, 10),
        text("postalCode", lambda c: c.postcode, 20),
        text("currencyCode", lambda c: c.currency, 10),
        text("paymentTermsCode", lambda c: f"{c.terms_days} DAYS", 10),
        boolean("taxLiable", lambda c: bool(c.tax_rate)),
        decimal("balanceDue", lambda c: c.balance),
        decimal("creditLimit", lambda c: c.credit_limit, writable=True),
        text("blocked", lambda c: c.blocked, 10, writable=True),
        instant("lastModifiedDateTime", lambda c: c.modified_at),
    ),
    rows=lambda store: store.customers.values(),
    find=lambda store, key: store.customers_by_id.get(key),
    version=lambda c: c.version,
    indexes={
        "number": lambda store, value: [c] if (c := store.customers.get(value)) else [],
    },
)

ITEMS = EntitySet(
    name="items",
    type_name="item",
    properties=(
        guid("id", lambda i: i.id),
        text("number", lambda i: i.number, 20),
        text("displayName", lambda i: i.description, 100),
        text("type", lambda _: "Inventory", 15),
        boolean("blocked", lambda _: False),
        text("gtin", lambda i: i.gtin, 14),
        decimal("unitPrice", lambda i: i.list_price),
        boolean("priceIncludesTax", lambda _: False),
        text("baseUnitOfMeasureCode", lambda _: PIECE, 10),
        text("packUnitOfMeasureCode", lambda _: BOX, 10),
        number("quantityPerPack", lambda i: i.pack_size),
        instant("lastModifiedDateTime", lambda i: i.modified_at),
    ),
    rows=lambda store: store.items.values(),
    find=lambda store, key: store.items_by_id.get(key),
    version=lambda i: i.version,
    indexes={
        "number": lambda store, value: [i] if (i := store.items.get(value)) else [],
    },
)

"""Shared catalogues: who sees what, and for how much."""

from typing import Any

import orjson

from simulators.commerce.api.asking import LIST, NUMBER, TEXT, YES, Ask, Route, searching
from simulators.commerce.domain.catalogue import Tier, TierPrice
from simulators.commerce.schemas.catalogue import (
    CatalogBody,
    CompaniesBody,
    ProductsBody,
    TiersBody,
    native_catalog,
)
from simulators.commerce.service.search import fields_of

ALL_GROUPS_CODE = "ALL GROUPS"


def read_catalog(ask: Ask) -> Any:
    """Give one shared catalogue."""
    return native_catalog(ask.shop.catalogue.catalog(ask.number("sharedCatalogId")))


def add_catalog(ask: Ask) -> Any:
    """Enter a shared catalogue."""
    body: CatalogBody = ask.body
    new = body.shared_catalog
    return ask.shop.catalogue.add_catalog(new.name, new.description or "", new.type).id


def change_catalog(ask: Ask) -> Any:
    """Change a shared catalogue."""
    body: CatalogBody = ask.body
    new, number = body.shared_catalog, ask.number("sharedCatalogId")
    return ask.shop.catalogue.change_catalog(number, new.name, new.description, new.type).id


def delete_catalog(ask: Ask) -> Any:
    """Forget a shared catalogue."""
    ask.shop.catalogue.delete_catalog(ask.number("sharedCatalogId"))
    return True


def companies_of(ask: Ask) -> Any:
    """Give the companies of a catalogue, as the text of a JSON list."""
    catalog = ask.shop.catalogue.catalog(ask.number("sharedCatalogId"))
    return orjson.dumps([str(number) for number in ask.shop.catalogue.companies_of(catalog)]).decode()


def assign_companies(ask: Ask) -> Any:
    """Let companies see a catalogue."""
    body: CompaniesBody = ask.body
    ask.shop.catalogue.assign_companies(ask.number("sharedCatalogId"), [row.id for row in body.companies])
    return True


def unassign_companies(ask: Ask) -> Any:
    """Let companies see the public catalogue again."""
    body: CompaniesBody = ask.body
    number, companies = ask.number("sharedCatalogId"), [row.id for row in body.companies]
    ask.shop.catalogue.catalog(number)
    ask.shop.catalogue.assign_companies(number, companies, is_out=True)
    return True


def products_of(ask: Ask) -> Any:
    """Give the SKUs of a catalogue."""
    return list(ask.shop.catalogue.catalog(ask.number("sharedCatalogId")).skus)


def assign_products(ask: Ask) -> Any:
    """Put products into a catalogue."""
    body: ProductsBody = ask.body
    ask.shop.catalogue.assign_products(ask.number("sharedCatalogId"), [row.sku for row in body.products])
    return True


def unassign_products(ask: Ask) -> Any:
    """Take products out of a catalogue."""
    body: ProductsBody = ask.body
    skus = [row.sku for row in body.products]
    ask.shop.catalogue.assign_products(ask.number("sharedCatalogId"), skus, is_out=True)
    return True


def put_catalog_tiers(ask: Ask) -> Any:
    """Enter prices for the companies of a catalogue."""
    body: TiersBody = ask.body
    group_id = ask.shop.catalogue.catalog(ask.number("sharedCatalogId")).group_id
    product = ask.shop.catalogue.product
    found = [
        TierPrice(product(row.sku).sku, group_id, Tier(row.quantity, row.price, row.price_type))
        for row in body.prices
    ]
    for price in found:
        ask.shop.prices.put(price)
    return True


CATALOG_FIELDS = fields_of(native_catalog, "id", "name", "type", "customer_group_id", "created_at")


ROUTES = (
    searching(
        "/sharedCatalog",
        lambda shop: shop.store.catalogs.values(),
        native_catalog,
        CATALOG_FIELDS,
        "Search shared catalogues",
    ),
    Route("POST", "/sharedCatalog", add_catalog, "Enter a shared catalogue", CatalogBody, NUMBER),
    Route("GET", "/sharedCatalog/{sharedCatalogId}", read_catalog, "Read a shared catalogue"),
    Route(
        "PUT",
        "/sharedCatalog/{sharedCatalogId}",
        change_catalog,
        "Change a shared catalogue",
        CatalogBody,
        NUMBER,
    ),
    Route(
        "DELETE", "/sharedCatalog/{sharedCatalogId}", delete_catalog, "Forget a shared catalogue", gives=YES
    ),
    Route(
        "GET",
        "/sharedCatalog/{sharedCatalogId}/companies",
        companies_of,
        "Read who sees a catalogue",
        gives=TEXT,
    ),
    Route(
        "POST",
        "/sharedCatalog/{sharedCatalogId}/assignCompanies",
        assign_companies,
        "Let companies see a catalogue",
        CompaniesBody,
        YES,
    ),
    Route(
        "POST",
        "/sharedCatalog/{sharedCatalogId}/unassignCompanies",
        unassign_companies,
        "Let companies see it no more",
        CompaniesBody,
        YES,
    ),
    Route(
        "GET",
        "/sharedCatalog/{sharedCatalogId}/products",
        products_of,
        "Read what a catalogue holds",
        gives=LIST,
    ),
    Route(
        "POST",
        "/sharedCatalog/{sharedCatalogId}/assignProducts",
        assign_products,
        "Put products into a catalogue",
        ProductsBody,
        YES,
    ),
    Route(
        "POST",
        "/sharedCatalog/{sharedCatalogId}/unassignProducts",
        unassign_products,
        "Take products out of a catalogue",
        ProductsBody,
        YES,
    ),
    Route(
        "POST",
        "/sharedCatalog/{sharedCatalogId}/assignTierPrices",
        put_catalog_tiers,
        "Enter prices for a catalogue",
        TiersBody,
        YES,
    ),
)

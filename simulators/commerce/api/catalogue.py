"""Products."""

from typing import Any

from simulators.commerce.api.asking import YES, Ask, Route, number_of, only, searching
from simulators.commerce.api.stock import stock_item_of
from simulators.commerce.schemas.catalogue import (
    NewProductBody,
    ProductBody,
    native_product,
    product_changes_of,
)
from simulators.commerce.service.search import Fields, fields_of

ALL_GROUPS_CODE = "ALL GROUPS"


def read_product(ask: Ask) -> Any:
    """Give one product, priced for `?company=` where that is asked."""
    product = ask.shop.catalogue.product(ask.text("sku"))
    asked = only(ask.query, "company")
    if asked is None:
        shown = native_product(product)
        shown["extension_attributes"]["stock_item"] = stock_item_of(ask.shop, product.sku)
        return shown
    company = ask.shop.companies.company(number_of("companyId", asked))
    return native_product(product, ask.shop.prices.of_each(company.group_id, product))


def add_product(ask: Ask) -> Any:
    """Enter a product, or change the one of that SKU."""
    body: NewProductBody = ask.body
    return native_product(ask.shop.catalogue.save_product(body.product.sku, product_changes_of(body.product)))


def change_product(ask: Ask) -> Any:
    """Change a product."""
    body: ProductBody = ask.body
    sku = ask.shop.catalogue.product(ask.text("sku")).sku
    return native_product(ask.shop.catalogue.save_product(sku, product_changes_of(body.product)))


def delete_product(ask: Ask) -> Any:
    """Forget a product."""
    ask.shop.catalogue.delete_product(ask.text("sku"))
    return True


PRODUCT_FIELDS: Fields = {
    **fields_of(
        native_product,
        *("id", "sku", "name", "price", "status", "visibility", "weight"),
        *("type_id", "attribute_set_id", "created_at", "updated_at"),
    ),
    "entity_id": lambda product: product.id,
}

ROUTES = (
    searching(
        "/products",
        lambda shop: shop.store.products.values(),
        native_product,
        PRODUCT_FIELDS,
        "Search products",
    ),
    Route("POST", "/products", add_product, "Enter a product", NewProductBody),
    Route("GET", "/products/{sku}", read_product, "Read a product", asks=("company",)),
    Route("PUT", "/products/{sku}", change_product, "Change a product", ProductBody),
    Route("DELETE", "/products/{sku}", delete_product, "Forget a product", gives=YES),
)

"""Prices of the list and of customer groups."""

from typing import Any

from simulators.commerce.api.asking import LIST, Ask, Route
from simulators.commerce.domain.catalogue import ALL_GROUPS, Tier, TierPrice
from simulators.commerce.errors import CommerceError, NoSuchEntityError
from simulators.commerce.events.orders import amount
from simulators.commerce.schemas.catalogue import (
    BasePricesBody,
    SkusBody,
    TierBody,
    TiersBody,
    native_tier,
)
from simulators.commerce.service.catalogue import ProductChanges
from simulators.commerce.service.shop import Shop

ALL_GROUPS_CODE = "ALL GROUPS"


def tiers(ask: Ask) -> Any:
    """Give the prices of customer groups for some products."""
    body: SkusBody = ask.body
    return [
        native_tier(price, _group_code(ask.shop, price.group_id))
        for price in ask.shop.prices.of_products(body.skus)
    ]


def put_tiers(ask: Ask) -> Any:
    """Enter prices of customer groups; what cannot be entered is answered row by row."""
    body: TiersBody = ask.body
    good, failures = _sorted_out(ask.shop, body.prices)
    for price in good:
        ask.shop.prices.put(price)
    return failures


def replace_tiers(ask: Ask) -> Any:
    """Enter prices in the place of all that their products had."""
    body: TiersBody = ask.body
    good, failures = _sorted_out(ask.shop, body.prices)
    ask.shop.prices.replace_all(good)
    return failures


def delete_tiers(ask: Ask) -> Any:
    """Delete prices of customer groups."""
    body: TiersBody = ask.body
    good, failures = _sorted_out(ask.shop, body.prices)
    for price in good:
        if not ask.shop.prices.drop(price.group_id, price.sku, price.tier.quantity):
            failures.append(_failure(NoSuchEntityError("sku", price.sku)))
    return failures


def base_prices(ask: Ask) -> Any:
    """Give the prices of the list for some products."""
    body: SkusBody = ask.body
    found = [ask.shop.catalogue.product(sku) for sku in body.skus]
    return [{"price": amount(product.list_price), "store_id": 0, "sku": product.sku} for product in found]


def put_base_prices(ask: Ask) -> Any:
    """Enter prices of the list; what cannot be entered is answered row by row."""
    body: BasePricesBody = ask.body
    failures = []
    for row in body.prices:
        if row.sku in ask.shop.store.products:
            ask.shop.catalogue.save_product(row.sku, ProductChanges(None, row.price, None, None, None, None))
        else:
            failures.append(_failure(NoSuchEntityError("sku", row.sku)))
    return failures


def _sorted_out(shop: Shop, rows: list[TierBody]) -> tuple[list[TierPrice], list[dict[str, Any]]]:
    groups = {group.code: group.id for group in shop.store.groups.values()} | {ALL_GROUPS_CODE: ALL_GROUPS}
    good, failures = [], []
    for row in rows:
        group_id = groups.get(row.customer_group)
        if row.sku not in shop.store.products:
            failures.append(_failure(NoSuchEntityError("sku", row.sku)))
        elif group_id is None:
            failures.append(_failure(NoSuchEntityError("customer_group", row.customer_group)))
        else:
            good.append(TierPrice(row.sku, group_id, Tier(row.quantity, row.price, row.price_type)))
    return good, failures


def _failure(refusal: CommerceError) -> dict[str, Any]:
    """Say what was wrong with one row the way lists of failures do: with numbered placeholders."""
    message = refusal.message
    for number, name in enumerate(refusal.parameters, 1):
        message = message.replace(f"%{name}", f"%{number}")
    return {"message": message, "parameters": list(refusal.parameters.values())}


def _group_code(shop: Shop, group_id: int) -> str:
    return ALL_GROUPS_CODE if group_id == ALL_GROUPS else shop.companies.group(group_id).code


ROUTES = (
    Route(
        "POST", "/products/tier-prices-information", tiers, "Read prices of customer groups", SkusBody, LIST
    ),
    Route("POST", "/products/tier-prices", put_tiers, "Enter prices of customer groups", TiersBody, LIST),
    Route(
        "PUT", "/products/tier-prices", replace_tiers, "Replace prices of customer groups", TiersBody, LIST
    ),
    Route(
        "POST",
        "/products/tier-prices-delete",
        delete_tiers,
        "Delete prices of customer groups",
        TiersBody,
        LIST,
    ),
    Route(
        "POST", "/products/base-prices-information", base_prices, "Read prices of the list", SkusBody, LIST
    ),
    Route("POST", "/products/base-prices", put_base_prices, "Enter prices of the list", BasePricesBody, LIST),
)

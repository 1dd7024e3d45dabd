"""Inventory, products and places, over HTTP."""

from collections.abc import Callable

from fastapi import Request, Response

from simulators.chassis.describing import Operation
from simulators.threepl.api.serving import (
    CURSOR,
    LOOK,
    OF_QUERY,
    ONE,
    address,
    answer,
    entered,
    path_id,
    queried,
)
from simulators.threepl.domain.goods import VARIANT_OFFSET
from simulators.threepl.schemas import answers as show
from simulators.threepl.schemas import described
from simulators.threepl.schemas.answers import Answer
from simulators.threepl.service import Provider
from simulators.threepl.service.inventory import Level

Show = Callable[[Level], Answer]
PAGE = (OF_QUERY.ids("InventoryIds"), OF_QUERY.text("SearchBy"), CURSOR, OF_QUERY.whole("PageSize", 50, 250))
PRODUCTS = (OF_QUERY.ids("InventoryId"), OF_QUERY.text("Search"), CURSOR, OF_QUERY.whole("PageSize", 50, 250))


def _page(provider: Provider, request: Request, path: str, shown: Show) -> Response:
    is_product = path == "/product"
    ids, search, first, size = queried(request, PRODUCTS if is_product else PAGE)
    levels, further = provider.inventory.levels(first, size, ids, search.casefold())
    names = ("InventoryId", "Search") if is_product else ("InventoryIds", "SearchBy")
    kept = "".join(f"{name}={request.query_params[name]}&" for name in names if name in request.query_params)
    target = address(request, f"{path}?{kept}PageSize={size}&")
    return answer(request, show.page_document([shown(level) for level in levels], target, further))


def _levels(provider: Provider) -> Show:
    awaiting, owed = provider.inventory.on_the_way()
    return lambda level: show.level_document(level, awaiting, owed)


def _locations(provider: Provider) -> Show:
    awaiting, _ = provider.inventory.on_the_way()
    return lambda level: show.level_by_location(level, provider.store.site, awaiting)


async def get_levels(request: Request) -> Response:
    """Show a page of inventory levels."""
    provider = entered(request)
    return _page(provider, request, "/inventory-level", _levels(provider))


async def get_level(request: Request) -> Response:
    """Show one item's inventory level."""
    provider = entered(request)
    return answer(request, _levels(provider)(provider.inventory.level(path_id(request, "inventory"))))


async def get_levels_by_location(request: Request) -> Response:
    """Show a page of inventory levels, location by location."""
    provider = entered(request)
    return _page(provider, request, "/inventory-level/locations", _locations(provider))


async def get_level_by_location(request: Request) -> Response:
    """Show one item's inventory level, location by location."""
    provider = entered(request)
    return answer(request, _locations(provider)(provider.inventory.level(path_id(request, "inventory"))))


async def get_inventories(request: Request) -> Response:
    """Show a page of inventory."""
    return _page(entered(request), request, "/inventory", show.inventory_document)


async def get_inventory(request: Request) -> Response:
    """Show one item of inventory."""
    level = entered(request).inventory.level(path_id(request, "inventory"))
    return answer(request, show.inventory_document(level))


async def get_products(request: Request) -> Response:
    """Show a page of products."""
    return _page(entered(request), request, "/product", show.product_document)


async def get_product(request: Request) -> Response:
    """Show one product."""
    provider = entered(request)
    level = provider.inventory.level(path_id(request, "product") - VARIANT_OFFSET, "product")
    return answer(request, show.product_document(level))


async def get_locations(request: Request) -> Response:
    """Show where the provider works."""
    return answer(request, [show.location_document(entered(request).store.site)])


async def get_channels(request: Request) -> Response:
    """Show through which channels orders come in."""
    entered(request)
    channel = {**show.CHANNEL, "application_name": "API", "scopes": ["orders_read", "orders_write"]}
    return answer(request, show.page_document([channel], address(request, "/channel"), None))


_LEVEL, _INVENTORY = "/inventory-level", "/inventory"
OPERATIONS = (
    Operation("GET", _LEVEL, get_levels, described.LevelPage, refusals=LOOK, query=PAGE),
    Operation(
        "GET",
        f"{_LEVEL}/locations",
        get_levels_by_location,
        described.LocationsPage,
        refusals=LOOK,
        query=PAGE,
    ),
    Operation("GET", f"{_LEVEL}/{{inventory_id}}", get_level, described.LevelAnswer, refusals=ONE),
    Operation(
        "GET",
        f"{_LEVEL}/{{inventory_id}}/locations",
        get_level_by_location,
        described.LocationsAnswer,
        refusals=ONE,
    ),
    Operation("GET", _INVENTORY, get_inventories, described.InventoryPage, refusals=LOOK, query=PAGE),
    Operation(
        "GET", f"{_INVENTORY}/{{inventory_id}}", get_inventory, described.InventoryAnswer, refusals=ONE
    ),
    Operation("GET", "/product", get_products, described.ProductPage, refusals=LOOK, query=PRODUCTS),
    Operation("GET", "/product/{product_id}", get_product, described.ProductAnswer, refusals=ONE),
    Operation("GET", "/location", get_locations, list[described.LocationAnswer], refusals=(401, 429)),
    Operation(
        "GET", "/fulfillment-center", get_locations, list[described.LocationAnswer], refusals=(401, 429)
    ),
    Operation("GET", "/channel", get_channels, described.ChannelPage, refusals=(401, 429)),
)

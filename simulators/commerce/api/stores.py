"""How the shop is divided: one website, one store in it, one view of that store. Clients ask first of all."""

from typing import Any

from simulators.commerce.api.asking import LIST, Ask, Route
from simulators.commerce.events.orders import STORE_ID

ROOT_CATEGORY_ID = 2
WEBSITES = (
    {"id": 0, "code": "admin", "name": "Admin", "default_group_id": 0},
    {"id": 1, "code": "base", "name": "Main Website", "default_group_id": 1},
)
GROUPS = (
    {
        "id": 0,
        "website_id": 0,
        "root_category_id": 0,
        "default_store_id": 0,
        "name": "Default",
        "code": "default",
    },
    {
        "id": 1,
        "website_id": 1,
        "root_category_id": ROOT_CATEGORY_ID,
        "default_store_id": STORE_ID,
        "name": "Main Website Store",
        "code": "main_website_store",
    },
)
VIEWS = (
    {"id": 0, "code": "admin", "name": "Admin", "website_id": 0, "store_group_id": 0, "is_active": 1},
    {
        "id": STORE_ID,
        "code": "default",
        "name": "Default Store View",
        "website_id": 1,
        "store_group_id": 1,
        "is_active": 1,
    },
)


def websites(_: Ask) -> Any:
    """Give the websites."""
    return WEBSITES


def groups(_: Ask) -> Any:
    """Give the stores of the websites."""
    return GROUPS


def views(_: Ask) -> Any:
    """Give the views of the stores."""
    return VIEWS


def configs(ask: Ask) -> Any:
    """Give how each view is set, or those that `storeCodes[]` names."""
    asked = [value for name, value in ask.query if name.startswith("storeCodes")]
    currency = next((each.currency for each in ask.shop.store.companies.values()), "EUR")
    view = {
        "id": STORE_ID,
        "code": "default",
        "website_id": 1,
        "locale": "en_US",
        "base_currency_code": currency,
        "default_display_currency_code": currency,
        "timezone": "UTC",
        "weight_unit": "kgs",
    }
    return [view] if not asked or "default" in asked else []


ROUTES = (
    Route("GET", "/store/websites", websites, "Read the websites", gives=LIST),
    Route("GET", "/store/storeGroups", groups, "Read the stores", gives=LIST),
    Route("GET", "/store/storeViews", views, "Read the store views", gives=LIST),
    Route("GET", "/store/storeConfigs", configs, "Read how store views are set", gives=LIST),
)

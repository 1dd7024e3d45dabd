"""Every route of the shop, the busiest first."""

from simulators.commerce.api import (
    carts,
    catalogue,
    companies,
    documents,
    hooks,
    orders,
    prices,
    quotes,
    returns,
    shared_catalogues,
    stock,
    stores,
)
from simulators.commerce.api.asking import Route, Switchboard

ROUTES: tuple[Route, ...] = (
    *orders.BUSIEST,
    *documents.BUSIEST,
    *orders.ROUTES,
    *documents.ROUTES,
    *companies.ROUTES,
    *prices.ROUTES,
    *catalogue.ROUTES,
    *shared_catalogues.ROUTES,
    *stock.ROUTES,
    *carts.ROUTES,
    *quotes.ROUTES,
    *returns.ROUTES,
    *hooks.ROUTES,
    *stores.ROUTES,
)
SWITCHBOARD = Switchboard(ROUTES)

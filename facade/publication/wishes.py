"""What a channel should show, by the books that are kept here and the side that answers now."""

from collections.abc import Callable, Mapping

from facade.availability.atp import Share, available
from facade.availability.stock_picture import StockPicture
from facade.canonical.catalogue import Key, Rows, Subject, Value
from facade.ports import Clock
from facade.pricing.price_book import PriceBook
from facade.publication.availability import buying
from facade.publication.channel_feed import Wish
from facade.routing.policy import Policy
from facade.routing.stage import Side


def wishes(
    picture: StockPicture, prices: PriceBook, share: Share, policy: Callable[[], Policy], clock: Clock
) -> Mapping[Subject, Callable[[], Wish]]:
    """Give, by subject, what tells what a channel should show now."""

    def answering(capability: str) -> Side:
        return policy().route(capability, "").reads[0]

    def stock() -> Wish:
        side, today, now = answering("availability"), clock.now().date(), policy()
        supplies = [
            (item_id, picture.supply(side, item_id, buying(now, item_id))) for item_id in picture.items(side)
        ]
        rows: dict[Key, Value] = {
            item_id: available(supply, today, share).total for item_id, supply in supplies if supply
        }
        return Wish(rows, picture.as_of(side))

    def of_prices(rows_of: Callable[[Side], Rows]) -> Callable[[], Wish]:
        def wish() -> Wish:
            side = answering("pricing")
            return Wish(rows_of(side), prices.as_of(side, ""))

        return wish

    return {
        Subject.STOCK: stock,
        Subject.PRICES: of_prices(lambda side: {one.item_id: one.list_price for one in prices.items(side)}),
        Subject.CONTRACTS: of_prices(lambda side: _contracts(prices, side)),
        Subject.ITEMS: of_prices(
            lambda _: {
                one.item_id: one.description
                for side in Side
                for one in prices.items(side)
                if policy().route("items", one.item_id).reads[0] is side
            }
        ),
        Subject.CUSTOMERS: of_prices(
            lambda _: {
                one.customer_id: one.credit_limit
                for side in Side
                for one in prices.customers(side)
                if policy().route("customers", one.customer_id).reads[0] is side
            }
        ),
    }


def _contracts(prices: PriceBook, side: Side) -> Rows:
    rows: dict[Key, Value] = {}
    for customer_id in sorted(prices.contracted(side)):
        known = prices.contracts(side, customer_id)
        if known is not None:
            rows.update(((customer_id, item_id), price) for item_id, price in known.prices.items())
    return rows

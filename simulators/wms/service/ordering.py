"""Goods owner orders: taken in, changed, released, cancelled, looked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.chassis.stock_room import total_by_item
from simulators.wms.domain.order import OrderDraft, OrderStatus, Terms, WarehouseOrder
from simulators.wms.errors import InsufficientStockError, OrderAlreadyPickedError, UnknownArticleError
from simulators.wms.service.picking import Picking
from simulators.wms.service.site import Site
from simulators.wms.store import Store


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to look for; whatever is not named does not matter."""

    number: str | None = None
    reference: str | None = None
    article: str | None = None
    wave_id: int | None = None
    status_from: int | None = None
    status_to: int | None = None
    changed_from: str | None = None

    def fit(self, order: WarehouseOrder) -> bool:
        """Tell whether an order is one of those that are looked for; its number was looked at before."""
        wanted_is_found: Iterable[tuple[Any, bool]] = (
            (self.reference, order.reference == self.reference),
            (self.wave_id, order.wave_id == self.wave_id),
            (self.status_from, order.status >= (self.status_from or 0)),
            (self.status_to, order.status <= (self.status_to or 0)),
            (self.changed_from, order.changed_at.isoformat() >= (self.changed_from or "")),
        )
        if not all(is_found for wanted, is_found in wanted_is_found if wanted is not None):
            return False
        return self.article is None or any(article == self.article for _, article, _ in order.rows)


def must_be_registered(store: Store, articles: Iterable[str]) -> None:
    """Refuse what is not in the register.

    Raises:
        UnknownArticleError: the message names the first such article.
    """
    for number in articles:
        if number not in store.articles:
            raise UnknownArticleError(f"there is no article {number!r} in this warehouse")


class Orders:
    """What a goods owner can ask of the warehouse."""

    def __init__(self, site: Site, picking: Picking) -> None:
        self._site = site
        self._picking = picking

    def create(self, draft: OrderDraft) -> WarehouseOrder:
        """Allocate the whole order, or nothing of it.

        Raises:
            UnknownArticleError: an article is not in the register.
            InsufficientStockError: one article or more is short, and the order would not wait for it.
        """
        site = self._site
        needed = total_by_item(draft.rows)
        must_be_registered(site.store, needed)
        short = self._short_of(needed, {})
        if short and draft.terms.on_shortage == "Reject":
            raise _insufficient(draft.number, needed, short)
        status = OrderStatus.BACKORDERED if short else OrderStatus.ALLOCATED
        order = site.store.add_order(draft, status, site.now())
        if short:
            site.store.waiting_for_goods[order.order_id] = None
        else:
            order.allocated = order.rows
            site.room.reserve(needed)
        self._told(order, needed)
        return order

    def order(self, order_id: int) -> WarehouseOrder:
        """Give one order; an id that there is none of is not found."""
        return self._site.order(order_id)

    def find(self, criteria: Criteria, order_id_from: int, limit: int) -> list[WarehouseOrder]:
        """Give up to `limit` orders that fit, oldest first, from an id on."""
        found: list[WarehouseOrder] = []
        for order in self._candidates(criteria.number):
            if len(found) == limit:
                break
            if order.order_id >= order_id_from and criteria.fit(order):
                found.append(order)
        return found

    def replace(self, order_id: int, draft: OrderDraft) -> WarehouseOrder:
        """Put a new version in the place of an order that is not released.

        Raises:
            InsufficientStockError: stock does not cover the new rows; the order is what it was.
        """
        site, order = self._site, self._site.order(order_id)
        order.must_be_changeable()
        before, needed = total_by_item(order.allocated), total_by_item(draft.rows)
        must_be_registered(site.store, needed)
        if order.status is OrderStatus.ALLOCATED and (short := self._short_of(needed, before)):
            raise _insufficient(order.number, needed, short)
        order = site.store.orders.edit(order_id)
        if order.status is OrderStatus.ALLOCATED:
            site.room.exchange(before, needed)
            order.allocated = draft.rows
        order.rows, order.consignee, order.terms = draft.rows, draft.consignee, draft.terms
        order.change(site.now())
        self._told(order, {**before, **needed})
        return order

    def set_terms(self, order_id: int, terms: Terms) -> WarehouseOrder:
        """Treat an order otherwise, as long as nobody has picked it.

        Raises:
            OrderAlreadyPickedError: it is too late.
        """
        if self._site.order(order_id).status >= OrderStatus.PICKED:
            raise OrderAlreadyPickedError(f"order {order_id} is picked or cancelled: too late to change it")
        order = self._site.order_to_change(order_id)
        order.terms = terms
        order.change(self._site.now())
        return order

    def release(self, order_id: int) -> WarehouseOrder:
        """Let an allocated order join the next wave; without waves, work begins at once."""
        site = self._site
        order = site.order_to_change(order_id)
        order.release(site.now())
        site.store.waiting_for_wave[order_id] = None
        site.announcer.order(order)
        self._picking.start_waves_without_waiting()
        return order

    def cancel(self, order_id: int) -> WarehouseOrder:
        """Take an order back and free what it had allocated."""
        site = self._site
        order = site.order_to_change(order_id)
        if order.is_with_pickers and site.strike("cancel_ignored", order):
            return order  # answered as if it had been heard on the floor
        freed = total_by_item(order.allocated)
        order.cancel(site.now())
        site.store.waiting_for_wave.pop(order_id, None)
        site.store.waiting_for_goods.pop(order_id, None)
        site.room.free(freed)
        self._told(order, freed)
        return order

    def _candidates(self, number: str | None) -> Iterator[WarehouseOrder]:
        orders = self._site.store.orders
        if number is None:
            return iter(orders.values())
        ids = self._site.store.order_ids_by_number.get(number, ())
        return (orders[order_id] for order_id in ids)

    def _short_of(self, needed: Mapping[str, int], besides: Mapping[str, int]) -> list[Mapping[str, Any]]:
        return [
            {
                "articleNumber": stock.item,
                "orderedNumberOfItems": needed[stock.item],
                "availableNumberOfItems": stock.available,
            }
            for stock in self._site.room.short_of(needed, besides)
        ]

    def _told(self, order: WarehouseOrder, articles: Iterable[str]) -> None:
        self._site.announcer.order(order)
        self._site.announcer.stock(articles, "allocation", order.number)


def _insufficient(
    number: str, needed: Mapping[str, int], short: list[Mapping[str, Any]]
) -> InsufficientStockError:
    return InsufficientStockError(
        f"order {number}: stock does not cover {len(short)} of {len(needed)} articles", short
    )

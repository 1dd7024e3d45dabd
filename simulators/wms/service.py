"""What can be done in the warehouse: order, release, cancel, receive, look, subscribe; and the floor's work.

No method awaits between reading and storing, so that two calls never see half of a change.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from simulators.chassis.habits import Habits, Settings
from simulators.chassis.pages import page
from simulators.chassis.stock_room import Quantities, Stock, StockRoom, total_by_item
from simulators.chassis.webhooks import Deliveries, Delivery
from simulators.chassis.world import World
from simulators.wms.domain import (
    PACES,
    Article,
    OrderDraft,
    OrderStatus,
    Subscription,
    WarehouseOrder,
)
from simulators.wms.errors import (
    InsufficientStockError,
    OrderNotFoundError,
    SubscriptionNotFoundError,
    UnknownArticleError,
)
from simulators.wms.events import (
    AUDITED,
    fulfilment_commit,
    signed,
    status_webhook,
)
from simulators.wms.store import Store


class Warehouse:
    """One warehouse in one world."""

    def __init__(self, world: World, store: Store, webhook_secret: bytes, habits: Habits) -> None:
        self.world = world
        self.store = store
        self.pace = PACES[world.pace]
        self.room = StockRoom(world, store.site, store.stock)
        self._webhook_secret = webhook_secret
        self._habits = habits
        self._deliveries = Deliveries(world, store.agenda, store.deliveries, self._signed)
        self.acts = {
            "pick": self._pick,
            "pack": self._pack,
            "ship": self._ship,
            **self._deliveries.acts,
        }

    def create_order(self, draft: OrderDraft) -> WarehouseOrder:
        """Allocate the whole order, or nothing of it.

        Raises:
            UnknownArticleError: an article is not in the register.
            InsufficientStockError: one article or more is short; the details name each.
        """
        needed = total_by_item(draft.rows)
        self._must_be_registered(needed)
        short = [
            {
                "articleNumber": stock.item,
                "orderedNumberOfItems": needed[stock.item],
                "availableNumberOfItems": stock.available,
            }
            for stock in self.room.short_of(needed)
        ]
        if short:
            raise InsufficientStockError(
                f"order {draft.number}: stock does not cover {len(short)} of {len(needed)} articles", short
            )
        order = self.store.add_order(draft, self.world.clock.now())
        self.room.reserve(needed)
        self._tell(order)
        return order

    def order(self, order_id: int) -> WarehouseOrder:
        """Give one order.

        Raises:
            OrderNotFoundError: no order has that id.
        """
        try:
            return self.store.orders[order_id]
        except KeyError:
            raise OrderNotFoundError(f"there is no order {order_id}") from None

    def orders_numbered(self, number: str) -> list[WarehouseOrder]:
        """Give every order under the goods owner's number, oldest first."""
        return self.store.orders_numbered(number)

    def release_order(self, order_id: int) -> WarehouseOrder:
        """Let an allocated order join the next wave; without waves, work begins at once."""
        order = self._to_change(order_id)
        order.release(self.world.clock.now())
        self.store.waiting_for_wave[order_id] = None
        self._tell(order)
        if not self.pace.waits_for_waves:
            self.start_wave()
        return order

    def cancel_order(self, order_id: int) -> WarehouseOrder:
        """Take an order back and free what it had allocated."""
        order = self._to_change(order_id)
        order.cancel(self.world.clock.now())
        self.store.waiting_for_wave.pop(order_id, None)
        self.room.free(total_by_item(order.rows))
        self._tell(order)
        return order

    def receive(self, reference: str, quantities: Quantities) -> int:
        """Put goods on the shelves and give the receipt's number.

        Raises:
            UnknownArticleError: an article is not in the register; nothing has been received.
        """
        self._must_be_registered(quantities)
        self.store.last_receipt_id += 1
        self.room.receive(quantities, reference)
        return self.store.last_receipt_id

    def articles_from(self, number: str, limit: int) -> tuple[list[Article], str | None]:
        """Give a page of the register, and where the next one begins."""
        numbers, further = page(self.store.article_numbers, number, limit)
        return [self.store.articles[n] for n in numbers], further

    def stock_from(self, number: str, limit: int) -> tuple[list[Stock], str | None]:
        """Give a page of stock, and where the next one begins."""
        numbers, further = page(self.store.article_numbers, number, limit)
        return [self.store.stock[n] for n in numbers], further

    def subscribe(self, url: str, statuses: tuple[int, ...]) -> Subscription:
        """Tell `url` of every change to one of `statuses` from now on; of all changes when none is named."""
        return self.store.add_subscription(url, statuses)

    def subscriptions(self) -> list[Subscription]:
        """Give the subscribers, oldest first."""
        return list(self.store.subscriptions.values())

    def unsubscribe(self, subscription_id: int) -> None:
        """Tell that subscriber nothing more.

        Raises:
            SubscriptionNotFoundError: there is no such subscription.
        """
        if self.store.subscriptions.pop(subscription_id, None) is None:
            raise SubscriptionNotFoundError(f"there is no webhook subscription {subscription_id}")

    def start_wave(self) -> None:
        """Take every released order into one wave and send the pickers."""
        if not self.store.waiting_for_wave:
            return
        self.store.last_wave_id += 1
        for order_id in self.store.waiting_for_wave:
            order = self.store.orders.edit(order_id)
            order.wave_id = self.store.last_wave_id
            walk_s = self.pace.picking_s(len(order.rows), self._chance("pick", order))
            self._after(walk_s, "pick", order)
        self.store.waiting_for_wave.clear()

    def _pick(self, order_id: int) -> None:
        order = self.store.orders.edit(order_id)
        if order.status is not OrderStatus.RELEASED:
            return  # cancelled while the picker was on the way
        order.pick(self.world.clock.now())
        self._tell(order)
        self._after(self.pace.packing_s(self._chance("pack", order)), "pack", order)

    def _pack(self, order_id: int) -> None:
        order, now = self.store.orders.edit(order_id), self.world.clock.now()
        order.pack(now)
        self._tell(order)
        missed = self._strike("missed_cut_off", order) if self.pace.waits_for_waves else None
        cut_offs = missed["cut_offs"] if missed else 0
        leaves_at = self.pace.leaves_at(now, self._chance("load", order), cut_offs)
        self.store.agenda.put(leaves_at, "ship", order_id)

    def _ship(self, order_id: int) -> None:
        order = self.store.orders.edit(order_id)
        order.ship(self.world.clock.now())
        self.room.issue(total_by_item(order.rows), order.delivery_note)
        self._tell(order)

    def _after(self, wait_s: float, act: str, order: WarehouseOrder) -> None:
        self.store.agenda.put(self.world.clock.now() + timedelta(seconds=wait_s), act, order.order_id)

    def _to_change(self, order_id: int) -> WarehouseOrder:
        self.order(order_id)
        return self.store.orders.edit(order_id)

    def _must_be_registered(self, numbers: Iterable[str]) -> None:
        for number in numbers:
            if number not in self.store.articles:
                raise UnknownArticleError(f"there is no article {number!r} in this warehouse")

    def _tell(self, order: WarehouseOrder) -> None:
        """Announce where the order now stands: to the auditor, then to the subscribers."""
        if order.status in AUDITED:
            self.world.commit(fulfilment_commit(self.store.site, order))
        for subscription in self.store.subscriptions.values():
            if subscription.wants(order.status):
                late, repeated = self._habits.telling(order.reference, *_key(order))
                self._deliveries.put(self._delivery(subscription, order), late, repeated)

    def _delivery(self, subscription: Subscription, order: WarehouseOrder) -> Delivery:
        """Fix what the message says in the step of the change itself: the order moves on meanwhile."""
        key = (*_key(order), subscription.subscription_id)
        event_id = str(self.world.ids.uuid(self.world.system, "webhook", *key))
        return Delivery(subscription.url, status_webhook(order, event_id), event_id, order.reference)

    def _signed(self, delivery: Delivery) -> Mapping[str, str]:
        return signed(self._webhook_secret, delivery.message_id, delivery.body)

    def _chance(self, purpose: str, order: WarehouseOrder) -> float:
        return self.world.chance.uniform(self.world.system, purpose, *_key(order))

    def _strike(self, kind: str, order: WarehouseOrder) -> Settings | None:
        return self._habits.strike(kind, order.reference, *_key(order))


def _key(order: WarehouseOrder) -> tuple[str, int, int]:
    return order.number, order.order_id, order.status.value

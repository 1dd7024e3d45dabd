"""What can be done in the warehouse: order, release, cancel, receive, look, subscribe; and the floor's work.

No method awaits between reading and storing, so that two calls never see half of a change.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simulators.chassis.webhooks import Deliveries, Delivery
from simulators.chassis.world import World
from simulators.wms.domain import (
    PACES,
    Article,
    OrderDraft,
    OrderStatus,
    Subscription,
    WarehouseOrder,
    items_by_article,
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
    movement_commit,
    signed,
    status_webhook,
    stock_commit,
)
from simulators.wms.store import Store

Settings = Mapping[str, Any]


class Warehouse:
    """One warehouse in one world."""

    def __init__(
        self, world: World, store: Store, webhook_secret: bytes, habits: Mapping[str, Settings]
    ) -> None:
        self.world = world
        self.store = store
        self.pace = PACES[world.pace]
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
        needed = items_by_article(draft.rows)
        articles = [self._article(number) for number in needed]
        short = [
            {
                "articleNumber": article.number,
                "orderedNumberOfItems": needed[article.number],
                "availableNumberOfItems": article.available,
            }
            for article in articles
            if article.available < needed[article.number]
        ]
        if short:
            raise InsufficientStockError(
                f"order {draft.number}: stock does not cover {len(short)} of {len(articles)} articles", short
            )
        order = self.store.add_order(draft, self.world.clock.now())
        for number in needed:
            article = self.store.articles.edit(number)
            article.allocated += needed[number]
            self.world.commit(stock_commit(self.store.site, article))
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
        for number, quantity in items_by_article(order.rows).items():
            article = self.store.articles.edit(number)
            article.allocated -= quantity
            self.world.commit(stock_commit(self.store.site, article))
        self._tell(order)
        return order

    def receive(self, reference: str, quantities: Mapping[str, int]) -> int:
        """Put goods on the shelves and give the receipt's number.

        Raises:
            UnknownArticleError: an article is not in the register; nothing has been received.
        """
        for number in quantities:
            self._article(number)
        self.store.last_receipt_id += 1
        site, commit = self.store.site, self.world.commit
        for number, quantity in quantities.items():
            article = self.store.articles.edit(number)
            article.on_hand += quantity
            commit(movement_commit(site, article, quantity, "receipt", reference))
            commit(stock_commit(site, article))
        return self.store.last_receipt_id

    def replenish(self) -> None:
        """Receive what the business sends each morning."""
        if self.store.replenishment:
            day = self.world.clock.now().date().isoformat()
            self.receive(f"REPLENISHMENT-{day}", self.store.replenishment)

    def articles_from(self, number: str, limit: int) -> tuple[list[Article], str | None]:
        """Give a page of the register, and where the next one begins."""
        return self.store.articles_from(number, limit)

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
        missed = self._habit("missed_cut_off", order) if self.pace.waits_for_waves else None
        cut_offs = missed["cut_offs"] if missed else 0
        leaves_at = self.pace.leaves_at(now, self._chance("load", order), cut_offs)
        self.store.agenda.put(leaves_at, "ship", order_id)

    def _ship(self, order_id: int) -> None:
        order = self.store.orders.edit(order_id)
        order.ship(self.world.clock.now())
        for number, quantity in items_by_article(order.rows).items():
            article = self.store.articles.edit(number)
            article.on_hand -= quantity
            article.allocated -= quantity
            self.world.commit(
                movement_commit(self.store.site, article, -quantity, "issue", order.delivery_note)
            )
            self.world.commit(stock_commit(self.store.site, article))
        self._tell(order)

    def _after(self, wait_s: float, act: str, order: WarehouseOrder) -> None:
        self.store.agenda.put(self.world.clock.now() + timedelta(seconds=wait_s), act, order.order_id)

    def _to_change(self, order_id: int) -> WarehouseOrder:
        self.order(order_id)
        return self.store.orders.edit(order_id)

    def _article(self, number: str) -> Article:
        try:
            return self.store.articles[number]
        except KeyError:
            raise UnknownArticleError(f"there is no article {number!r} in this warehouse") from None

    def _tell(self, order: WarehouseOrder) -> None:
        """Announce where the order now stands: to the auditor, then to the subscribers."""
        if order.status in AUDITED:
            self.world.commit(fulfilment_commit(self.store.site, order))
        for subscription in self.store.subscriptions.values():
            if subscription.wants(order.status):
                late, repeated = self._habit("late_webhook", order), self._habit("repeated_webhook", order)
                self._deliveries.put(self._delivery(subscription, order), late, repeated)

    def _delivery(self, subscription: Subscription, order: WarehouseOrder) -> Delivery:
        """Fix what the message says in the step of the change itself: the order moves on meanwhile."""
        key = (order.number, order.order_id, order.status.value, subscription.subscription_id)
        event_id = str(self.world.ids.uuid(self.world.system, "webhook", *key))
        return Delivery(subscription.url, status_webhook(order, event_id), event_id, order.reference)

    def _signed(self, delivery: Delivery) -> Mapping[str, str]:
        return signed(self._webhook_secret, delivery.message_id, delivery.body)

    def _chance(self, purpose: str, order: WarehouseOrder) -> float:
        key = (order.number, order.order_id, order.status.value)
        return self.world.chance.uniform(self.world.system, purpose, *key)

    def _habit(self, kind: str, order: WarehouseOrder) -> Settings | None:
        """Give the settings of a misbehaviour if this world has it on and it strikes this order now."""
        given = self.world.misbehaviours.get(kind)
        if given is None:
            return None
        settings = {**self._habits[kind], **given}
        if self._chance(kind, order) >= settings["share"]:
            return None
        self.world.misbehave(kind, order.reference)
        return settings

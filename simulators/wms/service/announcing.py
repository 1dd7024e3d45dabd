"""Who is told of what: the auditor first, then the subscribers."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from simulators.chassis.agenda import Acts
from simulators.chassis.habits import Habits
from simulators.chassis.webhooks import Deliveries, Delivery
from simulators.chassis.world import World
from simulators.wms.domain.arrivals import InboundOrder, ReturnOrder
from simulators.wms.domain.order import WarehouseOrder
from simulators.wms.domain.work import COUNT, INBOUND, RECEIPT, RETURN, STOCK, CycleCount, Subscription
from simulators.wms.errors import NotFoundError
from simulators.wms.events import (
    AUDITED,
    count_content,
    fulfilment_commit,
    inbound_content,
    notice,
    order_key,
    order_webhook,
    receipt_content,
    return_commit,
    return_content,
    signed,
    stock_content,
)
from simulators.wms.store import Store


class Announcer:
    """Says what has happened, in the very step in which it happens: things move on meanwhile."""

    def __init__(self, world: World, store: Store, webhook_secret: bytes, habits: Habits) -> None:
        self._world = world
        self._store = store
        self._secret = webhook_secret
        self._habits = habits
        self._deliveries = Deliveries(world, store.agenda, store.deliveries, self._signed)

    @property
    def acts(self) -> Acts:
        """What announcing does by itself."""
        return self._deliveries.acts

    def subscribe(self, url: str, statuses: tuple[int, ...], topics: tuple[str, ...]) -> Subscription:
        """Tell `url` of these topics from now on; of orders in these statuses, or in any of them."""
        store = self._store
        store.last_subscription_id += 1
        subscription = Subscription(store.last_subscription_id, url, statuses, topics)
        store.subscriptions[subscription.subscription_id] = subscription
        return subscription

    def subscriptions(self) -> list[Subscription]:
        """Give the subscribers, oldest first."""
        return list(self._store.subscriptions.values())

    def subscription(self, subscription_id: int) -> Subscription:
        """Give one subscriber.

        Raises:
            NotFoundError: there is no such subscription.
        """
        subscription = self._store.subscriptions.get(subscription_id)
        if subscription is None:
            raise NotFoundError("subscription", subscription_id)
        return subscription

    def unsubscribe(self, subscription_id: int) -> None:
        """Tell that subscriber nothing more. Raises as `subscription`."""
        self.subscription(subscription_id)
        del self._store.subscriptions[subscription_id]

    def order(self, order: WarehouseOrder) -> None:
        """Announce where an order now stands."""
        if order.status in AUDITED:
            self._world.commit(fulfilment_commit(self._store.site, order))
        for subscription in self._store.subscriptions.values():
            if subscription.wants(order.status):
                self._tell(subscription, order)

    def stock(self, articles: Iterable[str], cause: str, reference: str) -> None:
        """Announce what now lies there of some articles."""
        if self._listeners(STOCK):
            for article in articles:
                self._notice(STOCK, article, stock_content(self._store.stock[article], cause, reference))

    def inbound(self, inbound: InboundOrder) -> None:
        """Announce where a delivery now stands, twice under two ids if that is the product's habit."""
        self._notice(INBOUND, inbound.number, inbound_content(inbound))
        if self._habits.strike(
            "repeated_receipt_notice", inbound.number, inbound.inbound_id, inbound.version
        ):
            self._notice(INBOUND, inbound.number, inbound_content(inbound))

    def receipt(self, receipt_id: int, reference: str, quantities: Mapping[str, int]) -> None:
        """Announce that goods have been put on the shelves: news that serves no order yet."""
        self._notice(RECEIPT, "", receipt_content(receipt_id, reference, quantities))

    def returned(self, returned: ReturnOrder, external_ref: str) -> None:
        """Announce where a return of an order now stands."""
        self._world.commit(return_commit(self._store.site, returned, external_ref))
        self._notice(RETURN, external_ref, return_content(returned))

    def count(self, count: CycleCount) -> None:
        """Announce where a count now stands."""
        self._notice(COUNT, f"count {count.count_id}", count_content(count))

    def _listeners(self, topic: str) -> list[Subscription]:
        return [s for s in self._store.subscriptions.values() if topic in s.topics]

    def _notice(self, topic: str, subject: str, content: Mapping[str, Any]) -> None:
        for subscription in self._listeners(topic):
            self._store.last_notice += 1
            event_id = self._event_id(topic, self._store.last_notice)
            body = notice(topic, event_id, self._world.clock.now(), content)
            late, repeated = self._habits.telling(subject, topic, self._store.last_notice)
            self._deliveries.put(Delivery(subscription.url, body, event_id, subject), late, repeated)

    def _tell(self, subscription: Subscription, order: WarehouseOrder) -> None:
        key, shown_at = order_key(order), order.changed_at
        late = repeated = None
        if not self._habits.is_good:
            late, repeated = self._habits.telling(order.reference, *key)
            if ahead := self._habits.strike("local_time", order.reference, *key):
                shown_at += timedelta(seconds=ahead["ahead_s"])
        event_id = self._event_id(*key, order.version, subscription.subscription_id)
        body = order_webhook(order, event_id, shown_at)
        self._deliveries.put(Delivery(subscription.url, body, event_id, order.reference), late, repeated)

    def _event_id(self, *key: str | int) -> str:
        return str(self._world.ids.uuid(self._world.system, "webhook", *key))

    def _signed(self, delivery: Delivery) -> Mapping[str, str]:
        spoilt = not self._habits.is_good and self._habits.strike(
            "bad_signature", delivery.correlation, delivery.message_id, delivery.attempts
        )
        secret = self._secret[::-1] if spoilt else self._secret
        return signed(secret, delivery.message_id, delivery.body)

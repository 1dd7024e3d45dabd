"""Who is told of what: the auditor first, then the subscribers."""

from base64 import b64encode
from collections.abc import Mapping

from simulators.chassis.agenda import Acts
from simulators.chassis.habits import Habits
from simulators.chassis.webhooks import Deliveries, Delivery
from simulators.chassis.world import World
from simulators.threepl.domain.goods import Return, Webhook
from simulators.threepl.domain.orders import Order
from simulators.threepl.errors import NotFoundError
from simulators.threepl.events import (
    AUDITED,
    RETURN_TOPICS,
    STOCKED,
    TOPICS,
    fulfilment_commit,
    return_commit,
    return_document,
    return_webhook,
    shipment_webhook,
    signed,
    stocked_webhook,
)
from simulators.threepl.store import Store

Key = tuple[str | int, ...]


class Telling:
    """Says what has happened, in the very step in which it happens: things move on meanwhile."""

    acts: Acts

    def __init__(self, world: World, store: Store, habits: Habits) -> None:
        self._world = world
        self._store = store
        self._habits = habits
        self._deliveries = Deliveries(world, store.agenda, store.deliveries, self._signed)
        self.acts = self._deliveries.acts

    def subscribe(self, url: str, topics: tuple[str, ...], secret: str | None, description: str) -> Webhook:
        """Tell `url` of `topics` from now on, signed with `secret`; with a new one when none is given."""
        self._store.last_webhook_id += 1
        webhook_id = self._store.last_webhook_id
        if secret is None:
            seed = b"".join(
                self._world.ids.uuid(self._world.system, "secret", webhook_id, n).bytes for n in (0, 1)
            )
            secret = f"whsec_{b64encode(seed[:24]).decode()}"
        webhook = Webhook(webhook_id, url, topics, secret, description, self._world.clock.now())
        self._store.webhooks[webhook_id] = webhook
        return webhook

    def webhooks(self) -> list[Webhook]:
        """Give the subscriptions, oldest first."""
        return list(self._store.webhooks.values())

    def unsubscribe(self, webhook_id: int) -> None:
        """Tell that subscriber nothing more.

        Raises:
            NotFoundError: there is no such subscription.
        """
        if self._store.webhooks.pop(webhook_id, None) is None:
            raise NotFoundError("webhook", webhook_id)

    def of_order(self, order: Order, *, has_goods: bool = True) -> None:
        """Announce where an order now stands; the auditor hears only of those that have, or had, goods."""
        if has_goods and order.status in AUDITED:
            self._world.commit(fulfilment_commit(self._store.site, order))
        listeners = self._listeners(TOPICS[order.status])
        if listeners:
            key = (order.reference_id, order.id, order.status.value, len(order.logs))
            self._say(listeners, TOPICS[order.status], shipment_webhook(order), order.order_number, key)

    def of_return(self, back: Return, order: Order | None) -> None:
        """Announce how far a return has come, of the order that it was shipped with, if that is known."""
        if order is not None:
            self._world.commit(return_commit(self._store.site, back, order))
        correlation = back.reference_id if order is None else order.order_number
        topic = RETURN_TOPICS[back.status]
        if listeners := self._listeners(topic):
            names = {line.inventory_id: self._store.inventory[line.inventory_id].name for line in back.lines}
            document = return_document(back, self._store.site, names)
            body = return_webhook(back, self._world.clock.now(), document)
            key = (back.reference_id, back.id, back.status.value, len(back.history))
            self._say(listeners, topic, body, correlation, key)

    def of_stock(self, reference: str, quantities: Mapping[str, int]) -> None:
        """Announce what has been put in its bins: news that serves no order yet."""
        if listeners := self._listeners(STOCKED):
            now = self._world.clock.now()
            body = stocked_webhook(reference, now, quantities)
            self._say(listeners, STOCKED, body, "", (reference, STOCKED, now.isoformat()))

    def _listeners(self, topic: str) -> list[Webhook]:
        return [webhook for webhook in self._store.webhooks.values() if topic in webhook.topics]

    def _say(self, listeners: list[Webhook], topic: str, body: bytes, correlation: str, key: Key) -> None:
        for webhook in listeners:
            late, repeated = self._habits.telling(correlation, *key)
            about = (*key, webhook.id)
            message_id = f"msg_{self._world.ids.uuid(self._world.system, 'webhook', *about).hex}"
            signing = (webhook.secret, topic)
            self._deliveries.put(
                Delivery(webhook.url, body, message_id, correlation, signing), late, repeated
            )

    def _signed(self, delivery: Delivery) -> Mapping[str, str]:
        secret, topic = delivery.signing
        return signed(secret, topic, delivery.message_id, self._world.clock.now(), delivery.body)

"""What a client can ask of the provider: order, release, cancel, receive, look, subscribe; and its work.

No method awaits between reading and storing, so that two calls never see half of a change.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from simulators.chassis.habits import Habits, Settings
from simulators.chassis.pages import page
from simulators.chassis.stock_room import Quantities, Stock, StockRoom, total_by_item
from simulators.chassis.webhooks import Deliveries, Delivery
from simulators.chassis.world import World
from simulators.threepl.domain import (
    PACES,
    InventoryItem,
    Order,
    OrderDraft,
    ShipmentStatus,
    Webhook,
)
from simulators.threepl.errors import (
    InsufficientInventoryError,
    OrderNotFoundError,
    RateLimitedError,
    ValidationFailedError,
    WebhookNotFoundError,
)
from simulators.threepl.events import (
    TOPICS,
    fulfilment_commit,
    shipment_webhook,
    signed,
)
from simulators.threepl.store import Store


class Provider:
    """One logistics provider in one world, with one client and one location."""

    def __init__(self, world: World, store: Store, habits: Habits, plan: Settings) -> None:
        self.world = world
        self.store = store
        self.pace = PACES[world.pace]
        self.room = StockRoom(world, store.site, store.stock)
        self._habits = habits
        self._plan = plan
        self._deliveries = Deliveries(world, store.agenda, store.deliveries, self._signed)
        self.acts = {"pick": self._pick, "ship": self._ship, **self._deliveries.acts}

    def admit(self, subject: str) -> None:
        """Count one call against the client's plan.

        Raises:
            RateLimitedError: the calls of this window are used up.
        """
        plan = self._habits.settings("request_rate") or self._plan
        wait_s = self.store.calls.take(self.world.clock.monotonic(), plan["calls"], plan["window_s"])
        if wait_s:
            self.world.misbehave("request_rate", subject)
            raise RateLimitedError(f"over {plan['calls']} calls in {plan['window_s']:g} s", wait_s)

    def create_order(self, draft: OrderDraft) -> Order:
        """Commit inventory to the whole order, or do not create it.

        Raises:
            ValidationFailedError: an inventory id is unknown.
            InsufficientInventoryError: one item or more is short; the errors name each.
        """
        needed = total_by_item(draft.products)
        self._must_be_known(needed)
        short = [
            {
                "inventory_id": int(stock.item),
                "requested": needed[stock.item],
                "fulfillable": stock.available,
            }
            for stock in self.room.short_of(needed)
        ]
        if short:
            message = (
                f"order {draft.reference_id}: inventory does not cover {len(short)} of {len(needed)} items"
            )
            raise InsufficientInventoryError(message, short)
        order = self.store.add_order(draft, self.world.clock.now())
        self.room.reserve(needed)
        self._tell(order)
        if not draft.hold:
            self.release_order(order.id)
        return order

    def order(self, order_id: int) -> Order:
        """Give one order.

        Raises:
            OrderNotFoundError: no order has that id.
        """
        try:
            return self.store.orders[order_id]
        except KeyError:
            raise OrderNotFoundError(f"there is no order {order_id}") from None

    def orders(self, reference_id: str, page: int, limit: int) -> list[Order]:
        """Give a page of the orders under a reference, oldest first; of all orders when it is empty."""
        found: Sequence[Order] = (
            self.store.orders_referenced(reference_id) if reference_id else list(self.store.orders.values())
        )
        return list(found[(page - 1) * limit : page * limit])

    def release_order(self, order_id: int) -> Order:
        """End an order's hold; without batches, work begins at once."""
        order = self._to_change(order_id)
        order.release(self.world.clock.now())
        self.store.waiting_for_batch[order_id] = None
        self._tell(order)
        if not self.pace.waits_for_batches:
            self.start_batch()
        return order

    def cancel_order(self, order_id: int) -> Order:
        """Take an order back and free what was committed to it."""
        order = self._to_change(order_id)
        order.cancel(self.world.clock.now())
        self.store.waiting_for_batch.pop(order_id, None)
        self.room.free(total_by_item(order.products))
        self._tell(order)
        return order

    def receive(self, reference: str, quantities: Quantities) -> int:
        """Put goods in their bins and give the receiving's id.

        Raises:
            ValidationFailedError: an inventory id is unknown; nothing has been received.
        """
        self._must_be_known(quantities)
        self.store.last_receiving_id += 1
        self.room.receive(quantities, reference)
        return self.store.last_receiving_id

    def inventory_from(
        self, inventory_id: int, limit: int
    ) -> tuple[list[tuple[InventoryItem, Stock]], int | None]:
        """Give a page of inventory, and where the next one begins."""
        ids, further = page(self.store.inventory_ids, inventory_id, limit)
        keys = [str(i) for i in ids]
        return [(self.store.inventory[key], self.store.stock[key]) for key in keys], further

    def subscribe(self, url: str, topics: tuple[str, ...], secret: str | None, description: str) -> Webhook:
        """Tell `url` of `topics` from now on, signed with `secret`; with a new one when none is given."""
        webhook_id = self.store.next_webhook_id()
        if secret is None:
            seed = b"".join(
                self.world.ids.uuid(self.world.system, "secret", webhook_id, n).bytes for n in (0, 1)
            )
            secret = f"whsec_{b64encode(seed[:24]).decode()}"
        webhook = Webhook(webhook_id, url, topics, secret, description, self.world.clock.now())
        self.store.webhooks[webhook_id] = webhook
        return webhook

    def webhooks(self) -> list[Webhook]:
        """Give the subscriptions, oldest first."""
        return list(self.store.webhooks.values())

    def unsubscribe(self, webhook_id: int) -> None:
        """Tell that subscriber nothing more.

        Raises:
            WebhookNotFoundError: there is no such subscription.
        """
        if self.store.webhooks.pop(webhook_id, None) is None:
            raise WebhookNotFoundError(f"there is no webhook {webhook_id}")

    def start_batch(self) -> None:
        """Take every released order into one batch and begin to pick."""
        if not self.store.waiting_for_batch:
            return
        self.store.last_batch_id += 1
        for order_id in self.store.waiting_for_batch:
            order = self.store.orders.edit(order_id)
            order.batch_id = self.store.last_batch_id
            walk_s = self.pace.picking_s(len(order.products), self._chance("pick", order))
            self.store.agenda.put(self.world.clock.now() + timedelta(seconds=walk_s), "pick", order_id)
        self.store.waiting_for_batch.clear()

    def _pick(self, order_id: int) -> None:
        order, now = self.store.orders.edit(order_id), self.world.clock.now()
        if order.status is not ShipmentStatus.PROCESSING:
            return  # cancelled while it waited to be picked
        order.pick(now)
        self._tell(order)
        self.store.agenda.put(self.pace.leaves_at(now, self._chance("load", order)), "ship", order_id)

    def _ship(self, order_id: int) -> None:
        order = self.store.orders.edit(order_id)
        order.ship(self.world.clock.now())
        self.room.issue(total_by_item(order.products), str(order.shipment_id))
        self._tell(order)

    def _to_change(self, order_id: int) -> Order:
        self.order(order_id)
        return self.store.orders.edit(order_id)

    def _must_be_known(self, inventory_ids: Iterable[str]) -> None:
        for inventory_id in inventory_ids:
            if inventory_id not in self.store.inventory:
                raise ValidationFailedError(f"inventory_id: there is no inventory {inventory_id}")

    def _tell(self, order: Order) -> None:
        """Announce where the order now stands: to the auditor, then to the subscribers."""
        self.world.commit(fulfilment_commit(self.store.site, order))
        for webhook in self.store.webhooks.values():
            if TOPICS[order.status] in webhook.topics:
                late, repeated = self._habits.telling(order.order_number, *_key(order))
                self._deliveries.put(self._delivery(webhook, order), late, repeated)

    def _delivery(self, webhook: Webhook, order: Order) -> Delivery:
        """Fix what the message says in the step of the change itself: the order moves on meanwhile."""
        key = (*_key(order), webhook.id)
        message_id = f"msg_{self.world.ids.uuid(self.world.system, 'webhook', *key).hex}"
        topic, body = TOPICS[order.status], shipment_webhook(order)
        return Delivery(webhook.url, body, message_id, order.order_number, (webhook.secret, topic))

    def _signed(self, delivery: Delivery) -> Mapping[str, str]:
        secret, topic = delivery.signing
        return signed(secret, topic, delivery.message_id, self.world.clock.now(), delivery.body)

    def _chance(self, purpose: str, order: Order) -> float:
        return self.world.chance.uniform(self.world.system, purpose, *_key(order))


def _key(order: Order) -> tuple[str, int, str]:
    return order.reference_id, order.id, order.status.value

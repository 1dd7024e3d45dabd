"""Telling those who only want to know: subscribers whose answer decides nothing."""

from collections.abc import Mapping
from typing import Any

import orjson

from simulators.chassis.habits import Habits
from simulators.chassis.webhooks import Deliveries, Delivery
from simulators.chassis.world import World
from simulators.commerce.events.hooks import own_headers
from simulators.commerce.events.signature import SIGNATURE_HEADER
from simulators.commerce.store import Store

BAD_SIGNATURE = "bad_signature"


class Announcements:
    """The subscriptions of one shop, and what is still to be said to those who decide nothing."""

    def __init__(self, world: World, store: Store, habits: Habits) -> None:
        self._world = world
        self._store = store
        self._habits = habits
        self._deliveries = Deliveries(world, store.agenda, store.deliveries, self._headers)
        self.acts = self._deliveries.acts

    def is_wanted(self, hook: str) -> bool:
        """Tell whether anybody listens, for then a document is worth writing."""
        return hook in self._store.watched

    def tell(self, hook: str, subject: str, document: Mapping[str, Any]) -> None:
        """Say `document` to everybody who listens to the hook and decides nothing."""
        body = orjson.dumps(document)
        for key in self._store.watched.get(hook, ()):
            number = self._store.next_id("message")
            message_id = str(self._world.ids.uuid("commerce", "hook", key, number))
            delivery = Delivery(self._store.subscriptions[key].url, body, message_id, subject, (key,))
            self._deliveries.put(delivery, *self._habits.telling(subject, key, number))

    def _headers(self, delivery: Delivery) -> Mapping[str, str]:
        headers = {"content-type": "application/json", "x-attempt": str(delivery.attempts + 1)}
        subscription = self._store.subscriptions.get(delivery.signing[0])
        if subscription is None:
            return headers
        own = dict(own_headers(subscription, delivery.body))
        if SIGNATURE_HEADER in own and self._habits.strike(
            BAD_SIGNATURE, delivery.correlation, delivery.message_id
        ):
            own[SIGNATURE_HEADER] = own[SIGNATURE_HEADER][::-1]
        return {**headers, **own}

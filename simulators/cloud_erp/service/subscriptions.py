"""Who wants to hear of changes, and how they hear: thirty seconds later, several changes at once."""

from datetime import timedelta
from urllib.parse import quote

import orjson

from simulators.chassis.ports import Reply
from simulators.chassis.world import World
from simulators.cloud_erp.errors import (
    FieldValidationError,
    InvalidOperationError,
    RecordNotFoundError,
)
from simulators.cloud_erp.events import ChangeType, Subscription

LIFETIME = timedelta(days=3)
COALESCE_S = 30.0
SUBSCRIPTIONS_MAX = 200
RETRY_AFTER_S = (60.0, 300.0, 900.0, 3600.0, 7200.0, 14400.0, 28800.0, 36000.0, 36000.0)  # 35 hours in all
TRANSIENT = {0, 408, 429}  # besides any 5xx; 0 stands for no answer at all


class Subscriptions:
    """All subscriptions of one world; nothing is kept for a listener who is not there."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sent = 0
        self._versions = 0
        self.by_id: dict[str, Subscription] = {}

    async def subscribe(
        self, user: str, url: str, resource: str, entity_set: str, client_state: str
    ) -> Subscription:
        """Enter a subscription, once the listener has shown that it wants it.

        Raises:
            InvalidOperationError: the listener did not answer the handshake, or there are too many.
        """
        if len(self.by_id) >= SUBSCRIPTIONS_MAX:
            raise InvalidOperationError(f"There are already {SUBSCRIPTIONS_MAX} subscriptions.")
        await self._shake_hands(url)
        now = self._world.clock.now()
        self._versions += 1
        subscription = Subscription(
            id=self._world.ids.uuid(self._world.system, "subscription", self._versions).hex,
            notification_url=url,
            resource=resource,
            entity_set=entity_set,
            client_state=client_state,
            user=user,
            expires_at=now + LIFETIME,
            version=self._versions,
            modified_at=now,
        )
        self.by_id[subscription.id] = subscription
        return subscription

    async def renew(self, subscription: Subscription, client_state: str | None) -> None:
        """Let a subscription live three days more, after a new handshake.

        Raises:
            InvalidOperationError: the listener did not answer the handshake.
        """
        await self._shake_hands(subscription.notification_url)
        self._versions += 1
        now = self._world.clock.now()
        subscription.version, subscription.modified_at = self._versions, now
        subscription.expires_at = now + LIFETIME
        if client_state is not None:
            subscription.client_state = client_state

    def find(self, subscription_id: str) -> Subscription:
        """Find a subscription that is still alive.

        Raises:
            RecordNotFoundError: there is none, or it has run out.
        """
        subscription = self.by_id.get(subscription_id)
        if subscription is None or self._has_expired(subscription):
            raise RecordNotFoundError(f"There is no subscription {subscription_id!r}.")
        return subscription

    def alive(self) -> list[Subscription]:
        """Give all subscriptions that have not run out, and forget the others."""
        self.by_id = {key: entry for key, entry in self.by_id.items() if not self._has_expired(entry)}
        return list(self.by_id.values())

    def remove(self, subscription: Subscription) -> None:
        """End a subscription; what it still waited for is not sent."""
        self.by_id.pop(subscription.id, None)

    def note(self, entity_set: str, record_id: str, change: ChangeType) -> None:
        """Remember a change for everybody who listens to that entity set."""
        if not self.by_id:
            return
        now = self._world.clock.now()
        for subscription in self.alive():
            if subscription.entity_set == entity_set:
                if not subscription.pending:
                    self._world.spawn(self._notify_later(subscription))
                subscription.note(record_id, change, now)

    def _has_expired(self, subscription: Subscription) -> bool:
        return subscription.expires_at <= self._world.clock.now()

    async def _shake_hands(self, url: str) -> None:
        self._sent += 1
        token = self._world.ids.uuid(self._world.system, "handshake", self._sent).hex
        joint = "&" if "?" in url else "?"
        try:
            reply = await self._post(f"{url}{joint}validationToken={quote(token)}", b"", token)
        except ValueError as error:
            raise FieldValidationError(f"notificationUrl {url!r} cannot be called: {error}.") from error
        if reply is None or reply.status != 200 or reply.body.decode(errors="replace").strip() != token:
            answered = "did not answer" if reply is None else f"answered {reply.status}"
            raise InvalidOperationError(
                "The notification URL must answer the handshake with 200 and the validation "
                f"token; it {answered}."
            )

    async def _notify_later(self, subscription: Subscription) -> None:
        await self._world.clock.sleep(COALESCE_S)
        notifications = subscription.take_notifications()
        if self.by_id.get(subscription.id) is not subscription or self._has_expired(subscription):
            return
        body = orjson.dumps({"value": notifications})
        self._sent += 1
        message_id = str(self._world.ids.uuid(self._world.system, "notification", self._sent))
        for wait_s in (*RETRY_AFTER_S, None):
            reply = await self._post(subscription.notification_url, body, message_id)
            status = 0 if reply is None else reply.status
            if 200 <= status < 300:
                return
            if wait_s is None or not (status in TRANSIENT or status >= 500):
                self._world.misbehave("subscription_dropped", subscription.id)
                self.remove(subscription)
                return
            await self._world.clock.sleep(wait_s)
            if self.by_id.get(subscription.id) is not subscription:
                return

    async def _post(self, url: str, body: bytes, message_id: str) -> Reply | None:
        headers = {"content-type": "application/json", "x-request-id": message_id}
        try:
            return await self._world.wire.send("POST", url, headers=headers, body=body)
        except (TimeoutError, ConnectionError):
            return None

"""Who wants to hear of changes, and how they hear: thirty seconds later, several changes at once."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from simulators.chassis.ports import Reply
from simulators.chassis.world import World
from simulators.cloud_erp.domain.listening import Change, ChangeType, Notice, Subscription
from simulators.cloud_erp.errors import (
    FieldValidationError,
    InvalidOperationError,
    RecordNotFoundError,
)
from simulators.cloud_erp.events import notifications
from simulators.cloud_erp.store import Store

if TYPE_CHECKING:
    from simulators.chassis.agenda import Acts

LIFETIME = timedelta(days=3)
COALESCE_S = 30.0
SUBSCRIPTIONS_MAX = 200
RETRY_AFTER_S = (60.0, 300.0, 900.0, 3600.0, 7200.0, 14400.0, 28800.0, 36000.0, 36000.0)  # 35 hours in all
TRANSIENT = {0, 408, 429}  # besides any 5xx; 0 stands for no answer at all


class Subscriptions:
    """All subscriptions of one world; nothing is kept for a listener who is not there."""

    def __init__(self, world: World, store: Store) -> None:
        self._world = world
        self._store = store
        self.acts: Acts = {"gather": self._gather, "tell": self._tell}

    async def subscribe(
        self, user: str, url: str, resource: str, entity_set: str, client_state: str
    ) -> Subscription:
        """Enter a subscription, once the listener has shown that it wants it.

        Raises:
            InvalidOperationError: the listener did not answer the handshake, or there are too many.
        """
        self._must_have_room()
        await self.shake_hands(url)
        self._must_have_room()
        now, version = self._world.clock.now(), self._store.next_version()
        subscription = Subscription(
            id=self._world.ids.uuid(self._world.system, "subscription", version).hex,
            notification_url=url,
            resource=resource,
            entity_set=entity_set,
            client_state=client_state,
            user=user,
            expires_at=now + LIFETIME,
            version=version,
            modified_at=now,
        )
        self._store.subscriptions[subscription.id] = subscription
        return subscription

    def renew(self, subscription_id: str, url: str, client_state: str | None) -> Subscription:
        """Let a subscription live three days more, and tell its changes to `url` from now on."""
        self.find(subscription_id)
        subscription = self._store.subscriptions.edit(subscription_id)
        now = self._world.clock.now()
        subscription.version, subscription.modified_at = self._store.next_version(), now
        subscription.expires_at, subscription.notification_url = now + LIFETIME, url
        if client_state is not None:
            subscription.client_state = client_state
        return subscription

    def find(self, subscription_id: str) -> Subscription:
        """Find a subscription that is still alive.

        Raises:
            RecordNotFoundError: there is none, or it has run out.
        """
        subscription = self._store.subscriptions.get(subscription_id)
        if subscription is None or self._has_expired(subscription):
            raise RecordNotFoundError(f"There is no subscription {subscription_id!r}.")
        return subscription

    def alive(self) -> list[Subscription]:
        """Give all subscriptions that have not run out, and forget the others."""
        for entry in [each for each in self._store.subscriptions.values() if self._has_expired(each)]:
            self.remove(entry.id)
        return list(self._store.subscriptions.values())

    def remove(self, subscription_id: str) -> None:
        """End a subscription; what it still waited for is not sent."""
        self._store.subscriptions.pop(subscription_id, None)
        for key in [key for key in self._store.changes if key[0] == subscription_id]:
            del self._store.changes[key]
        for number in [
            n for n, notice in self._store.notices.items() if notice.subscription_id == subscription_id
        ]:
            del self._store.notices[number]

    def note(self, entity_set: str, record_id: str, change: ChangeType) -> None:
        """Remember a change for everybody who listens to that entity set."""
        if not self._store.subscriptions:
            return
        noted = Change(change, self._world.clock.now())
        for subscription in self.alive():
            if subscription.entity_set != entity_set:
                continue
            if not subscription.is_waiting:
                self._store.subscriptions.edit(subscription.id).is_waiting = True
                self._enter(COALESCE_S, "gather", subscription.id)
            key = (subscription.id, record_id)
            earlier = self._store.changes.get(key)
            self._store.changes[key] = noted if earlier is None else earlier.then(noted)

    def _gather(self, subscription_id: str) -> None:
        """Make one message of what has changed since the last, and send it."""
        subscription = self._store.subscriptions.get(subscription_id)
        if subscription is None:
            return
        if self._has_expired(subscription):
            self.remove(subscription_id)
            return
        self._store.subscriptions.edit(subscription_id).is_waiting = False
        keys = [key for key in self._store.changes if key[0] == subscription_id]
        changes = [(key[1], self._store.changes.pop(key)) for key in keys]
        number = self._world.ids.uuid(self._world.system, "notification", self._store.next_version())
        body = orjson.dumps({"value": notifications(subscription, changes)})
        self._store.notices[str(number)] = Notice(subscription_id, body)
        self._enter(0.0, "tell", str(number))

    async def _tell(self, notice_id: str) -> None:
        """Send a message; a listener who refuses it is forgotten, one who is busy is told again."""
        notice = self._store.notices.get(notice_id)
        if notice is None or notice.subscription_id not in self._store.subscriptions:
            return
        url = self._store.subscriptions[notice.subscription_id].notification_url
        reply = await self._post(url, notice.body, notice_id)
        status = 0 if reply is None else reply.status
        if self._store.notices.pop(notice_id, None) is None or 200 <= status < 300:
            return
        is_last = notice.attempts == len(RETRY_AFTER_S)
        if is_last or not (status in TRANSIENT or status >= 500):
            self._world.misbehave("subscription_dropped", notice.subscription_id)
            self.remove(notice.subscription_id)
            return
        self._store.notices[notice_id] = notice._replace(attempts=notice.attempts + 1)
        self._enter(RETRY_AFTER_S[notice.attempts], "tell", notice_id)

    def _enter(self, wait_s: float, act: str, subject: str) -> None:
        self._store.agenda.put(self._world.clock.now() + timedelta(seconds=wait_s), act, subject)

    def _must_have_room(self) -> None:
        if len(self.alive()) >= SUBSCRIPTIONS_MAX:
            raise InvalidOperationError(f"There are already {SUBSCRIPTIONS_MAX} subscriptions.")

    def _has_expired(self, subscription: Subscription) -> bool:
        return subscription.expires_at <= self._world.clock.now()

    async def shake_hands(self, url: str) -> None:
        """Make sure that a listener is there.

        Raises:
            FieldValidationError: the address cannot be called.
            InvalidOperationError: nobody there answers the handshake.
        """
        self._store.handshakes += 1
        token = self._world.ids.uuid(self._world.system, "handshake", self._store.handshakes).hex
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

    async def _post(self, url: str, body: bytes, message_id: str) -> Reply | None:
        headers = {"content-type": "application/json", "x-request-id": message_id}
        try:
            return await self._world.wire.send("POST", url, headers=headers, body=body)
        except (TimeoutError, ConnectionError):
            return None

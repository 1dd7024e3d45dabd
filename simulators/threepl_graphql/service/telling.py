"""Who is told of what, and how it is said."""

from collections.abc import Mapping

from simulators.chassis.habits import Habits
from simulators.chassis.webhooks import Deliveries, Delivery
from simulators.chassis.world import World
from simulators.threepl_graphql.domain.account import ACCOUNT
from simulators.threepl_graphql.domain.goods import Webhook
from simulators.threepl_graphql.errors import AlreadyExistsError, InvalidValueError, NotFoundError
from simulators.threepl_graphql.events import WEBHOOK_NAMES, Document, signed, webhook_body
from simulators.threepl_graphql.store import Store

RETRY_AFTER_S = (10.0, 60.0, 300.0, 900.0, 3600.0)
SECRET_PARTS = 2


class Telling:
    """The webhooks of one account: one for each kind of thing and shop, each with a secret of its own."""

    def __init__(self, world: World, store: Store, habits: Habits) -> None:
        self._world = world
        self._store = store
        self._habits = habits
        self._deliveries = Deliveries(world, store.agenda, store.deliveries, self._signed, RETRY_AFTER_S)
        self.acts = self._deliveries.acts

    def webhooks(self) -> list[Webhook]:
        """Give the webhooks, oldest first."""
        return list(self._store.webhooks.values())

    def create(self, name: str, url: str, shop_name: str) -> Webhook:
        """Tell `url` of one kind of thing from now on.

        Raises:
            InvalidValueError: there is no such kind.
            AlreadyExistsError: somebody is told of it already.
        """
        if name not in WEBHOOK_NAMES:
            raise InvalidValueError(f"name: must be one of {', '.join(WEBHOOK_NAMES)}, found {name[:40]!r}")
        if self._find(name, shop_name) is not None:
            raise AlreadyExistsError(f"Webhook already exists: {name}")
        webhook_id = self._store.next_id()
        parts = (
            self._world.ids.uuid(self._world.system, "secret", webhook_id, n).hex for n in range(SECRET_PARTS)
        )
        webhook = Webhook(webhook_id, name, url, shop_name, "".join(parts))
        self._store.webhooks[webhook_id] = webhook
        return webhook

    def delete(self, name: str, shop_name: str) -> None:
        """Tell nobody of it any more.

        Raises:
            NotFoundError: nobody was told.
        """
        webhook = self._find(name, shop_name)
        if webhook is None:
            raise NotFoundError(f"Webhook not found: {name[:40]!r}")
        del self._store.webhooks[webhook.id]

    def is_heard(self, name: str) -> bool:
        """Tell whether anybody wants to know of that kind of thing."""
        return any(webhook.name == name for webhook in self._store.webhooks.values())

    def tell(self, name: str, correlation: str, document: Document, *key: str | int) -> None:
        """Say what has just happened to whoever wants to know; `key` tells it from all else of that name."""
        for webhook in self._store.webhooks.values():
            if webhook.name != name:
                continue
            about = (name, *key, webhook.id)
            if self._habits.strike("lost_webhook", correlation, *about):
                continue
            message_id = str(self._world.ids.uuid(self._world.system, "webhook", *about))
            late, repeated = self._habits.telling(correlation, *about)
            body = webhook_body(name, ACCOUNT, document)
            signing = (webhook.name, webhook.shop_name, webhook.secret)
            self._deliveries.put(
                Delivery(webhook.url, body, message_id, correlation, signing), late, repeated
            )

    def _signed(self, delivery: Delivery) -> Mapping[str, str]:
        """Sign with the secret in force now: a webhook that was made anew has a new one."""
        name, shop_name, secret = delivery.signing
        standing = self._find(name, shop_name)
        return signed(standing.secret if standing else secret, delivery.message_id, delivery.body)

    def _find(self, name: str, shop_name: str) -> Webhook | None:
        return next(
            (w for w in self._store.webhooks.values() if w.name == name and w.shop_name == shop_name), None
        )

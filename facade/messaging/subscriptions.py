"""Which webhooks there are: one small document in the store, which every replica sees."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import orjson

from facade.errors import StaleStepError
from facade.messaging.store import Store

DOCUMENT = "webhooks"
GONE = "gone"


class Subscription(NamedTuple):
    """Where the events of a channel go. `ended` says why no more do, if so."""

    id: str
    channel: str
    url: str
    events: tuple[str, ...]
    secret: str
    created_at: str
    ended: str = ""


class SubscriptionBook:
    """All webhooks, by channel, as the store has kept them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._all: tuple[Subscription, ...] = ()
        self._live: dict[str, tuple[Subscription, ...]] = {}
        self.look_again()

    def look_again(self) -> None:
        """See them as another replica has left them."""
        rows = orjson.loads(self._store.kept(DOCUMENT) or b"[]")
        self._all = tuple(Subscription(**{**row, "events": tuple(row["events"])}) for row in rows)
        live: dict[str, tuple[Subscription, ...]] = {}
        for one in self._all:
            if not one.ended:
                live[one.channel] = (*live.get(one.channel, ()), one)
        self._live = live

    def all(self) -> Sequence[Subscription]:
        """Give every subscription, the oldest first."""
        return self._all

    def live(self, channel: str) -> Sequence[Subscription]:
        """Give those that the events of a channel go to."""
        return self._live.get(channel, ())

    def find(self, subscription_id: str) -> Subscription | None:
        """Give one of them."""
        return next((one for one in self._all if one.id == subscription_id), None)

    async def add(self, new: Subscription) -> None:
        """Keep a new one; one of the same id is replaced."""
        await self._change(lambda now: [*(one for one in now if one.id != new.id), new])

    async def remove(self, subscription_id: str) -> None:
        """Forget one."""
        await self._change(lambda now: [one for one in now if one.id != subscription_id])

    async def end(self, subscription_id: str, why: str) -> None:
        """Send no more to one, and keep the reason for whoever looks."""
        await self._change(
            lambda now: [one._replace(ended=why) if one.id == subscription_id else one for one in now]
        )

    async def _change(self, change: Callable[[Sequence[Subscription]], list[Subscription]]) -> None:
        while True:
            document = orjson.dumps([one._asdict() for one in change(self._all)])
            try:
                await self._store.keep(DOCUMENT, document)
            except StaleStepError:
                self.look_again()
                continue
            self.look_again()
            return

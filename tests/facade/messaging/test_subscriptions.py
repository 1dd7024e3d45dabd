"""Webhooks are kept in the store; what another replica has kept is never lost."""

import asyncio

from facade.errors import StaleStepError
from facade.messaging.memory import MemoryStore
from facade.messaging.subscriptions import Subscription, SubscriptionBook


def a_webhook(name: str, channel: str = "marketplace") -> Subscription:
    return Subscription(name, channel, f"https://{name}.example/in", ("order.shipped",), "whsec_", "")


class SharedStore(MemoryStore):
    """A store in which another replica keeps something just before we do, once."""

    def __init__(self) -> None:
        super().__init__()
        self.others: bytes | None = None

    async def keep(self, name: str, document: bytes) -> None:
        others, self.others = self.others, None
        if others is not None:
            await super().keep(name, others)
            raise StaleStepError(name)
        await super().keep(name, document)


def test_what_is_added_is_found_by_its_channel_and_after_a_restart() -> None:
    store = MemoryStore()
    book = SubscriptionBook(store)
    asyncio.run(book.add(a_webhook("one")))
    asyncio.run(book.add(a_webhook("two", "portal")))

    for seen in (book, SubscriptionBook(store)):
        assert [one.id for one in seen.live("marketplace")] == ["one"]
        assert seen.find("two") == a_webhook("two", "portal")
        assert seen.live("nobody") == ()


def test_what_has_ended_is_shown_and_not_called() -> None:
    book = SubscriptionBook(MemoryStore())
    asyncio.run(book.add(a_webhook("one")))

    asyncio.run(book.end("one", "gone"))

    assert [one.ended for one in book.all()] == ["gone"]
    assert book.live("marketplace") == ()


def test_a_replica_that_was_faster_loses_nothing() -> None:
    mine, theirs = SharedStore(), MemoryStore()
    asyncio.run(SubscriptionBook(theirs).add(a_webhook("theirs")))
    mine.others = theirs.kept("webhooks")
    book = SubscriptionBook(mine)

    asyncio.run(book.add(a_webhook("mine")))

    assert [one.id for one in book.all()] == ["theirs", "mine"]


def test_what_is_removed_is_gone() -> None:
    book = SubscriptionBook(MemoryStore())
    asyncio.run(book.add(a_webhook("one")))

    asyncio.run(book.remove("one"))

    assert (book.all(), book.find("one")) == ((), None)

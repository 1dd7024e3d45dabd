"""A server that goes away and comes back: what is asked fails in our own words, and works again."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from facade.errors import StoreUnavailableError
from facade.messaging.store import Step, TrailEntry
from tests.facade.builders import NOON
from tests.facade.messaging.rows import a_row

pytestmark = pytest.mark.services("postgresql")

Story = Callable[..., Awaitable[None]]
ENDED = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{name}'"


def told(story: Story) -> None:
    from facade.messaging.postgres import PostgresStore, Replica
    from tests.facade.messaging.databases import a_schema

    async def main(url: str) -> None:
        store = PostgresStore(url, str.encode, bytes.decode, Replica("one", connections=2))
        await store.open()
        try:
            await story(store, url)
        finally:
            await store.leave()

    with a_schema() as url:
        name = url.rpartition("%3D")[2]
        asyncio.run(main(f"{url}&application_name={name}"))


def cut(url: str) -> None:
    """Ends all connections of a test, as a restart of the server does."""
    from facade.messaging.postgres import asked

    name = url.rpartition("=")[2]
    asked(url.partition("&")[0], ENDED.format(name=name))


def a_step(version: int, row: int, done: str = "") -> Step:
    trail = TrailEntry(version, NOON, "Event", "", "", "m", "")
    return Step("A", "state", trail, (a_row(row, "A"),), done)


def test_a_connection_that_was_cut_is_opened_again() -> None:
    async def story(store, url: str) -> None:
        await store.commit(a_step(1, 1))
        cut(url)
        with pytest.raises(StoreUnavailableError):
            await store.load("A")
        assert await store.load("A") == "state"

    told(story)


def test_when_one_connection_was_cut_the_others_are_not_tried_either() -> None:
    async def story(store, url: str) -> None:
        await asyncio.gather(*(store.load(name) for name in "AB"))  # both connections are open
        cut(url)
        with pytest.raises(StoreUnavailableError):
            await store.load("A")
        assert await asyncio.gather(*(store.load(name) for name in "AB")) == [None, None]

    told(story)


def test_a_step_in_doubt_is_made_out_and_its_rows_are_found() -> None:
    async def story(store, url: str) -> None:
        await store.load("A")
        cut(url)
        with pytest.raises(StoreUnavailableError):
            await store.commit(a_step(1, 1))
        await store.commit(a_step(1, 1))
        assert await store.claim() == []
        assert [row.id for row in await store.unsent()] == ["A#1"]

    told(story)


def test_a_statement_that_is_cancelled_gives_its_connection_back() -> None:
    async def story(store, _: str) -> None:
        for _ in range(5):
            waiting = asyncio.create_task(store._db.run("SELECT pg_sleep(60)"))
            await asyncio.sleep(0.02)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert await asyncio.gather(*(store.load(name) for name in "ABC")) == [None] * 3

    told(story)


def test_many_steps_at_once_share_few_connections() -> None:
    async def story(store, _: str) -> None:
        steps = [Step(f"W{n}", "s", rows=(a_row(1, f"W{n}"),)) for n in range(40)]
        mine = await asyncio.gather(*(store.commit(step) for step in steps))
        assert [len(rows) for rows in mine] == [1] * 40

    told(story)

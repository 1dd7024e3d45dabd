"""One recorded input, every host: the journal each of them writes is the same, byte for byte."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from facade.messaging.memory import MemoryStore
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import OutboxRow, Store
from facade.orders.codec import dump_state, read_state
from facade.orders.desk import OrderDesk, PolicyHolder, Switches
from facade.orders.state import TERMINAL
from facade.routing.policy import Policy
from tests.facade.builders import NOON
from tests.facade.hosts.recorded import Accepted, Told, recorded

the_record = cache(recorded)


@dataclass
class Moment:
    """The recorded time."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("a desk waits for nothing")


@dataclass
class Host:
    """One process: its desk, and the rows it was given to carry out."""

    store: Store
    rows: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = Moment()
        self.policy = PolicyHolder(Policy())
        self.desk = OrderDesk(self.store, self.clock, self.policy, self.take, Switches())

    def take(self, rows: Sequence[OutboxRow]) -> None:
        self.rows.update(dict.fromkeys(row.id for row in rows))

    async def hear(self, told: Told) -> None:
        self.clock.at = told.at
        if isinstance(told, Accepted):
            self.policy.current = told.policy
            await self.desk.accept(told.order, told.message_id, told.key, told.answer)
        else:
            how = {"done": told.done, "taken_in": told.taken_in}
            await self.desk.apply(told.order_id, told.event, told.message_id, **how)


async def replayed(hosts: Sequence[Host], record: Sequence[Told]) -> None:
    """Tell the hosts everything in turn; whoever has the row of an outcome is told the outcome."""
    for number, told in enumerate(record):
        done = "" if isinstance(told, Accepted) else told.done
        having = [host for host in hosts if done in host.rows]
        await (having[0] if having else hosts[number % len(hosts)]).hear(told)


async def journal(store: Store) -> list[bytes | str]:
    """Write down every order's state and trail, and what is left to do."""
    lines: list[bytes | str] = []
    async for state in store.aggregates():
        lines.append(dump_state(state))
        lines += [repr(entry) for entry in await store.trail(state.order_id)]
    lines += [repr(row) for row in await store.unsent()]
    return [*lines, repr(await store.level())]


@asynccontextmanager
async def on_memory(_: Path) -> AsyncIterator[list[Store]]:
    yield [MemoryStore()]


@asynccontextmanager
async def on_sqlite(folder: Path) -> AsyncIterator[list[Store]]:
    store = SqliteStore(folder / "facade.sqlite3", dump_state, read_state)
    yield [store]
    store.close()


@asynccontextmanager
async def on_postgresql(_: Path, replicas: int = 1) -> AsyncIterator[list[Store]]:
    from facade.messaging.postgres import PostgresStore, Replica
    from tests.facade.messaging.databases import a_schema

    with a_schema() as url:
        stores = [PostgresStore(url, dump_state, read_state, Replica(f"r{n}")) for n in range(replicas)]
        for store in stores:
            await store.open()
        try:
            yield list(stores)
        finally:
            for store in stores:
                await store.leave()


def on_two_replicas(folder: Path) -> object:
    return on_postgresql(folder, replicas=2)


def journal_of(place: Callable[[Path], Awaitable[list[Store]]], folder: Path) -> list[bytes | str]:
    record = the_record()

    async def main() -> list[bytes | str]:
        async with place(folder) as stores:
            await replayed([Host(store) for store in stores], record)
            return await journal(stores[0])

    return asyncio.run(main())


def test_the_record_holds_what_can_happen_to_an_order() -> None:
    kinds = {type(told).__name__ for told in the_record()} | {
        type(told.event).__name__ for told in the_record() if not isinstance(told, Accepted)
    }

    assert {"Accepted", "OrderValidated", "StockReserved", "OrderShipped", "InvoicePosted"} <= kinds
    assert {"Mirrored", "CancelRequested", "ChannelTold"} <= kinds


def test_on_memory_the_recorded_orders_come_to_their_end(tmp_path: Path) -> None:
    record = the_record()

    async def main() -> list[str]:
        async with on_memory(tmp_path) as stores:
            await replayed([Host(store) for store in stores], record)
            return [state.status async for state in stores[0].aggregates()]

    statuses = asyncio.run(main())

    assert len(statuses) >= 40
    assert set(statuses) <= TERMINAL


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(on_sqlite, id="sqlite"),
        pytest.param(on_postgresql, id="postgresql", marks=pytest.mark.services("postgresql")),
        pytest.param(on_two_replicas, id="two-replicas", marks=pytest.mark.services("postgresql")),
    ],
)
def test_the_journal_is_the_same_as_on_memory(place, tmp_path: Path) -> None:
    assert journal_of(place, tmp_path) == journal_of(on_memory, tmp_path)

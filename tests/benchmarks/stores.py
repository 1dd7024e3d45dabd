"""How many orders a second can a store acknowledge durably, alone and side by side?

    python -m tests.benchmarks.stores [--orders 2000] [--database-url postgresql://...]

Commits the step of an accepted order and the step after it. Beside it stands the floor of the same disk: a
write of 500 bytes and an fdatasync. Machines differ; what carries over is how much company helps.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from facade.messaging.memory import MemoryStore
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import Answer, Step, Store, TrailEntry
from facade.orders.codec import dump_state, read_state
from tests.facade.builders import NOON, a_booking, a_state
from tests.facade.messaging.rows import a_row

SIDE_BY_SIDE = (1, 8, 64)
FLOOR_WRITES = 500


async def order(store: Store, number: int) -> None:
    """Accept an order, and let its first event happen to it."""
    name = f"B{number}"
    answer = (f"bench:{name}", Answer("f00d", 202, b'{"status": "accepted"}'))
    state = a_state(booking=a_booking())._replace(order_id=name)
    told = TrailEntry(1, NOON, "OrderAccepted", "", "accepted", "m", "")
    await store.commit(Step(name, state, told, (a_row(1, name),), answer=answer))
    told = told._replace(version=2, event="OrderValidated")
    rows = (a_row(2, name), a_row(3, name, "channel"))
    await store.commit(Step(name, state, told, rows, done=f"{name}#1"))


async def measured(store: Store, first: int, orders: int, at_once: int) -> tuple[float, float, float]:
    """Give orders a second, the median of one order in milliseconds, and its CPU in microseconds."""
    took: list[float] = []

    async def worker(begin: int) -> None:
        for number in range(begin, first + orders, at_once):
            began = time.perf_counter()
            await order(store, number)
            took.append(time.perf_counter() - began)

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker(first + offset) for offset in range(at_once)))
    seconds = time.perf_counter() - began
    return orders / seconds, statistics.median(took) * 1e3, (time.process_time() - cpu) / orders * 1e6


def floor(folder: Path) -> float:
    """Give how many writes a second this disk makes durable one by one."""
    with (folder / "floor").open("wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(FLOOR_WRITES):
            file.write(b"x" * 500)
            os.fdatasync(file.fileno())
        return FLOOR_WRITES / (time.perf_counter() - began)


async def bench(name: str, store: Store, orders: int) -> None:
    """Print one line for each number of orders side by side."""
    for turn, at_once in enumerate(SIDE_BY_SIDE):
        rate, median_ms, cpu_us = await measured(store, turn * orders, orders, at_once)
        print(f"{name:<12}{at_once:>6}{rate:>12.0f}{median_ms:>12.2f}{cpu_us:>12.0f}")


async def run(chosen: Any) -> None:
    """Measure every store there is."""
    with tempfile.TemporaryDirectory(prefix="dualrun-bench-", dir=chosen.folder) as place:
        folder = Path(place)
        print(f"this disk: {floor(folder):.0f} durable writes/s one by one; an order is two steps")
        print(f"{'store':<12}{'beside':>6}{'orders/s':>12}{'median ms':>12}{'CPU us':>12}")
        await bench("memory", MemoryStore(), chosen.orders)
        sqlite = SqliteStore(folder / "facade.sqlite3", dump_state, read_state)
        await bench("sqlite", sqlite, chosen.orders)
        sqlite.close()
    if chosen.database_url:
        from facade.messaging.postgres import PostgresStore, Replica, prepare

        prepare(chosen.database_url)
        postgres = PostgresStore(chosen.database_url, dump_state, read_state, Replica("bench", connections=8))
        await postgres.open()
        await bench("postgresql", postgres, chosen.orders)
        await postgres.leave()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--folder", default=".", help="where to keep files, on the disk in question")
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database to measure too")
    asyncio.run(run(parser.parse_args(arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

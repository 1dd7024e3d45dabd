"""How many orders a second does one embedded façade, on one core and one SQLite file, carry to their end?

    python -m tests.benchmarks.carried [--rate 100] [--seconds 15] [--buyers 32]

The façade is a process of its own on one core; its neighbours and its buyers share the other. Orders come at
a steady rate, whoever is still being served, and each is timed from the moment it was due; then the bench
waits until all of them are invoiced and completed. Beside the rates it prints what an order costs the façade,
and so what one core could carry, and what it costs those on the other core, who may be the slower; and last,
from a second run under the profiler, where that goes.
"""

import argparse
import asyncio
import json
import os
import pstats
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from dualrun.landscape.access import client_secrets
from dualrun.landscape.replica import READY, Orders
from loadtests.landscape import ENVIRONMENT, landscape
from loadtests.orders import order_writer
from loadtests.signing_in import Passes
from simulators.registry import NAMES
from tests.benchmarks.loading import used_s

FACADE_CORE, OTHER_CORE = 0, 1
SEED = 7
GOAL_PER_S = 100
PATIENCE_S = 120.0
LOOK_EVERY_S = 0.5
SHOWN = 16
FINISHED = re.compile(r'^dualrun_orders_finished_total\{.*status="completed".*\} (\d+)', re.M)


class Carried(NamedTuple):
    """What came of one run."""

    orders: int
    sending_s: float
    whole_s: float
    waits_ms: list[float]
    completed: int
    cpu_s: float
    neighbours_s: float
    buyers_s: float
    other_core: float
    """How much of the time the core of neighbours and buyers was at work while orders were sent."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run it twice, once to measure and once to see where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rate", type=float, default=GOAL_PER_S, help="orders a second")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--buyers", type=int, default=32, help="connections at most")
    parser.add_argument("--no-profile", action="store_true", help="leave out where the time goes")
    chosen = parser.parse_args(arguments)
    os.sched_setaffinity(0, {OTHER_CORE})
    _print(_one_run(chosen, None), chosen)
    if not chosen.no_profile:
        with tempfile.TemporaryDirectory(prefix="dualrun-bench-") as folder:
            profile = Path(folder) / "profile"
            done = _one_run(argparse.Namespace(**{**vars(chosen), "rate": chosen.rate / 3}), profile)
            _print_profile(profile, done.orders)


def _one_run(chosen: argparse.Namespace, profile: Path | None) -> Carried:
    neighbours = [f"--only={name}" for name in NAMES]
    with (
        tempfile.TemporaryDirectory(prefix="dualrun-bench-") as folder,
        landscape(SEED, neighbours) as systems,
        _facade(systems, Path(folder), profile) as (pid, url),
    ):
        return asyncio.run(_carried(url, pid, chosen))


@contextmanager
def _facade(systems: Mapping[str, Any], folder: Path, profile: Path | None) -> Iterator[tuple[int, str]]:
    """Put up one façade on its core, before neighbours that know no other."""
    bound = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    orders = Orders(
        name="facade",
        seed=SEED,
        urls={name: systems[name]["url"] for name in NAMES},
        facade_url=url,
        database=f"sqlite:///{folder / 'facade.sqlite3'}",
        broker="",
        sockets=[bound.fileno()],
    )
    watched = [] if profile is None else ["-m", "cProfile", "-o", str(profile)]
    process = subprocess.Popen(
        [sys.executable, *watched, "-m", "dualrun.landscape.replica"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=orders.sockets,
        env=ENVIRONMENT,
        preexec_fn=lambda: os.sched_setaffinity(0, {FACADE_CORE}),
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(asdict(orders)) + "\n")
        process.stdin.flush()
        if process.stdout.readline().strip() != READY:
            raise SystemExit("the façade did not come up")
        yield process.pid, url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        bound.close()


async def _carried(url: str, pid: int, chosen: argparse.Namespace) -> Carried:
    passes, write = Passes(url, client_secrets("")), order_writer(SEED)
    orders = [write() for _ in range(round(chosen.rate * chosen.seconds))]
    waits_ms: list[float] = []
    connector = aiohttp.TCPConnector(limit=chosen.buyers)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as session:
        await passes.headers(session, "field_sales")
        neighbours = [child for child in _children() if child != pid]
        before_s, began_s, other_s = used_s(pid), time.monotonic(), _busy_s(OTHER_CORE)
        neighbours_s, buyers_s = sum(map(used_s, neighbours)), time.process_time()

        async def place(number: int) -> None:
            due_s = began_s + number / chosen.rate
            await asyncio.sleep(due_s - time.monotonic())
            headers = {"Idempotency-Key": f"key-{number}", **await passes.headers(session, "field_sales")}
            async with session.post(f"{url}/v1/orders", json=orders[number], headers=headers) as answer:
                await answer.read()
                if answer.status != 202:
                    raise SystemExit(f"order {number}: {answer.status} {await answer.text()}")
            waits_ms.append((time.monotonic() - due_s) * 1000)

        await asyncio.gather(*map(place, range(len(orders))))
        sending_s = time.monotonic() - began_s
        other_core = (_busy_s(OTHER_CORE) - other_s) / sending_s
        completed = await _completed(passes, url, len(orders), began_s)
        whole_s = time.monotonic() - began_s
        cpu_s, buyers_s = used_s(pid) - before_s, time.process_time() - buyers_s
        neighbours_s = sum(map(used_s, neighbours)) - neighbours_s
        spent = cpu_s, neighbours_s, buyers_s
        return Carried(len(orders), sending_s, whole_s, waits_ms, completed, *spent, other_core)


def _children() -> list[int]:
    """Give the processes that this one has started."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def _busy_s(core: int) -> float:
    """Give how long a core has been at work since the machine was started."""
    [line] = [line for line in Path("/proc/stat").read_text().splitlines() if line.startswith(f"cpu{core} ")]
    user, nice, system, _, _, *more = map(int, line.split()[1:8])
    return (user + nice + system + sum(more)) / os.sysconf("SC_CLK_TCK")


async def _completed(passes: Passes, url: str, wanted: int, began_s: float) -> int:
    """Wait until all orders are completed, or patience ends; give how many are."""
    completed = 0
    async with aiohttp.ClientSession(trust_env=False, headers={"connection": "close"}) as session:
        while completed < wanted and time.monotonic() - began_s < PATIENCE_S:
            await asyncio.sleep(LOOK_EVERY_S)
            headers = await passes.headers(session, "operator")
            async with session.get(f"{url}/metrics", headers=headers) as answer:
                completed = sum(map(int, FINISHED.findall(await answer.text())))
    return completed


def _print(done: Carried, chosen: argparse.Namespace) -> None:
    p50, p95, p99 = (statistics.quantiles(done.waits_ms, n=100)[at - 1] for at in (50, 95, 99))
    cpu_ms = done.cpu_s / done.orders * 1000
    print(
        f"{done.orders:,} orders, due at {chosen.rate:.0f} a second; one façade on one core, SQLite on disk"
    )
    print(f"acknowledged        {done.orders / done.sending_s:7.1f} a second")
    print(f"                    p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms since each was due")
    print(f"carried to its end  {done.completed / done.whole_s:7.1f} a second, {done.completed:,} completed")
    print(f"                    the last one {done.whole_s - done.sending_s:.1f} s after the last was placed")
    a_core = 1000 / cpu_ms
    verdict = "ok" if a_core >= GOAL_PER_S else f"short of {GOAL_PER_S}"
    print(
        f"façade              {cpu_ms:7.2f} ms of CPU an order: {a_core:.0f} a second on one core, {verdict}"
    )
    neighbours_ms, buyers_ms = (used / done.orders * 1000 for used in (done.neighbours_s, done.buyers_s))
    their_core = f"{1000 / (neighbours_ms + buyers_ms):.0f} a second on one core"
    print(f"neighbours, buyers  {neighbours_ms:7.2f} and {buyers_ms:.2f} ms: {their_core}")
    print(
        f"                    {done.other_core:7.0%} of it was at work while orders were sent, for whomever"
    )


def _print_profile(profile: Path, orders: int) -> None:
    """Say where the time goes: own time by package, an order's share."""
    spent: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    for (file, _, name), (_, times, own_s, *_) in pstats.Stats(str(profile)).stats.items():  # type: ignore[attr-defined]  # it has them
        spent[where := _part(file, name)] += own_s
        calls[where] += times
    whole_s = sum(spent.values())
    print("\nwhere it goes (own time under the profiler, which makes Python dearer than C):")
    for where, own_s in spent.most_common(SHOWN):
        print(f"  {where:36}{own_s / whole_s:6.1%}{calls[where] / orders:9.0f} calls an order")


def _part(file: str, name: str) -> str:
    """Give the part of the program that a function belongs to."""
    if file == "~":
        found = re.search(r"'(\w+)' of '([\w.]+)'|method ([\w.]+)\.", name)
        return f"in C: {(found[2] or found[3]).partition('.')[0] if found else 'others'}"
    for root in ("facade/", "dualrun/"):
        if f"/{root}" in file and "site-packages" not in file:
            inside = file.rpartition(f"/{root}")[2].split("/")
            return root + inside[0] if len(inside) > 1 else root[:-1]
    if "site-packages/" in file:
        return file.partition("site-packages/")[2].partition("/")[0]
    return f"python: {Path(file).parent.name}" if "lib/python" in file else "others"


if __name__ == "__main__":
    main()

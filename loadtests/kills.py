"""`python -m loadtests.kills`: replicas under load, each killed again and again; was anything lost?

The replicas of one façade share a PostgreSQL and, if given, publish to NATS; every order is written to both
books. Every kill is SIGKILL at a random moment; `dualrun up` starts the replica again. Exit codes are those
of `dualrun load`; 1 also when rows or events are left unsent, or when the broker's stream holds an event
twice, out of order or not at all.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from dualrun.testing import LandscapeError
from loadtests.events import EventCount, counted_events
from loadtests.landscape import landscape
from loadtests.ledger import ACKNOWLEDGED, REFUSED, SENT, Ledger, orders_sent
from loadtests.orders import order_writer
from loadtests.reconcile import HARM, Reconciliation, reconcile
from loadtests.routes import Routes
from loadtests.signing_in import Passes
from loadtests.target import started_target

PATIENCE_S = 360.0
"""What was in work when a replica was killed is looked for until every list must show it: for minutes."""
LOOK_EVERY_S = 0.2
GAP_S = (0.2, 1.2)
"""How long a replica is left alone after it answers again."""
SEND_AGAIN_S = 0.2


class Drill:
    """One run: buyers who never give up, and somebody who pulls plugs."""

    def __init__(self, systems: Mapping[str, Any], folder: Path, chosen: argparse.Namespace) -> None:
        self._systems = systems
        facade = systems["facade"]
        self._passes = Passes(facade["url"], facade["credentials"])
        self._folder = folder
        self._chosen = chosen
        self._url: str = systems["facade"]["url"]
        self._ledger = Ledger(str(folder / "ledger"))
        self._dice = random.Random(chosen.seed)
        self._over = asyncio.Event()
        self.kills = 0

    async def run(self) -> tuple[Reconciliation, dict[str, int], EventCount | None]:
        """Load, kill, wait for what is on its way, and count."""
        connector = aiohttp.TCPConnector(limit=100, force_close=True)  # so that every replica gets its share
        async with aiohttp.ClientSession(connector=connector, trust_env=False) as session:
            await self._write_both_books(session)
            write = order_writer(self._chosen.business_seed)
            async with asyncio.TaskGroup() as acts:
                for _ in range(self._chosen.buyers):
                    acts.create_task(self._buy(session, write))
                names = [name for name in self._systems if name.startswith("facade-")]
                killers = [acts.create_task(self._kill(session, name)) for name in names]
                acts.create_task(self._end(killers))
            left = await self._settled(session)
        self._ledger.close()
        sent = orders_sent(self._folder / "ledger")
        async with aiohttp.ClientSession(trust_env=False) as session:
            result = await reconcile(session, started_target(self._systems, Routes()), sent, PATIENCE_S)
        events = None
        if self._chosen.broker_url:
            acknowledged = [one for one, order in sent.items() if order.outcome == ACKNOWLEDGED]
            events = await counted_events(self._chosen.broker_url, acknowledged)
        return result, left, events

    async def _write_both_books(self, session: aiohttp.ClientSession) -> None:
        wish = {"capability": "orders", "cohort": "all", "to": "dualwrite"}
        headers = await self._passes.headers(session, "operator")
        url = f"{self._url}/v1/control/stages"
        async with session.post(url, json=wish, headers=headers) as answer:
            answer.raise_for_status()

    async def _end(self, killers: Sequence[asyncio.Task[None]]) -> None:
        await asyncio.gather(*killers)
        self._over.set()

    async def _buy(self, session: aiohttp.ClientSession, write: Any) -> None:
        """Place order after order, and each until somebody has decided on it."""
        while not self._over.is_set():
            order = write()
            self._ledger.note(SENT, order["reference"])
            await self._until_decided(session, order)
            await asyncio.sleep(self._dice.uniform(0.5, 1.5) / self._chosen.rate)

    async def _until_decided(self, session: aiohttp.ClientSession, order: Mapping[str, Any]) -> None:
        while True:
            if await self._placed(session, order):
                return
            await asyncio.sleep(SEND_AGAIN_S)

    async def _placed(self, session: aiohttp.ClientSession, order: Mapping[str, Any]) -> bool:
        reference = order["reference"]
        limit = aiohttp.ClientTimeout(total=10)
        try:
            signed = await self._passes.headers(session, "field_sales")
            headers = {"Idempotency-Key": f"key-{reference}", **signed}
            url = f"{self._url}/v1/orders"
            async with session.post(url, json=order, headers=headers, timeout=limit) as answer:
                status = answer.status
                may_come_again = "Retry-After" in answer.headers
                await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return False
        if status == 202:
            self._ledger.note(ACKNOWLEDGED, reference)
        elif 400 <= status < 500 and not may_come_again:
            self._ledger.note(REFUSED, reference)
        return status < 500 and not may_come_again

    async def _kill(self, session: aiohttp.ClientSession, name: str) -> None:
        """Pull one replica's plug as often as asked, each time once it answers again."""
        pid = 0
        for _ in range(self._chosen.kills):
            pid = await self._next(session, name, pid)
            await asyncio.sleep(self._dice.uniform(*GAP_S))
            os.kill(pid, signal.SIGKILL)
            self.kills += 1

    async def _next(self, session: aiohttp.ClientSession, name: str, last: int) -> int:
        """Wait for the process that comes after the last one."""
        while True:
            pid = await self._alive(session, name)
            if pid not in (0, last):
                return pid
            await asyncio.sleep(LOOK_EVERY_S)

    async def _alive(self, session: aiohttp.ClientSession, name: str) -> int:
        """Give the process id of a replica that answers, else nought."""
        try:
            [file] = self._folder.glob(f".dualrun/up-*/{name}.pid")
            pid = int(file.read_text())
            limit = aiohttp.ClientTimeout(total=2)
            async with session.get(self._systems[name]["health"], timeout=limit) as answer:
                return pid if answer.status == 200 else 0
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
            return 0

    async def _settled(self, session: aiohttp.ClientSession) -> dict[str, int]:
        """Wait until nothing is left to be sent, or patience ends; give what is left."""
        left: dict[str, int] = {}
        for _ in range(round(PATIENCE_S / LOOK_EVERY_S)):
            try:
                headers = await self._passes.headers(session, "operator")
                async with session.get(f"{self._url}/v1/control/outbox", headers=headers) as answer:
                    answer.raise_for_status()
                    shown = await answer.json()
            except aiohttp.ClientError:
                await asyncio.sleep(LOOK_EVERY_S)
                continue
            left = {name: shown[name] for name in ("unsent", "events", "dead")}
            if not left["unsent"] and not left["events"]:
                break
            await asyncio.sleep(LOOK_EVERY_S)
        return left


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the drill and give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.kills", description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", required=True, help="an empty PostgreSQL database or schema")
    parser.add_argument("--broker-url", default="", help="nats://host:4222/stream, a stream of its own")
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--kills", type=int, default=10, help="how often each replica is killed")
    parser.add_argument("--buyers", type=int, default=20)
    parser.add_argument("--rate", type=float, default=1.0, help="orders a second of each buyer")
    parser.add_argument("--seed", type=int, default=1, help="when whom to kill")
    parser.add_argument("--business-seed", type=int, default=7)
    chosen = parser.parse_args(arguments)
    also = [f"--database-url={chosen.database_url}", f"--replicas={chosen.replicas}"]
    also += [f"--broker-url={chosen.broker_url}"] if chosen.broker_url else []
    try:
        with tempfile.TemporaryDirectory(prefix="dualrun-kills-") as place:
            folder = Path(place)
            with landscape(chosen.business_seed, also, folder) as systems:
                drill = Drill(systems, folder, chosen)
                return _told(drill, *asyncio.run(drill.run()))
    except LandscapeError as error:
        print(f"loadtests: {error}", file=sys.stderr)
        return 4


def _told(drill: Drill, result: Reconciliation, left: Mapping[str, int], events: EventCount | None) -> int:
    for what in HARM:
        if named := getattr(result, what):
            print(f"{what}: {', '.join(named[:5])}{' ...' if len(named) > 5 else ''}")
    print(f"kills: {drill.kills} by SIGKILL")
    print(f"outbox: {left['unsent']} unsent, {left['dead']} dead; {left['events']} events unsent")
    if events is not None:
        print(events.line())
    print(result.line())
    unsent = left["unsent"] or left["events"] or left["dead"]
    if result.lost or result.doubled or result.mispriced or unsent or (events is not None and events.wrong):
        return 1
    return 3 if result.unknown or not result.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())

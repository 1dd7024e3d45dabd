"""How long does it take to fork a world with ten thousand orders, and to reset it?

    python -m tests.benchmarks.worlds [--orders 10000] [--rounds 15]

Enters the orders in the warehouse and in the cloud ERP of one world, in process, and prints the median and
the worst of forking that world and of resetting a fork, all systems at once.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import orjson

from dualrun.clock import LiveClock
from dualrun.landscape.assembly import Hooks, LandscapeSettings, surround
from dualrun.landscape.business import seeded_business, well_stocked_items
from simulators.chassis.master import MasterData
from simulators.chassis.served import ServedSystem
from simulators.chassis.world import World
from simulators.chassis.worlds import Surroundings, Worlds
from simulators.registry import NAMES, load
from tests.simulators.chassis.worlds_of_wms import an_order
from tests.simulators.site_world import Wire, call

FORK_MS_MAX, RESET_MS_MAX = 20, 10
BIG = "big"
QUOTA = 5_000
"""So many orders fit into one window of the cloud ERP's quota, which follows the world's clock."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill a world, fork and reset it, print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args(arguments)
    asyncio.run(_measure(asked.orders, asked.rounds))


async def _measure(orders: int, rounds: int) -> None:
    worlds = _worlds()
    await _fill(worlds, orders)
    names = [f"fork-{number}" for number in range(rounds)]
    forks = [_ms(partial(worlds.create, name, BIG)) for name in names]
    resets = [_ms(partial(worlds.reset, worlds.used(name))) for name in names]
    print(f"{orders:,} orders in wms and in cloud_erp, {len(NAMES)} systems")
    _say("fork", forks, FORK_MS_MAX)
    _say("reset", resets, RESET_MS_MAX)
    worlds.stop()


def _say(what: str, times: Sequence[float], most: int) -> None:
    verdict = "ok" if statistics.median(times) <= most else f"above {most} ms"
    print(f"{what:6} median {statistics.median(times):6.1f} ms   worst {max(times):6.1f} ms   {verdict}")


def _ms(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _nobody(*_: object) -> None:
    return None


def _worlds() -> Worlds:
    settings, hooks = LandscapeSettings(7, "realistic"), Hooks(_nobody, _nobody, _nobody)

    def around(system: str, name: str, _: int, master: MasterData, clock: Any) -> World:
        return surround(system, settings, master, clock, Wire(), f"http://{system}", hooks)

    surroundings = Surroundings(LiveClock(), around, seeded_business)
    return Worlds({name: load(name) for name in NAMES}, surroundings, seed=7)


async def _fill(worlds: Worlds, orders: int) -> None:
    master = seeded_business(7)
    item = well_stocked_items(master)[0]
    wms, cloud = (ServedSystem(name, worlds, _nobody) for name in ("wms", "cloud_erp"))  # type: ignore[arg-type]
    in_big = {"x-dualrun-world": BIG, "content-type": "application/json"}
    key = {**in_big, **load("wms").signed_in(None)}
    article = load("wms").codes(master)["item"][item.id]
    goods = {"articles": [{"articleNumber": article, "numberOfItems": 1_000_000}]}
    await _post(wms, "/api/v1/receipts", key, {"goodsOwnerReference": "BENCH", **goods})
    service = worlds.used(BIG).systems["cloud_erp"].running.service
    signed = {**in_big, **load("cloud_erp").signed_in(service)}
    secrets, codes = load("cloud_erp").credentials(), load("cloud_erp").codes(master)
    company = f"/v2.0/{secrets['tenant']}/{secrets['environment']}/api/v2.0/companies({secrets['company']})"
    line = {"lineType": "Item", "lineObjectNumber": codes["item"][item.id], "quantity": 2, "unitPrice": 9.95}
    entry = {"customerNumber": codes["customer"][master.customers[0].id], "salesOrderLines": [line] * 3}
    clock = worlds.used(BIG).clock
    for number in range(orders):
        if number % QUOTA == QUOTA - 1:
            clock.set(clock.now() + timedelta(minutes=6))
        await _post(wms, "/api/v1/orders", key, an_order(article, f"B-{number}"))
        document = {"externalDocumentNumber": f"B-{number}", **entry}
        await _post(cloud, f"{company}/salesOrders", signed, document)


async def _post(system: ServedSystem, path: str, headers: dict[str, str], document: object) -> None:
    answer = await call(system, "POST", path, headers, orjson.dumps(document))
    if answer.status >= 300:
        raise SystemExit(f"{path}: {answer.status} {answer.body.decode()}")


if __name__ == "__main__":
    main()

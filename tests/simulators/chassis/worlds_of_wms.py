"""Worlds in which the warehouse is the only system, on virtual time, called in process."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from dualrun.clock import VirtualClock, run_virtual
from dualrun.landscape.assembly import Hooks, LandscapeSettings, surround
from dualrun.streams import Streams
from simulators.chassis.control.app import control_app
from simulators.chassis.generate import generate
from simulators.chassis.master import MasterData
from simulators.chassis.named_world import NamedWorld
from simulators.chassis.served import ControlPort, ServedSystem
from simulators.chassis.worlds import DEFAULT, Surroundings, Worlds
from simulators.registry import load
from tests.simulators.site_world import Answer, Listener, Wire, call

KEY = load("wms").signed_in(None)


@dataclass
class Place:
    """One process with its worlds, and the way to call the warehouse and the control plane."""

    clock: VirtualClock
    worlds: Worlds
    wms: ServedSystem
    control: ControlPort
    listener: Listener
    defects: list[BaseException]
    begins_again: list[Callable[[NamedWorld], None]]

    async def ask(
        self, method: str, path: str, world: str = DEFAULT, document: Any = None, **more: str
    ) -> Answer:
        headers = {**KEY, "x-dualrun-world": world, **more}
        return await call(self.wms, method, path, headers, _written(document))

    async def steer(self, method: str, path: str, world: str = DEFAULT, document: Any = None) -> Answer:
        headers = {"x-dualrun-world": world, "content-type": "application/json"}
        return await call(self.control, method, f"/__admin{path}", headers, _written(document))

    async def order(self, number: str, world: str = DEFAULT, quantity: int = 1, **more: str) -> Answer:
        return await self.ask(
            "POST", "/api/v1/orders", world, an_order(self.article, number, quantity), **more
        )

    @property
    def article(self) -> str:
        master = self.worlds.used(DEFAULT).systems["wms"].running.world.master
        codes, stock = load("wms").codes(master), master.opening_stock
        stocked = next(i.id for i in master.items if stock.get(("DC1", i.id), 0) >= 100)
        return codes["item"][stocked]


def an_order(article: str, number: str, quantity: int = 1) -> dict[str, Any]:
    return {
        "goodsOwnerOrderNumber": number,
        "consigneeOrderNumber": f"PO-{number}",
        "consignee": {
            "name": "Buyer",
            "address1": "1 High Street",
            "city": "Leeds",
            "postCode": "LS1 1AA",
            "countryCode": "GB",
        },
        "orderLines": [{"rowNumber": 1, "articleNumber": article, "numberOfItems": quantity}],
    }


def _written(document: Any) -> bytes:
    return b"" if document is None else orjson.dumps(document)


def a_business(seed: int) -> MasterData:
    return generate(Streams(seed).child("master"), customers=5, items=20)


def in_worlds(act: Callable[[Place], Coroutine[Any, Any, None]], pace: str = "realistic") -> None:
    """Run a test against a fresh process of the warehouse; a defect in it fails the test."""

    async def main(clock: VirtualClock) -> None:
        defects: list[BaseException] = []
        listener, wire = Listener(clock), Wire()
        wire.apps["listener"] = listener
        hooks = Hooks(lambda *_: None, lambda *_: None, lambda _, error: defects.append(error))

        def around(system: str, world: str, seed: int, master: MasterData, time: Any) -> Any:
            settings = LandscapeSettings(seed, pace)
            made = surround(system, settings, master, time, wire, f"http://{system}", hooks)
            made.name = world
            return made

        begins_again: list[Callable[[NamedWorld], None]] = []

        def begun(world: NamedWorld) -> None:
            for told in begins_again:
                told(world)

        surroundings = Surroundings(clock, around, a_business, begun)
        worlds = Worlds({"wms": load("wms")}, surroundings, seed=7)
        control = control_app("0", "")
        place = Place(
            clock,
            worlds,
            ServedSystem("wms", worlds, control),
            ControlPort(worlds, control),
            listener,
            defects,
            begins_again,
        )
        await act(place)
        worlds.stop()
        await asyncio.sleep(0)
        assert not defects, defects

    run_virtual(main)


Headers = Mapping[str, str]

"""The planner: orders goods for the shelf every working day, and sees to what comes.

The façade carries no such orders. They are entered by the people of each book that is written at the stage of
purchasing: at once where it leads, a while later in the other one. An order posts in the book that led when
it was made, whatever leads when the goods come: there they are received and billed, its copy is only closed.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from functools import partial
from typing import Any

import orjson

from dualrun.clock import VirtualClock
from dualrun.cutover.loading import RETRY_S, persistently
from dualrun.network.virtual import VirtualWire
from dualrun.reconciliation.pages import Reading
from dualrun.rehearsal.mornings import is_working_day, mornings
from dualrun.rehearsal.shelf_orders import NewShelfBook, OldShelfBook, ShelfBook
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp_wire import LegacyErpWire
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError
from facade.routing.stage import DUTIES, Side, Stage
from facade.settings import SystemSettings
from simulators.chassis.master import MasterData, OnOrder
from simulators.chassis.ports import Chance
from simulators.chassis.suppliers import an_order
from simulators.registry import load

BEGINS = time(7, 30)
KEYED_AGAIN_S = 1_200.0
AGAIN_SHARE = 0.25
"""How likely an item that is ordered at all is ordered on a working day."""
BOOKS: Mapping[Side, str] = {Side.OLD: "legacy_erp", Side.NEW: "cloud_erp"}
RECEIPTS = "http://wms/api/v1/receipts"

StageOf = Callable[[str], Stage]
"""Give the stage of purchasing for an item."""


class Planner:
    """Whoever keeps the shelves full, with a clerk in each book.

    A bill is posted as its goods come in, unless somebody takes the bills.
    """

    def __init__(
        self,
        clock: VirtualClock,
        wire: VirtualWire,
        master: MasterData,
        codes: Mapping[str, Any],
        stage_of: StageOf,
        chance: Chance,
        bills: Callable[[OnOrder], None] | None = None,
    ) -> None:
        self._clock = clock
        self._wire = wire
        self._master = master
        self._stage_of = stage_of
        self._chance = chance
        self._articles = codes["wms"]["item"]
        self._coming = list(master.on_order)
        self._bills = bills
        self._books = books(wire, clock, codes)

    async def act(self, until: datetime) -> None:
        """Go to work every morning, until the end."""
        async for today in mornings(self._clock, BEGINS, until):
            await self._take_in(today)
            if is_working_day(today):
                await self._order(today)

    async def _take_in(self, today: date) -> None:
        for one in [one for one in self._coming if one.due <= today]:
            self._coming.remove(one)
            await self._shelve(one)
            for side in Side:
                await self._tell(side, one, "take_in" if self._bills else "receive")
            if self._bills:
                self._bills(one)

    async def _order(self, today: date) -> None:
        """Order what is due to be ordered; the second book hears of all of it when the first has."""
        places = {item.id: (item, place) for place, item in enumerate(self._master.items, 1)}
        usual = [one for one in self._master.on_order if self._is_wanted(one, today)]
        where = [(one.site, BOOKS[self._written(one)[0]]) for one in usual]
        wanted = [
            an_order(*places[one.item], place, today, self._chance)
            for one, place in zip(usual, where, strict=True)
        ]
        self._coming += wanted
        for one in wanted:
            await self._tell(self._written(one)[0], one, "order")
        await self._clock.sleep(KEYED_AGAIN_S)
        for one in wanted:
            for side in self._written(one)[1:]:
                await self._tell(side, one, "order")

    def _is_wanted(self, usual: OnOrder, today: date) -> bool:
        return self._chance.uniform("ordered again", usual.item, today.isoformat()) < AGAIN_SHARE

    def _written(self, one: OnOrder) -> tuple[Side, ...]:
        return DUTIES[self._stage_of(one.item)].writes

    async def _tell(self, side: Side, one: OnOrder, what: str) -> None:
        """Do something in a book; what it would not take is missing there, and found to be."""
        call = Reading(f"{what}-{one.reference}", one.reference, one.reference)
        act = getattr(self._books[side], what)
        with suppress(SystemRefusedError):
            await persistently(self._clock, partial(act, one, call))

    async def _shelve(self, one: OnOrder) -> None:
        goods = {"articleNumber": self._articles[one.item], "numberOfItems": one.units}
        said = {"goodsOwnerReference": one.reference, "articles": [goods]}
        headers = {
            "x-api-key": load("wms").credentials()["api_key"],
            "content-type": "application/json",
            "x-request-id": f"shelve-{one.reference}",
        }
        while True:
            try:
                await self._wire.send("POST", RECEIPTS, headers=headers, body=orjson.dumps(said))
            except ConnectionError:
                await self._clock.sleep(RETRY_S)
                continue
            except TimeoutError:
                pass  # they may lie there already: they are not put there twice
            return


def books(wire: VirtualWire, clock: VirtualClock, codes: Mapping[str, Any]) -> Mapping[Side, ShelfBook]:
    """Give both books as their people reach them."""
    ways = {
        name: SystemSettings(f"http://{name}", load(name).credentials(), codes[name])
        for name in BOOKS.values()
    }
    xref = {name: CrossReference(name, codes[name]) for name in ways}
    return {
        Side.OLD: OldShelfBook(LegacyErpWire(wire, ways["legacy_erp"]), xref["legacy_erp"]),
        Side.NEW: NewShelfBook(CloudErpWire(wire, ways["cloud_erp"], clock), xref["cloud_erp"]),
    }

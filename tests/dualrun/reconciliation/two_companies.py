"""Both products side by side on a virtual network, for tests that buy, sell and give back in either."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from dualrun.clock import VirtualClock, VirtualLoop, run_virtual
from dualrun.journal import Journal
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system, published_codes
from dualrun.landscape.business import seeded_business
from dualrun.network.faults import FaultLedger, FaultPlan
from dualrun.network.virtual import VirtualNetwork
from dualrun.reconciliation.books import new_book, old_book
from dualrun.reconciliation.pack import pack
from dualrun.reconciliation.pages import Reading
from dualrun.streams import Streams
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp_reading import Record
from facade.adapters.legacy_erp_wire import LegacyErpWire
from facade.canonical.xref import CrossReference
from facade.settings import SystemSettings
from simulators.registry import load

OLD, NEW = "legacy_erp", "cloud_erp"


class Companies:
    """The two books with somebody who writes into them."""

    def __init__(self, clock: VirtualClock) -> None:
        master, chance, loop = seeded_business(7), Streams(7), clock.loop
        assert isinstance(loop, VirtualLoop)
        self.defects: list[tuple[str, BaseException]] = []
        hooks = Hooks(_unheard, _unheard, lambda where, error: self.defects.append((where, error)))
        network = VirtualNetwork(
            loop, clock, chance, Journal(clock), FaultPlan((), chance), FaultLedger(),
            on_defect=hooks.on_defect,
        )  # fmt: skip
        self.clock, self.codes, self.wire = clock, published_codes(master), network.wire("tester")
        for name in (OLD, NEW):
            settings = LandscapeSettings(7, pace="brisk")
            network.attach(
                name, open_system(name, settings, master, clock, network.wire(name), f"http://{name}", hooks)
            )
        self.customer = master.customers[0].id
        self.item = master.items[0].id
        self.legacy = LegacyErpWire(self.wire, self.settings(OLD))
        self.cloud = CloudErpWire(self.wire, self.settings(NEW), clock)
        self.native = {name: CrossReference(name, self.codes[name]).native for name in (OLD, NEW)}
        self._calls = 0

    def settings(self, name: str) -> SystemSettings:
        return SystemSettings(f"http://{name}", load(name).credentials(), self.codes[name])

    def call(self) -> Reading:
        self._calls += 1
        return Reading(f"write-{self._calls}")

    async def page(self, page: str, content: str) -> Record:
        result = await self.legacy.page(page, "Create", f"<{page}>{content}</{page}>", self.call())
        return Record(result[0])

    async def unit(self, unit: str, operation: str, content: str) -> None:
        await self.legacy.codeunit(unit, operation, content, self.call())

    async def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return await self.cloud.post(path, body or {}, self.call())

    async def pack(self) -> dict[str, Any]:
        old = await old_book(self.wire, self.settings(OLD), self.clock)
        return pack(old, await new_book(self.wire, self.settings(NEW), self.clock))


def in_two_companies(story: Callable[[Companies], Awaitable[Any]]) -> Any:
    """Tell a story in both books; whatever breaks in one of them is the test's failure."""

    async def told(companies: Companies) -> Any:
        found = await story(companies)
        assert companies.defects == []
        return found

    return run_virtual(lambda clock: told(Companies(clock)), start=datetime(2026, 3, 2, 8, tzinfo=UTC))


def _unheard(*_: Any) -> None:
    """Nobody audits these books: the reconciliation does."""

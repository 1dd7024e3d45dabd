"""The only place where the façade's objects meet. Nothing is built at import."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import orjson
from fastapi import FastAPI

from facade.adapters.cloud_erp import CloudErp
from facade.adapters.commerce import Commerce
from facade.adapters.legacy_erp import LegacyErp
from facade.adapters.threepl import ThreePl
from facade.adapters.threepl_graphql import ThreePlGraphQl
from facade.adapters.wms import Wms
from facade.api import problem
from facade.api.control import ControlDesk, ControlRoutes
from facade.api.intake import Intake
from facade.api.limits import BodyCap
from facade.api.native import SILENT
from facade.api.notices import NoticeDesk, NoticeRoutes
from facade.api.orders import OrderRoutes
from facade.api.short_way import ShortWay
from facade.api.views import OrderReader
from facade.canonical.xref import CrossReference
from facade.dual_run.order_book import DualOrderBook
from facade.dual_run.parity import Parity
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.messaging.dispatcher import Dispatcher, OnDefect
from facade.messaging.retry import wait_s
from facade.messaging.store import OutboxRow, Store
from facade.orders.allocation import SiteRule
from facade.orders.desk import OrderDesk, PolicyHolder, Switches
from facade.orders.handlers import ProcessHandlers
from facade.orders.mirroring import MirrorHandlers
from facade.orders.telling import TellingHandlers
from facade.orders.worker import OrderWorker
from facade.ports import Chance, Clock, Fulfilment, Wire
from facade.routing.cohort import Cohorts
from facade.routing.policy import EVERYBODY, Policy
from facade.routing.stage import Side, Stage
from facade.settings import SystemSettings


@dataclass(frozen=True, slots=True)
class FacadeSettings:
    """What this façade is for: its neighbours, its own address, its cohorts, where its sites deliver."""

    systems: Mapping[str, SystemSettings]
    url: str
    cohorts: Cohorts = EVERYBODY
    site_rules: tuple[SiteRule, ...] = ()
    switches: Switches = field(default_factory=Switches)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the façade is handed and never makes: its way out, time, chance, durable store, parity counts."""

    wire: Wire
    clock: Clock
    chance: Chance
    store: Store
    parity: Parity
    on_defect: OnDefect


class Facade:
    """One process of the integration layer."""

    def __init__(self, settings: FacadeSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        store, clock = around.store, around.clock
        systems, wire = settings.systems, around.wire
        codes = {name: CrossReference(name, system.codes) for name, system in systems.items()}
        legacy = LegacyErp(wire, systems["legacy_erp"], codes["legacy_erp"])
        cloud = CloudErp(wire, systems["cloud_erp"], codes["cloud_erp"], clock)
        self._commerce = Commerce(wire, systems["commerce"], codes["commerce"], clock)
        self._sites: dict[str, Fulfilment] = {
            site.name: site(wire, systems[site.name], codes[site.name])
            for site in (Wms, ThreePl, ThreePlGraphQl)
            if site.name in systems and systems[site.name].codes["site"]
        }
        policy = PolicyHolder(_policy(store, settings.cohorts))
        books = DualOrderBook({Side.OLD: legacy, Side.NEW: cloud}, around.parity, clock)
        desk = OrderDesk(store, clock, policy, self._take, settings.switches)
        process = ProcessHandlers(
            books,
            {Side.OLD: legacy, Side.NEW: cloud},
            legacy,
            {site.site: site for site in self._sites.values()},
            settings.site_rules,
        )
        telling = TellingHandlers({self._commerce.name: self._commerce})
        mirror = MirrorHandlers(books, clock)
        worker = OrderWorker(desk, books, {**process.table, **mirror.table, **telling.table})
        self._dispatcher = Dispatcher(store, clock, around.chance, worker.carry_out, around.on_defect)
        self._introductions: list[asyncio.Task[None]] = []
        self.app = self._routes(desk, books, policy)

    def _take(self, rows: tuple[OutboxRow, ...]) -> None:
        self._dispatcher.take(rows)

    def _routes(self, desk: OrderDesk, books: DualOrderBook, policy: PolicyHolder) -> FastAPI:
        store, clock = self._around.store, self._around.clock
        app = FastAPI(
            title="dualrun façade",
            version="1",
            description="Routes, orchestrates and compares; owns no business data.",
            lifespan=self._lifespan,
            telemetry=SILENT,
            redirect_slashes=False,
        )
        problem.install(app)
        app.add_middleware(BodyCap)
        intake = Intake(store, desk)
        notices = NoticeDesk(store, desk, clock, self._sites)
        NoticeRoutes(intake, desk, notices, self._commerce, self._sites).install(app)
        orders = OrderRoutes(intake, desk, OrderReader(desk, books), store)
        orders.install(app)
        ControlRoutes(ControlDesk(store, policy, self._around.parity, clock), store).install(app)
        app.add_middleware(ShortWay, routes=app.router.routes, plain={"/orders": orders.place_plain})
        return app

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        self.start()
        yield
        self.stop()

    def start(self) -> None:
        """Take up what is left over, and ask the neighbours to tell us things."""
        self._dispatcher.resume()
        loop = asyncio.get_running_loop()
        url = self._settings.url
        shop = partial(
            self._commerce.subscribe, f"{url}/intake/commerce/orders", f"{url}/intake/commerce/cancellations"
        )
        sites = [partial(site.subscribe, f"{url}/intake/{name}") for name, site in self._sites.items()]
        self._introductions = [loop.create_task(self._introduce(ask)) for ask in (shop, *sites)]

    async def introduced(self) -> None:
        """Wait until every neighbour knows where to tell us things, or has refused to."""
        await asyncio.gather(*self._introductions)

    def stop(self) -> None:
        """End all work at once; the store knows where to go on."""
        self._dispatcher.stop()
        for task in self._introductions:
            task.cancel()

    async def _introduce(self, ask: Callable[[], Awaitable[None]]) -> None:
        """Ask until the neighbour agrees: nobody would tell us anything otherwise."""
        attempts = 0
        while True:
            attempts += 1
            try:
                await ask()
            except (SystemUnavailableError, SystemTimeoutError) as failure:
                await self._around.clock.sleep(wait_s(failure, self._around.chance, "introduction", attempts))
            except SystemRefusedError as refusal:
                self._around.on_defect("introduction", refusal)
                return
            else:
                return


def _policy(store: Store, cohorts: Cohorts) -> Policy:
    """Go on under the policy that was in force, or begin with everybody on the old side."""
    kept = store.kept("policy")
    if kept is None:
        return Policy(cohorts)
    document = orjson.loads(kept)
    stages = {(s["capability"], s["cohort"]): Stage(s["stage"]) for s in document["stages"]}
    return Policy(cohorts, stages, document["version"])


def create_app(settings: FacadeSettings, around: Surroundings) -> Facade:
    """Put a façade together."""
    return Facade(settings, around)

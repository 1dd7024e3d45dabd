"""The only place where the façade's objects meet. Nothing is built at import."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from facade.adapters.cloud_erp import CloudErp
from facade.adapters.cloud_erp_pages import CloudErpPages
from facade.adapters.commerce import Commerce
from facade.adapters.commerce_catalogue import CommerceCatalogue
from facade.adapters.legacy_erp import LegacyErp
from facade.adapters.legacy_erp_pages import LegacyErpPages
from facade.adapters.threepl import ThreePl
from facade.adapters.threepl_graphql import ThreePlGraphQl
from facade.adapters.webhooks import ChannelBook, WebhookSender
from facade.adapters.wms import Wms
from facade.api import asyncapi, description, problem
from facade.api.access import VERSION
from facade.api.auditing import Audited, AuditRoutes
from facade.api.cancelling import CancelRoutes
from facade.api.catalogue import CatalogueRoutes
from facade.api.edge import Edge
from facade.api.intake import Intake
from facade.api.keyed import KeyedWishes
from facade.api.limiting import Limiter
from facade.api.limits import BodyCap
from facade.api.measured import MeasuredRoutes
from facade.api.native import SILENT
from facade.api.notices import NoticeDesk, NoticeRoutes
from facade.api.oauth import TokenRoutes
from facade.api.office import Office
from facade.api.orders import OrderRoutes
from facade.api.parked import ParkedRoutes
from facade.api.price_answers import PATH as PRICES
from facade.api.price_answers import PriceRoutes
from facade.api.publication_control import PublicationRoutes
from facade.api.returns import ReturnRoutes
from facade.api.seen import Seen
from facade.api.short_way import NAME, Ready, Short, ShortWay
from facade.api.stock_answers import PATH as STOCK
from facade.api.stock_answers import StockRoutes
from facade.api.systems import SystemRoutes
from facade.api.tokens import Doorkeeper
from facade.api.views import OrderReader
from facade.api.webhooks import WebhookRoutes
from facade.app_settings import FacadeSettings
from facade.canonical.xref import CrossReference
from facade.dual_run.order_book import DualOrderBook
from facade.messaging.dispatcher import Dispatcher
from facade.messaging.introductions import Introductions
from facade.messaging.relay import Relay
from facade.messaging.store import OutboxRow, Step
from facade.messaging.subscriptions import SubscriptionBook
from facade.observability.audit import AuditLog
from facade.observability.following import Follower
from facade.observability.hops import HopLog
from facade.observability.log import Log
from facade.observability.measures import Measures
from facade.observability.spans import Spans
from facade.orders.conversion_handlers import ConversionHandlers
from facade.orders.desk import OrderDesk, PolicyHolder
from facade.orders.handlers import ProcessHandlers
from facade.orders.mirroring import MirrorHandlers
from facade.orders.policy_kept import kept_policy
from facade.orders.promised import Promised
from facade.orders.publishing import as_message
from facade.orders.purchase_handlers import PurchaseHandlers
from facade.orders.repair_queue import RepairQueue
from facade.orders.replaying import ReplayDesk
from facade.orders.return_handlers import ReturnHandlers
from facade.orders.telling import TellingHandlers
from facade.orders.waking import Waking
from facade.orders.worker import OrderWorker
from facade.orders.write_failures import Booking
from facade.ports import Purchasing
from facade.publication.desk import Publication
from facade.publication.last_known import LastKnown
from facade.publication.upkeep import Source
from facade.routing.stage import Side
from facade.surroundings import EventLayer as EventLayer
from facade.surroundings import Surroundings as Surroundings
from facade.way_out.guard import Guard, GuardRule, Hop

USUAL = GuardRule()
ORDERS_READ_EVERY_S = 600.0


class Facade:
    """One process of the integration layer."""

    def __init__(self, settings: FacadeSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        store, clock = around.store, around.clock
        systems = settings.systems
        self._measures = Measures(settings.promises)
        self._log = Log(clock, around.log)
        self._hops = HopLog(clock)
        self._spans = Spans(clock, around.spans)
        watch = self._hop if settings.is_watched else None
        self.guards = {
            name: Guard(name, around.wire, clock, settings.guards.get(name, USUAL), watch) for name in systems
        }
        guards = self.guards
        codes = {name: CrossReference(name, system.codes) for name, system in systems.items()}
        legacy = LegacyErp(guards["legacy_erp"], systems["legacy_erp"], codes["legacy_erp"])
        cloud = CloudErp(guards["cloud_erp"], systems["cloud_erp"], codes["cloud_erp"], clock)
        self._commerce = Commerce(guards["commerce"], systems["commerce"], codes["commerce"], clock)
        self._sites = {
            site.name: site(guards[site.name], systems[site.name], codes[site.name])
            for site in (Wms, ThreePl, ThreePlGraphQl)
            if site.name in systems and systems[site.name].codes["site"]
        }
        policy = self.policy = PolicyHolder(kept_policy(store, settings.cohorts, settings.apart))
        self.published = self._publication(codes)
        books = DualOrderBook({Side.OLD: legacy, Side.NEW: cloud}, around.parity, clock)
        sites = {site.site: site for site in self._sites.values()}
        on_step = self._step if settings.is_watched else None
        desk = OrderDesk(store, clock, policy, self._take, settings.switches, on_step)
        self._introductions = Introductions(clock, around.chance, self._defect)
        process = ProcessHandlers(
            books,
            {Side.OLD: legacy, Side.NEW: cloud},
            {Side.OLD: legacy, Side.NEW: cloud},
            sites,
            settings.allocation,
            self._introductions.agreed,
            policy,
        )
        self._webhooks = SubscriptionBook(store)
        sender = WebhookSender(self._webhooks, around.outward or around.wire, clock, settings.targets)
        channels = ChannelBook({self._commerce.name: self._commerce}, self._webhooks, sender)
        purchasing = dict[Side, Purchasing]({Side.OLD: legacy.purchasing, Side.NEW: cloud.purchasing})
        mirror, bought = MirrorHandlers(books, purchasing, clock, policy), PurchaseHandlers(purchasing)
        telling, moved = TellingHandlers(channels), ConversionHandlers(books, clock)
        returns = ReturnHandlers({Side.OLD: legacy.returns, Side.NEW: cloud.returns}, sites, channels)
        booking = Booking(settings.write_failure, process.table, books, RepairQueue(store, clock))
        tables = {
            name: handler
            for one in (process, booking, mirror, moved, telling, returns, bought)
            for name, handler in one.table.items()
        }
        worker = OrderWorker(desk, books, tables, clock)
        self._dispatcher = Dispatcher(store, clock, around.chance, worker.carry_out, self._defect)
        self._relay: Relay | None = None
        if around.events is not None:
            layer = around.events
            self._relay = Relay(layer.source, layer.broker, clock, as_message, self._defect)
        self.app = self._routes(desk, books, policy)

    def _publication(self, codes: Mapping[str, CrossReference]) -> Publication:
        """Put together what channels may ask without troubling a system, and what the shop is told."""
        around, systems, guards = self._around, self._settings.systems, self.guards
        old, new = "legacy_erp", "cloud_erp"
        published = Publication(
            {
                Side.OLD: LegacyErpPages(guards[old], systems[old], codes[old]),
                Side.NEW: CloudErpPages(guards[new], systems[new], codes[new], around.clock),
            },
            self._sites.values(),
            self._settings.publication,
            lambda: self.policy.current,
            around.parity,
            (around.clock, around.chance),
            self._defect,
        )
        published.publish_to(CommerceCatalogue(self._commerce, codes["commerce"]), self._measures.published)
        known = LastKnown(published.picture, published.prices, around.store)
        known.recall()
        published.upkeep.also(known.source())
        self._promised = Promised(published.picture)
        orders, promised = around.store.aggregates, self._promised
        published.upkeep.also(Source("orders", ORDERS_READ_EVERY_S, lambda _: promised.take_all(orders())))
        return published

    def _take(self, rows: Sequence[OutboxRow]) -> None:
        self._dispatcher.take(rows)

    def _hop(self, hop: Hop) -> None:
        self._measures.hop(hop)
        self._log.hop(hop)
        self._hops.hop(hop)
        self._spans.hop(hop)

    def _step(self, step: Step) -> None:
        if self.published.upkeep.is_begun:
            self._promised.step(step)
        self._measures.step(step)
        self._log.step(step)
        self._spans.step(step)

    def _defect(self, where: str, error: BaseException) -> None:
        self._measures.defect()
        self._log.defect(where, error)
        self._around.on_defect(where, error)

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
        description.install(app)
        log = AuditLog(self._around.store, clock)
        app.add_middleware(Audited, log=log)
        AuditRoutes(log).install(app)
        app.add_middleware(BodyCap)
        intake = Intake(store, desk)
        notices = NoticeDesk(store, desk, clock, self._sites, Waking(desk, self._dispatcher))
        notices.on_repeat = self._measures.duplicate
        NoticeRoutes(intake, desk, notices, self._commerce, self._sites).install(app)
        orders = OrderRoutes(intake, desk, OrderReader(desk, books), store, Follower(store, self._hops))
        orders.install(app)
        wishes = KeyedWishes(store, desk)
        CancelRoutes(wishes, desk).install(app)
        ReturnRoutes(wishes, desk, clock, self._settings.returns).install(app)
        office = Office(store, clock, policy, self._around.parity, desk, self.published.picture)
        control = office.install(app, self.published.keep_masters)
        SystemRoutes(self.guards, clock).install(app)
        MeasuredRoutes(self._measures, store, clock, self.guards, self._around.vitals).install(app)
        ParkedRoutes(store, ReplayDesk(store, desk, clock, self._take)).install(app)
        stock, prices = StockRoutes(self.published), PriceRoutes(self.published)
        publication = PublicationRoutes(self.published, store, clock)
        for routes in (stock, prices, publication):
            routes.install(app)

        def look_again() -> None:
            policy.current = kept_policy(store, self._settings.cohorts, self._settings.apart)
            control.look_again()
            self.published.keep_masters()
            self._webhooks.look_again()
            publication.look_again()

        store.watch(look_again)
        ready = {f"{STOCK}/{NAME}": stock.lying_ready, f"{PRICES}/{NAME}": prices.lying_ready}
        self._edge(app, {f"{VERSION}/orders": orders.place_plain}, ready)
        if self._settings.is_watched:
            app.add_middleware(Seen, measures=self._measures, clock=clock)
        return app

    def _edge(self, app: FastAPI, plain: Mapping[str, Short], ready: Mapping[str, Ready]) -> None:
        """Put on what faces outward: tokens, webhooks, what is said about all of it, and the way in."""
        access, targets = self._settings.access, self._settings.targets
        clock, resolve = self._around.clock, self._around.resolve
        doorkeeper = Doorkeeper(access, clock)
        TokenRoutes(doorkeeper).install(app)
        WebhookRoutes(self._webhooks, clock, targets, resolve, access.key).install(app)
        CatalogueRoutes(app).install()
        asyncapi.install(app)
        app.add_middleware(ShortWay, routes=app.router.routes, plain=plain, ready=ready)
        app.add_middleware(Edge, doorkeeper=doorkeeper, limiter=Limiter(clock))

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        self.start()
        yield
        self.stop()

    def start(self) -> None:
        """Take up what is left over, and ask the neighbours to tell us things."""
        self._dispatcher.resume()
        self.published.keep_masters()
        if self._relay is not None:
            self._relay.start()
        url = self._settings.url
        shop = partial(
            self._commerce.subscribe, f"{url}/intake/commerce/orders", f"{url}/intake/commerce/cancellations"
        )
        sites = {
            site.site: partial(site.subscribe, f"{url}/intake/{name}") for name, site in self._sites.items()
        }
        self._introductions.begin({self._commerce.name: shop, **sites})

    async def introduced(self) -> None:
        """Wait until every neighbour knows where to tell us things, or has refused to."""
        await self._introductions.made()

    def stop(self) -> None:
        """End all work at once; the store knows where to go on."""
        self._dispatcher.stop()
        self.published.stop()
        if self._relay is not None:
            self._relay.stop()
        self._introductions.stop()


def create_app(settings: FacadeSettings, around: Surroundings) -> Facade:
    """Put a façade together."""
    return Facade(settings, around)

"""Where neighbours speak up: the shop's new orders and cancellations, the sites' notices.

A notice is answered only after its effect is durable. Its id is kept with the effect, so a notice told
twice has one effect; a notice about something we do not know is refused and the sender tries again later.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import Response

from facade.adapters.commerce import Commerce
from facade.adapters.commerce_documents import CANCELLATION, ORDER
from facade.api.cancelling import expect_cancellable
from facade.api.intake import Intake
from facade.api.native import NativeDoc, add_native
from facade.api.orders import found
from facade.api.problem import ProblemError
from facade.api.returns import back_at_site
from facade.canonical.fulfilment import Shipment, SiteNotice, shipped_line
from facade.canonical.goods_back import ReturnNotice
from facade.canonical.news import News, StockNews
from facade.canonical.order import OrderLine
from facade.canonical.value import Quantity
from facade.errors import NoticeRefusedError
from facade.messaging.store import Store
from facade.orders import events as ev
from facade.orders.desk import OrderDesk
from facade.orders.part import ENDED, number_in
from facade.orders.state import OrderState
from facade.orders.waking import Waking
from facade.ports import Clock, Fulfilment

DONE = Response(status_code=204)


class NoticeDesk:
    """Turns a site's notice into what happens to an order."""

    def __init__(
        self, store: Store, desk: OrderDesk, clock: Clock, sites: Mapping[str, Fulfilment], waking: Waking
    ) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock
        self._sites = sites
        self._waking = waking
        self.on_repeat: Callable[[str], None] = lambda _: None

    async def take_in(self, source: str, headers: Mapping[str, str], body: bytes) -> None:
        """Verify a notice and let it happen, once.

        Raises:
            ProblemError: the notice is not genuine (401), or about an order we do not know (404).
        """
        try:
            notice = self._sites[source].read_notice(headers, body, self._clock.now())
        except NoticeRefusedError as refused:
            raise ProblemError(401, "notice_refused", str(refused)) from None
        if notice is None or await self._known(notice):
            return
        if isinstance(notice, StockNews):
            await self._waking.goods_have_come(notice.items)
            return
        reference = notice.fulfilment_ref.partition("/")[0]
        state = await found(self._desk, reference)
        event: ev.Event | None
        if isinstance(notice, ReturnNotice):
            event = back_at_site(notice, self._sites[source].site, state)
        else:
            event = _event(notice, self._sites[source].site, state)
        if event is not None:
            message_id = headers.get("x-request-id", notice.message_id)
            taken_in = (notice.source, notice.message_id)
            await self._desk.apply(state.order_id, event, message_id, taken_in=taken_in)

    async def _known(self, notice: News) -> bool:
        if not self._desk.switches.idempotency:
            return False
        is_known = await self._store.has_taken_in(notice.source, notice.message_id)
        if is_known:
            self.on_repeat(notice.source)
        return is_known


def _event(notice: SiteNotice, site: str, state: OrderState) -> ev.Event | None:
    """Give what a notice means for an order; nothing when it speaks of no part of it."""
    part = state.part(number_in(notice.fulfilment_ref))
    if part is None or part.status in ENDED or part.site not in ("", site):
        return None
    if notice.event == "picked":
        return ev.OrderPicked(part.number)
    if notice.event == "cancelled":
        return ev.GivenUpBySite(part.number)
    if notice.event != "shipped":
        return None
    base_units = dict(notice.base_units)
    lines = tuple(
        shipped_line(line.line, _shipped(units, line))
        for line in state.order.lines
        if (units := base_units.get(line.line, 0))  # a line of which nothing was found has not left
    )
    shipment = Shipment(notice.shipment_reference, part.site, notice.tracking, notice.occurred_at, lines)
    return ev.OrderShipped(shipment, part.number)


def _shipped(base_units: int, line: OrderLine) -> Quantity:
    """Give what the site counted in EA as units of the order line."""
    if base_units == line.base_units:
        return line.quantity
    return Quantity(Decimal(base_units) / line.pack_size, line.quantity.uom)


class NoticeRoutes:
    """The routes that neighbours call; native, for every order passes them several times."""

    def __init__(
        self, intake: Intake, desk: OrderDesk, notices: NoticeDesk, commerce: Commerce, sources: Iterable[str]
    ) -> None:
        self._intake = intake
        self._desk = desk
        self._notices = notices
        self._commerce = commerce
        self._sources = tuple(sources)

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        for source in self._sources:
            site = partial(self.site, source)
            site.__doc__ = self.site.__doc__
            add_native(
                app, f"/intake/{source}", site, NativeDoc(f"A notice of {source}", 204, (401, 404, 413))
            )
        order = NativeDoc("The shop has a new order", 202, (400, 409, 413, 422), ORDER)
        add_native(app, "/intake/commerce/orders", self.order, order)
        cancellation = NativeDoc(
            "A buyer of the shop takes something back", 202, (404, 409, 413, 422), CANCELLATION
        )
        add_native(app, "/intake/commerce/cancellations", self.cancellation, cancellation)

    async def site(self, source: str, request: Request) -> Response:
        """A site tells what has become of an order."""
        await self._notices.take_in(source, request.headers, await request.body())
        return DONE

    async def order(self, request: Request) -> Response:
        """The shop's native order, acknowledged once it is durable."""
        body = await request.body()
        try:
            order = self._commerce.read_order(body)
        except NoticeRefusedError as refused:
            raise ProblemError(422, "order_unreadable", str(refused), "body") from None
        headers = request.headers
        key, message_id = headers.get("idempotency-key"), headers.get("x-request-id")
        return await self._intake.accept(order, key, body, message_id)

    async def cancellation(self, request: Request) -> Response:
        """The shop's native cancellation, taken in as a wish."""
        try:
            reference, quantities = self._commerce.read_cancellation(await request.body())
        except NoticeRefusedError as refused:
            raise ProblemError(422, "cancellation_unreadable", str(refused), "body") from None
        message_id = request.headers.get("x-request-id", f"cancel:{reference}")
        state = await found(self._desk, reference)
        if not _repeats(state, quantities):
            expect_cancellable(state, quantities)
            await self._desk.apply(state.order_id, ev.CancelRequested(quantities), message_id)
        return Response(status_code=202)


def _repeats(state: OrderState, quantities: tuple[tuple[int, int], ...]) -> bool:
    """Say whether this very wish is already known: the shop asks again when our answer got lost."""
    return state.cancellation is not None and state.cancellation.quantities == quantities

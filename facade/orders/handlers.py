"""What each command does to the world: one call at a system, told back as an event."""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal

from facade.canonical.fulfilment import Shipment
from facade.dual_run.order_book import DualOrderBook
from facade.errors import SystemRefusedError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.allocation import SiteRule, ranked
from facade.orders.checks import Refusal, check_account, check_credit, settled_lines
from facade.orders.commands import Do
from facade.orders.state import OrderState
from facade.ports import Call, CustomerBook, Fulfilment, PriceBook
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage

Handler = Callable[[OrderState, Route, OutboxRow, Call], Awaitable[ev.Event]]


class ProcessHandlers:
    """The commands that an order waits for."""

    def __init__(
        self,
        books: DualOrderBook,
        customers: Mapping[Side, CustomerBook],
        prices: PriceBook,
        sites: Mapping[str, Fulfilment],
        site_rules: tuple[SiteRule, ...],
    ) -> None:
        self._books = books
        self._customers = customers
        self._prices = prices
        self._sites = sites
        self._site_rules = site_rules
        self.table: dict[str, Handler] = {
            Do.VALIDATE: self._validate,
            Do.BOOK: self._book,
            Do.RESERVE: self._reserve,
            Do.RELEASE: self._release,
            Do.POST_SHIPMENT: self._post_shipment,
            Do.POST_INVOICE: self._post_invoice,
            Do.CANCEL_FULFILMENT: self._cancel_fulfilment,
            Do.AMEND_BOOKING: self._amend_booking,
            Do.CANCEL_BOOKING: self._cancel_booking,
        }

    async def _validate(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        order = state.order
        items = tuple(dict.fromkeys(line.item_id for line in order.lines))
        account = await self._customers[Side.OLD].read_customer(order.customer_id, call)
        terms = await self._prices.read_terms(order.customer_id, items, order.order_date, call)
        try:
            account = check_account(account, order)
            lines = settled_lines(order, terms)
            check_credit(account, await self._exposure_elsewhere(order.customer_id, route, call), lines)
        except Refusal as refusal:
            return ev.OrderRefused(str(refusal))
        return ev.OrderValidated(lines, ranked(order, self._site_rules))

    async def _exposure_elsewhere(self, customer_id: str, route: Route, call: Call) -> Decimal:
        """Give what is open in the new book: nothing can be while the cohort has never left the old one."""
        if route.stage is Stage.OFF:
            return Decimal(0)
        account = await self._customers[Side.NEW].read_customer(customer_id, call)
        return account.exposure if account is not None else Decimal(0)

    async def _book(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        book = self._books.side(route.authoritative)
        return ev.OrderBooked(await book.create_order(state.order, posting=True, call=call))

    async def _reserve(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        number = await self._sites[row.argument].reserve(state.fulfilment_ref, state.order, call)
        if number is None:
            return ev.StockShort(row.argument)
        return ev.StockReserved(row.argument, number)

    async def _release(self, state: OrderState, _: Route, __: OutboxRow, call: Call) -> ev.Event:
        await self._sites[state.site].release(state.fulfilment_ref, state.site_number, call)
        return ev.OrderReleased()

    async def _cancel_fulfilment(self, state: OrderState, _: Route, __: OutboxRow, call: Call) -> ev.Event:
        freed = await self._sites[state.site].cancel(state.fulfilment_ref, state.site_number, call)
        return ev.FulfilmentCancelled() if freed else ev.FulfilmentKept()

    async def _post_shipment(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        book = self._books.side(route.authoritative)
        posted = await book.post_shipment(booked_number(state), shipped(state), call)
        return ev.ShipmentPosted(posted)

    async def _post_invoice(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        book = self._books.side(route.authoritative)
        return ev.InvoicePosted(await book.post_invoice(booked_number(state), shipped(state), call))

    async def _amend_booking(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        book = self._books.side(route.authoritative)
        return ev.BookingAmended(await book.amend_order(state.order, booked_number(state), call))

    async def _cancel_booking(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        await self._books.side(route.authoritative).cancel_order(booked_number(state), call)
        return ev.BookingCancelled()


def booked_number(state: OrderState) -> str:
    """Give the number of the order in its authoritative book."""
    if state.booking is None:
        raise SystemRefusedError("facade", "not_booked", "the order is in no book yet")
    return state.booking.number


def shipped(state: OrderState) -> Shipment:
    """Give what has left the site."""
    if state.shipment is None:
        raise SystemRefusedError("facade", "not_shipped", "nothing has left a site yet")
    return state.shipment

"""What each command does to the world: one call at a system, told back as an event."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from facade.canonical.customer import ItemTerms
from facade.canonical.fulfilment import Shipment
from facade.canonical.order import Order
from facade.dual_run.order_book import DualOrderBook
from facade.errors import SystemRefusedError, SystemUnavailableError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.allocation import AllocationRules
from facade.orders.checks import (
    Refusal,
    check_account,
    check_credit,
    check_ship_to,
    from_sites,
    may_ever_fit,
    settled_lines,
    sites_for,
    suppliers_for,
)
from facade.orders.commands import Do
from facade.orders.desk import PolicyHolder
from facade.orders.order_notes import APPROVED
from facade.orders.part import Part, contents, reference_of
from facade.orders.state import OrderState, Status
from facade.orders.substituting import items_of, substituted
from facade.ports import Call, CustomerBook, Fulfilment, PriceBook
from facade.routing.policy import Route
from facade.routing.stage import Side

OTHER: Mapping[Side, Side] = {Side.OLD: Side.NEW, Side.NEW: Side.OLD}
Handler = Callable[[OrderState, Route, OutboxRow, Call], Awaitable[ev.Event]]


class ProcessHandlers:
    """The commands that an order waits for."""

    def __init__(
        self,
        books: DualOrderBook,
        customers: Mapping[Side, CustomerBook],
        prices: Mapping[Side, PriceBook],
        sites: Mapping[str, Fulfilment],
        rules: AllocationRules,
        tells_us: Callable[[str], bool],
        policy: PolicyHolder,
    ) -> None:
        self._books = books
        self._customers = customers
        self._prices = prices
        self._sites = sites
        self._rules = rules
        self._tells_us = tells_us
        self._policy = policy
        self.table: dict[str, Handler] = {
            Do.VALIDATE: self._validate,
            Do.AWAIT_CREDIT: self._await_credit,
            Do.BOOK: self._book,
            Do.RESERVE: self._reserve,
            Do.SURVEY_STOCK: self._survey_stock,
            Do.AWAIT_STOCK: self._await_stock,
            Do.RELEASE: self._release,
            Do.POST_SHIPMENT: self._post_shipment,
            Do.POST_INVOICE: self._post_invoice,
            Do.CANCEL_FULFILMENT: self._cancel_fulfilment,
            Do.AMEND_BOOKING: self._amend_booking,
            Do.CANCEL_BOOKING: self._cancel_booking,
        }

    async def _validate(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        order = state.order
        items = items_of(order)
        side = self._policy.current.route("customers", order.customer_id).reads[0]
        priced_by = self._policy.current.route("pricing", order.customer_id).reads[0]
        account = await self._customers[side].read_customer(order.customer_id, call)
        terms = await self._prices[priced_by].read_terms(order.customer_id, items, order.order_date, call)
        try:
            account = check_account(account, order)
            check_ship_to(order, self._rules)
            lines = settled_lines(order, terms, is_agreed=was_held_for_credit(state, row))
            if order.substitutes:
                order = await self._substituted(replace(order, lines=lines), terms, call)
                lines = order.lines
            suppliers = suppliers_for(order, self._rules)
            sites = sites_for(from_sites(order, suppliers), self._rules)
        except Refusal as refusal:
            return ev.OrderRefused(str(refusal))
        if row.argument != APPROVED:
            elsewhere = await self._exposure_elsewhere(order.customer_id, side, route, call)
            try:
                check_credit(account, elsewhere, lines)
            except Refusal as refusal:
                return ev.CreditExceeded(str(refusal), may_ever_fit(account, lines))
        return ev.OrderValidated(lines, sites, order.substitutes, suppliers)

    async def _substituted(self, order: Order, terms: Mapping[str, ItemTerms], call: Call) -> Order:
        """Ask every site what it has of what was ordered, and of what may take its place.

        Of what suppliers send there is always enough.
        """
        ordered = {line.item_id: line.base_units for line in order.lines}
        free = {item: units for item, units in ordered.items() if item in self._rules.suppliers}
        for rule in self._rules.sites:
            there = await self._sites[rule.site].available(items_of(order), call)
            for item, units in self._rules.allowed(order, there, rule.site):
                free[item] = free.get(item, 0) + units
        return substituted(order, terms, free)

    async def _await_credit(self, _: OrderState, __: Route, ___: OutboxRow, ____: Call) -> ev.Event:
        """Nothing but time: the row was due when the wait was over."""
        return ev.CreditAwaited()

    async def _exposure_elsewhere(self, customer_id: str, side: Side, route: Route, call: Call) -> Decimal:
        """Give what is open in the other book: in the new one nothing can be before a cohort has left."""
        if side is Side.OLD and not self._policy.current.has_ever_moved(route.capability, customer_id):
            return Decimal(0)
        account = await self._customers[OTHER[side]].read_customer(customer_id, call)
        return account.exposure if account is not None else Decimal(0)

    async def _book(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        book = self._books.side(route.authoritative)
        return ev.OrderBooked(await book.create_order(state.order, posting=True, call=call))

    async def _reserve(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        reference, order = reference_of(state.order, part), contents(state.order, part)
        site = next((site for site in part.sites if self._rules.may_send(site, order)), "")
        if not site:  # one after another, then
            return await self._survey_stock(state, route, row, call)
        if not self._tells_us(site):
            raise SystemUnavailableError(site, "it does not know yet where to tell us", undone=True)
        number = await self._sites[site].reserve(reference, order, call)
        if number is None:
            return ev.StockShort(site, part.number)
        return ev.StockReserved(site, number, part.number)

    async def _survey_stock(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        """Ask every site what it has of a part that none of them has whole."""
        part = part_of(state, row)
        items = tuple(dict.fromkeys(line.item_id for line in contents(state.order, part).lines))
        found = []
        for site in state.asked:
            there = await self._sites[site].available(items, call)
            some = {item: there[item] for item in items if there.get(item, 0) > 0}
            found.append((site, tuple(self._rules.allowed(state.order, some, site))))
        return ev.StockSurveyed(tuple(found), part.number)

    async def _await_stock(self, state: OrderState, _: Route, row: OutboxRow, __: Call) -> ev.Event:
        """Nothing but time: the row was due when the wait was over."""
        part = part_of(state, row)
        return ev.WaitEnded(part.waits, part.number)

    async def _release(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        await self._sites[part.site].release(reference_of(state.order, part), part.site_number, call)
        return ev.OrderReleased(part.number)

    async def _cancel_fulfilment(self, state: OrderState, _: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        site = self._sites[part.site]
        if await site.cancel(reference_of(state.order, part), part.site_number, call):
            return ev.FulfilmentCancelled(part.number)
        return ev.FulfilmentKept(part.number)

    async def _post_shipment(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part, book = part_of(state, row), self._books.side(route.authoritative)
        posted = await book.post_shipment(booked_number(state), shipped(part), call)
        return ev.ShipmentPosted(posted, part.number)

    async def _post_invoice(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part, book = part_of(state, row), self._books.side(route.authoritative)
        if not part.shipment_number:
            raise SystemRefusedError("facade", "not_posted", "the shipment is in no book yet")
        invoice = await book.post_invoice(
            booked_number(state), shipped(part), alike_before(state, part), call
        )
        return ev.InvoicePosted(invoice, part.number)

    async def _amend_booking(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        book = self._books.side(route.authoritative)
        return ev.BookingAmended(await book.amend_order(state.order, booked_number(state), call))

    async def _cancel_booking(self, state: OrderState, route: Route, _: OutboxRow, call: Call) -> ev.Event:
        await self._books.side(route.authoritative).cancel_order(booked_number(state), call)
        return ev.BookingCancelled()


def was_held_for_credit(state: OrderState, row: OutboxRow) -> bool:
    """Say whether an order comes to its check again, having passed all of it but the one of its credit."""
    return row.argument == APPROVED or state.status is Status.ON_HOLD


def booked_number(state: OrderState) -> str:
    """Give the number of the order in its authoritative book."""
    if state.booking is None:
        raise SystemRefusedError("facade", "not_booked", "the order is in no book yet")
    return state.booking.number


def part_of(state: OrderState, row: OutboxRow) -> Part:
    """Give the part that a command is about."""
    part = state.part(int(row.argument))
    if part is None:
        raise AssertionError(f"{state.order_id}: {row.do} names part {row.argument}, which it has not")
    return part


def alike_before(state: OrderState, part: Part) -> int:
    """Count the earlier departures of an order that took the same as this one: their invoices look alike."""
    if part.departure == 1:
        return 0
    earlier = [one for one in state.parts if 0 < one.departure < part.departure]
    return sum(one.shipment is not None and one.shipment.lines == shipped(part).lines for one in earlier)


def shipped(part: Part) -> Shipment:
    """Give what has left the site."""
    if part.shipment is None:
        raise SystemRefusedError("facade", "not_shipped", "nothing has left a site yet")
    return part.shipment

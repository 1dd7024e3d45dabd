"""The days before the weekend: the old book sells, ships, invoices and buys, so that something is open."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from dualrun.clock import VirtualClock
from dualrun.cutover.loading import persistently
from dualrun.cutover.old_book import OPEN, OldBook, lines_of
from dualrun.history import OrderIntent
from dualrun.streams import Streams
from facade.adapters.legacy_erp import LegacyErp
from facade.adapters.legacy_erp_reading import LINE_STEP, Record
from facade.adapters.legacy_erp_wire import equal_to, escape
from facade.canonical.fulfilment import Shipment, shipped_line
from facade.canonical.order import Order, OrderLine, address_of
from facade.canonical.value import Money, quantity_of
from facade.canonical.xref import CrossReference
from facade.ports import Call
from simulators.chassis.master import Customer, MasterData

HOUR_S = 3_600.0
SHIPS_AFTER_S, SHIPS_SPREAD = 30 * HOUR_S, 0.5
INVOICED_AFTER_S = 6 * HOUR_S
PARTLY, VENDORS, BILLED = 0.2, 4, 0.5
UNUSUAL_TERMS = "45"
RAISED_BY = Decimal("100")


class Trade:
    """Everybody who writes into the old book until it is frozen, and those who do afterwards."""

    def __init__(
        self,
        clock: VirtualClock,
        book: LegacyErp,
        reading: OldBook,
        xref: CrossReference,
        master: MasterData,
        chance: Streams,
        call: Callable[[str], Call],
    ) -> None:
        self._clock = clock
        self._book = book
        self._reading = reading
        self._xref = xref
        self._customers = {one.id: one for one in master.customers}
        self._packs = {item.id: item.pack_size for item in master.items}
        self._master = master
        self._chance = chance
        self._call = call
        self._on_hand = dict(master.opening_stock)
        self.is_frozen = False

    async def sell(self, orders: Sequence[OrderIntent], until: datetime) -> None:
        """Take the orders that come before the weekend; each ships and is invoiced in its time."""
        good = [one for one in orders if one.at < until and not self._customers[one.customer_id].blocked]
        async with asyncio.TaskGroup() as group:
            for intent in good:
                group.create_task(self._one_order(intent))

    async def buy(self, until: datetime) -> None:
        """Order goods from vendors; some have come by the weekend, some in part."""
        begin = self._clock.now()
        span_s = (until - begin) / timedelta(seconds=1)
        for place, item in enumerate(self._master.items[::5]):
            draw = self._chance.uniform
            await self._clock.sleep_until(
                begin + timedelta(seconds=span_s * (place + 1) / (len(self._master.items) / 5 + 2))
            )
            if self.is_frozen:
                return
            vendor = f"K{20_001 + place % VENDORS}"
            quantity = 10 + int(draw("purchase", item.id) * 90)
            number = await self._order_goods(
                vendor, item.id, quantity, (item.list_price * Decimal("0.6")).quantize(Decimal("0.01"))
            )
            share = draw("received", item.id)
            if share < 0.7:
                came = quantity if share < 0.3 else max(1, quantity // 2)
                await self._receive(number, came)
                if draw("billed", item.id) < BILLED:
                    said = f"<orderNo>{number}</orderNo><vendorInvoiceNo>R-{number}</vendorInvoiceNo>"
                    await self._post("PurchPost", "PostVendorInvoice", said, f"bill-{number}")

    async def settle(self) -> int:
        """Invoice whatever has shipped and is not invoiced: no half-done business goes over."""
        count = 0
        read = partial(self._reading.records, "SalesOrder", OPEN)
        for one in await persistently(self._clock, read):
            lines = lines_of(one, "SalesLines")
            if any(Decimal(said["Quantity_Shipped"]) > Decimal(said["Quantity_Invoiced"]) for said in lines):
                content = f"<orderNo>{escape(one['No'])}</orderNo>"
                await self._post("SalesPost", "PostInvoice", content, f"settle-{one['No']}")
                count += 1
        return count

    async def give_unusual_terms(self, share: float) -> None:
        """Let some customers pay by terms that only this book has."""
        for customer in self._customers.values():
            if self._chance.uniform("terms", customer.id) < share:
                await self._change(customer, "Payment_Terms_Days", lambda _: UNUSUAL_TERMS)

    async def change_late(self, count: int) -> list[str]:
        """Raise the credit of some customers although nobody should write any more; give their numbers."""
        ranked = sorted(self._customers.values(), key=lambda one: self._chance.uniform("late", one.id))
        return [await self._change(customer, "Credit_Limit_LCY", _raised) for customer in ranked[:count]]

    async def _one_order(self, intent: OrderIntent) -> None:
        await self._clock.sleep_until(intent.at)
        if self.is_frozen:
            return
        order = self._order(intent)
        booked = await persistently(
            self._clock, lambda: self._book.create_order(order, True, self._call(intent.external_ref))
        )
        wait_s, _ = self._chance.lognormals(SHIPS_AFTER_S, SHIPS_SPREAD, "ships", intent.external_ref)
        await self._clock.sleep(wait_s)
        if self.is_frozen:
            return
        shipment = self._shipment(order, is_part=self._chance.uniform("part", intent.external_ref) < PARTLY)
        if shipment is None:
            return
        await persistently(
            self._clock,
            lambda: self._book.post_shipment(booked.number, shipment, self._call(shipment.reference)),
        )
        await self._clock.sleep(INVOICED_AFTER_S)
        if not self.is_frozen:
            await persistently(
                self._clock,
                lambda: self._book.post_invoice(
                    booked.number, shipment, 0, self._call(f"invoice-{intent.external_ref}")
                ),
            )

    def _shipment(self, order: Order, *, is_part: bool) -> Shipment | None:
        """Give what leaves, all of it or half of the first line; nothing when no site has it."""
        first, lines = order.lines[0], order.lines
        if is_part and first.quantity.value > 1:
            half = quantity_of(int(first.quantity.value) // 2, first.quantity.uom)
            lines = (replace(first, quantity=half),)
        units = {line.item_id: line.base_units for line in lines}
        for site in self._master.sites:
            if all(self._on_hand.get((site.id, item), 0) >= count for item, count in units.items()):
                for item, count in units.items():
                    self._on_hand[site.id, item] -= count
                shipped = tuple(shipped_line(line.line, line.quantity) for line in lines)
                return Shipment(f"S-{order.external_ref}", site.id, "", self._clock.now(), shipped)
        return None

    def _order(self, intent: OrderIntent) -> Order:
        buyer = self._customers[intent.customer_id]
        to = address_of(buyer.name, buyer.street, buyer.city, buyer.postcode, buyer.country)
        lines = tuple(
            OrderLine(
                one.line,
                one.item_id,
                quantity_of(one.quantity, one.uom),
                Money(one.unit_price, buyer.currency),
                self._packs[one.item_id] if one.uom == "CS" else 1,
            )
            for one in intent.lines
        )
        ref = intent.external_ref
        return Order(ref, intent.channel, ref, buyer.id, intent.at.date(), buyer.currency, to, lines)

    async def _order_goods(self, vendor: str, item: str, quantity: int, cost: Decimal) -> str:
        line = (
            f"<Purchase_Order_Line><No>{escape(self._xref.native('item', item))}</No>"
            f"<Quantity>{quantity}</Quantity>"
            f"<Unit_of_Measure_Code>{self._xref.native('unit', 'EA')}</Unit_of_Measure_Code>"
            f"<Direct_Unit_Cost>{cost}</Direct_Unit_Cost></Purchase_Order_Line>"
        )
        content = (
            f"<PurchaseOrder><Buy_from_Vendor_No>{vendor}</Buy_from_Vendor_No>"
            f"<PurchLines>{line}</PurchLines></PurchaseOrder>"
        )
        made = await persistently(
            self._clock,
            lambda: self._reading.erp.page("PurchaseOrder", "Create", content, self._call(f"buy-{item}")),
        )
        return Record(made[0])["No"]

    async def _receive(self, number: str, quantity: int) -> None:
        lines = f"<line><lineNo>{LINE_STEP}</lineNo><quantity>{quantity}</quantity></line>"
        content = (
            f"<orderNo>{number}</orderNo><vendorShipmentNo>D-{number}</vendorShipmentNo>"
            f"<lines>{lines}</lines>"
        )
        await self._post("PurchPost", "PostReceipt", content, f"receive-{number}")

    async def _post(self, codeunit: str, operation: str, content: str, name: str) -> None:
        post = partial(self._reading.erp.codeunit, codeunit, operation, content, self._call(name))
        await persistently(self._clock, post)

    async def _change(self, customer: Customer, field: str, said: Callable[[str], str]) -> str:
        number = self._xref.native("customer", customer.id)
        [found] = await persistently(
            self._clock, lambda: self._reading.records("Customer", {"No": equal_to(number)})
        )
        content = (
            f"<Customer><Key>{escape(found['Key'])}</Key><{field}>{said(found[field])}</{field}></Customer>"
        )
        await persistently(
            self._clock,
            lambda: self._reading.erp.page("Customer", "Update", content, self._call(f"change-{number}")),
        )
        return number


def _raised(limit: str) -> str:
    return f"{Decimal(limit) + RAISED_BY:f}"

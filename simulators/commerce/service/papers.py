"""Shipments and invoices: what the buyer is told has left, and what is to be paid."""

from dataclasses import replace
from decimal import Decimal

from simulators.chassis.world import World
from simulators.commerce.domain.documents import (
    CANCELED,
    OPEN,
    PAID,
    HistoryEntry,
    Quantities,
    Shipment,
    ShopInvoice,
    Track,
)
from simulators.commerce.domain.hooks import INVOICE_SAVED, SHIPMENT_SAVED
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.events.documents import native_invoice, native_shipment
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.service.orders import Orders
from simulators.commerce.service.stock import Stock
from simulators.commerce.store import Store

Amounts = tuple[Decimal, Decimal, Decimal]
"""Subtotal, tax and grand total."""


class Papers:
    """The shipments and invoices of one shop."""

    def __init__(
        self, world: World, store: Store, orders: Orders, stock: Stock, announcements: Announcements
    ) -> None:
        self._clock = world.clock
        self._store = store
        self._orders = orders
        self._stock = stock
        self._announcements = announcements

    def shipment(self, shipment_id: int) -> Shipment:
        """Give a shipment.

        Raises:
            NoSuchEntityError: there is none of that number.
        """
        try:
            return self._store.shipments[shipment_id]
        except KeyError:
            raise NoSuchEntityError("shipmentId", shipment_id) from None

    def invoice(self, invoice_id: int) -> ShopInvoice:
        """Give an invoice.

        Raises:
            NoSuchEntityError: there is none of that number.
        """
        try:
            return self._store.invoices[invoice_id]
        except KeyError:
            raise NoSuchEntityError("invoiceId", invoice_id) from None

    def tell_shipment(
        self, order_id: int, reference: str, items: Quantities, tracks: tuple[Track, ...]
    ) -> int:
        """Show the buyer a shipment and give its number; the same reference again is the same shipment.

        Raises:
            NoSuchEntityError: no such order.
            StateError: more would have left than was ordered.
        """
        order = self._orders.to_change(order_id)
        for known_id, known in order.shipments:
            if known == reference:
                return known_id
        number = len(self._store.shipments) + 1
        numbered = tuple([self._numbered(track) for track in tracks])
        shipment = Shipment(
            number,
            order_id,
            reference or f"{number:09d}",
            self._clock.now(),
            items or order.unshipped(),
            numbered,
        )
        order.ship(shipment)
        self._store.shipments[number] = shipment
        if order.is_reserved:
            self._stock.issue(order, shipment.items)
        self._orders.changed(order)
        self._announce_shipment(shipment)
        return number

    def add_track(self, shipment_id: int, track: Track) -> tuple[Shipment, Track]:
        """Add a parcel to a shipment.

        Raises:
            NoSuchEntityError: no such shipment.
        """
        shipment = self.shipment(shipment_id)
        track = self._numbered(track)
        changed = self._store.shipments[shipment_id] = replace(shipment, tracks=(*shipment.tracks, track))
        self._announce_shipment(changed)
        return changed, track

    def drop_track(self, track_id: int) -> None:
        """Take a parcel out of its shipment.

        Raises:
            NoSuchEntityError: no such parcel.
        """
        for shipment in self._store.shipments.values():
            left = tuple([track for track in shipment.tracks if track.id != track_id])
            if len(left) < len(shipment.tracks):
                self._store.shipments[shipment.id] = replace(shipment, tracks=left)
                return
        raise NoSuchEntityError("trackId", track_id)

    def comment_on_shipment(self, shipment_id: int, comment: str) -> HistoryEntry:
        """Write something to a shipment."""
        shipment, entry = self.shipment(shipment_id), HistoryEntry(self._clock.now(), "", comment)
        self._store.shipments[shipment_id] = replace(shipment, comments=(*shipment.comments, entry))
        return entry

    def tell_invoice(
        self, order_id: int, reference: str, items: Quantities, amounts: Amounts | None, is_paid: bool = False
    ) -> int:
        """Show the buyer an invoice and give its number; the same reference again is the same invoice.

        No amounts mean those of the order's own prices, without tax.

        Raises:
            NoSuchEntityError: no such order.
            StateError: more would have been invoiced than was ordered.
        """
        order = self._orders.to_change(order_id)
        for known_id, known in order.invoices:
            if known == reference:
                return known_id
        number = len(self._store.invoices) + 1
        items = self._kept_once(order.shipments, items) or order.uninvoiced()
        worth = order.worth(items) if amounts is None else Decimal(0)
        invoice = ShopInvoice(
            number,
            order_id,
            reference or f"{number:09d}",
            self._clock.now(),
            items,
            *(amounts or (worth, Decimal(0), worth)),
        )
        order.invoice(invoice)
        self._store.invoices[number] = invoice
        if is_paid:
            self.capture(number)
        self._orders.changed(order)
        self._announce_invoice(invoice)
        return number

    def capture(self, invoice_id: int) -> None:
        """Enter that an invoice was paid.

        Raises:
            NoSuchEntityError: no such invoice.
            StateError: it is not open.
        """
        invoice = self._set_state(invoice_id, PAID)
        order = self._orders.to_change(invoice.order_id)
        order.total_paid += invoice.grand_total
        self._orders.changed(order)

    def void(self, invoice_id: int) -> None:
        """Take an open invoice back; its lines can be invoiced again.

        Raises:
            NoSuchEntityError: no such invoice.
            StateError: it is not open.
        """
        invoice = self._set_state(invoice_id, CANCELED)
        order = self._orders.to_change(invoice.order_id)
        for line, quantity in invoice.items:
            order.items[line - 1].invoiced -= quantity
        order.total_invoiced -= invoice.grand_total
        self._orders.changed(order)

    def comment_on_invoice(self, invoice_id: int, comment: str) -> HistoryEntry:
        """Write something to an invoice."""
        invoice, entry = self.invoice(invoice_id), HistoryEntry(self._clock.now(), "", comment)
        self._store.invoices[invoice_id] = replace(invoice, comments=(*invoice.comments, entry))
        return entry

    def _set_state(self, invoice_id: int, state: int) -> ShopInvoice:
        invoice = self.invoice(invoice_id)
        if invoice.state != OPEN:
            raise StateError("Invoice %invoice is not open.", invoice=f"{invoice_id:09d}")
        changed = self._store.invoices[invoice_id] = replace(invoice, state=state)
        return changed

    def _numbered(self, track: Track) -> Track:
        return Track(track.number, track.title, track.carrier_code, self._store.next_id("track"))

    def _kept_once(self, shipments: tuple[tuple[int, str], ...], items: Quantities) -> Quantities:
        """Give the quantities of the shipment that has the same, so that they are kept once."""
        for shipment_id, _ in shipments:
            shipped = self._store.shipments[shipment_id].items
            if shipped == items:
                return shipped
        return items

    def _announce_shipment(self, shipment: Shipment) -> None:
        if self._announcements.is_wanted(SHIPMENT_SAVED):
            self._announcements.tell(SHIPMENT_SAVED, shipment.reference, native_shipment(shipment))

    def _announce_invoice(self, invoice: ShopInvoice) -> None:
        if self._announcements.is_wanted(INVOICE_SAVED):
            self._announcements.tell(INVOICE_SAVED, invoice.reference, native_invoice(invoice))

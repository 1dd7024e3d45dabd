"""The new book: its OData entities and bound actions as an order book, a customer book and a price book."""

from collections.abc import Mapping, Sequence
from datetime import date

from facade.adapters.cloud_erp_lines import priced_line
from facade.adapters.cloud_erp_purchasing import CloudErpPurchasing
from facade.adapters.cloud_erp_reading import CANCELED, LEADING, LINE_STEP, MIRROR, READING, Reader
from facade.adapters.cloud_erp_returns import CloudErpReturns
from facade.adapters.cloud_erp_wire import SYSTEM, CloudErpWire, Record, equals, equals_one
from facade.adapters.lists import Lists
from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.fulfilment import PostedShipment, Shipment
from facade.canonical.invoice import Invoice, invoice_of
from facade.canonical.order import BookedOrder, Order
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError
from facade.ports import Call, Clock, Wire
from facade.settings import SystemSettings

LISTED_BY_ATTEMPT = 8
"""By then retries have gone on for two minutes, and the lists of this book are never further behind."""
ITEMS_AT_ONCE = 50
"""So many are asked for by one address, which may be 2,000 characters long on the way."""
_KNOWN_IDS_MAX = 20_000
_EXPAND_LINES = "$expand=salesOrderLines"


class CloudErp:
    """Implements OrderBook, CustomerBook and PriceBook.

    The book takes a second order under one reference without a word, so every write that is not the first
    attempt looks for its document before it makes one. It wants a GUID where the façade has a number; the
    GUIDs of open orders are remembered, and asked for again when they are not.
    """

    name = SYSTEM

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference, clock: Clock) -> None:
        self._erp = CloudErpWire(wire, settings, clock)
        self._xref = xref
        self._read = Reader(xref)
        self._lists = Lists(SYSTEM, LISTED_BY_ATTEMPT)
        self.returns = CloudErpReturns(self._erp, xref, self._lists)
        self.purchasing = CloudErpPurchasing(self._erp, xref, self._lists)
        self._ids: dict[str, str] = {}

    async def create_order(self, order: Order, posting: bool, call: Call) -> BookedOrder:
        """Enter the order, as leading or as a mirror."""
        role = LEADING if posting else MIRROR
        if self._lists.may_hold(call):
            for found in await self._entered(order.external_ref, call):
                if found.get("bookRole") == role and found.get("status") != CANCELED:
                    return self._order(found)
            self._lists.show_nothing(f"the order {order.external_ref}", call)
        with READING:
            content = self._native(order, role)
        return self._order(await self._lists.written(self._erp.post("salesOrders", content, call), call))

    async def amend_order(self, order: Order, number: str, call: Call) -> BookedOrder:
        """Set the quantities of the whole order; the book takes a line that is not named down to zero.

        An order that comes to what has been invoiced of it is closed by that, and then no more amended: what
        an earlier attempt has done is looked for when the book says no.
        """
        content = {
            "lines": [
                {"sequence": line.line * LINE_STEP, "quantity": line.quantity.value} for line in order.lines
            ]
        }
        try:
            return self._order(await self._act(number, "amend", content, call))
        except SystemRefusedError:
            wanted = {line.line: line.quantity.value for line in order.lines}
            for booked in map(self._order, await self._entered(order.external_ref, call)):
                held = {line.line: line.quantity.value for line in booked.lines if line.quantity.value}
                if booked.number == number and held == wanted:
                    return booked
            raise

    async def cancel_order(self, number: str, call: Call) -> None:
        """Cancel the order; the book does not mind being told twice."""
        await self._act(number, "cancel", {}, call)
        self._ids.pop(number, None)

    async def set_posting(self, number: str, posting: bool, call: Call) -> BookedOrder:
        """Change who leads the order; the answer to a change comes without lines, so they are read."""
        order_id = await self._id_of(number, call)
        await self._erp.change(f"salesOrders({order_id})", {"bookRole": LEADING if posting else MIRROR}, call)
        return self._order(await self._erp.get(f"salesOrders({order_id})?{_EXPAND_LINES}", call))

    async def read_order(self, external_ref: str, call: Call) -> BookedOrder | None:
        """Give the newest order entered under that reference."""
        entered = await self._entered(external_ref, call)
        return self._order(entered[0]) if entered else None

    async def post_shipment(self, number: str, shipment: Shipment, call: Call) -> PostedShipment:
        """Post goods issued against the order."""
        if self._lists.may_hold(call):
            query = (
                f"$filter={equals('externalShipmentNumber', shipment.reference)}&$expand=salesShipmentLines"
            )
            for found in reversed(await self._erp.rows("salesShipments", query, call)):
                if found.get("orderNumber") == number:
                    with READING:
                        return self._read.shipment(found)
            self._lists.show_nothing(f"the shipment {shipment.reference}", call)
        lines = [
            {"sequence": line.line * LINE_STEP, "quantity": line.quantity.value} for line in shipment.lines
        ]
        content = {"externalShipmentNumber": shipment.reference, "lines": lines}
        posted = await self._lists.written(self._act(number, "ship", content, call), call)
        with READING:
            return self._read.shipment(posted)

    async def post_invoice(self, number: str, shipment: Shipment, alike_before: int, call: Call) -> Invoice:
        """Invoice what has shipped; the book itself knows how much that is."""
        if self._lists.may_hold(call):
            query = f"$filter={equals('orderNumber', number)}&$expand=salesInvoiceLines"
            rows = await self._erp.rows("salesInvoices", query, call)
            with READING:
                known = [self._read.invoice(row) for row in rows]
            if (found := invoice_of(known, shipment, alike_before)) is not None:
                return found
            self._lists.show_nothing(f"the invoice of order {number}", call)
        posted = await self._lists.written(self._act(number, "invoice", {}, call), call)
        self._ids.pop(number, None)
        with READING:
            return self._read.invoice(posted)

    async def read_customer(self, customer_id: str, call: Call) -> CustomerAccount | None:
        """Give the account, or nothing when the book has no such customer."""
        code = self._xref.known("customer", customer_id)
        if code is None:
            return None
        found = await self._erp.rows("customers", f"$filter={equals('number', code)}", call)
        if not found:
            return None
        with READING:
            return self._read.account(found[0])

    async def read_terms(
        self, customer_id: str, item_ids: Sequence[str], on: date, call: Call
    ) -> Mapping[str, ItemTerms]:
        """Give the prices in force; this book's prices carry no dates, so `on` changes nothing."""
        known = [code for item_id in item_ids if (code := self._xref.known("item", item_id)) is not None]
        customer = self._xref.known("customer", customer_id)
        found: dict[str, ItemTerms] = {}
        if customer is None:
            return found
        agreed = f"$expand=priceListLines($filter={equals('assignToNumber', customer)})"
        for begin in range(0, len(known), ITEMS_AT_ONCE):
            query = f"$filter={equals_one('number', known[begin : begin + ITEMS_AT_ONCE])}&{agreed}"
            rows = await self._erp.rows("items", query, call)
            with READING:
                found.update((terms.item_id, terms) for terms in map(self._read.terms, rows))
        return found

    async def _entered(self, external_ref: str, call: Call) -> list[Record]:
        """Give the orders under a reference, newest first."""
        query = f"$filter={equals('externalDocumentNumber', external_ref)}&{_EXPAND_LINES}"
        return (await self._erp.rows("salesOrders", query, call))[::-1]

    async def _act(self, number: str, action: str, content: Record, call: Call) -> Record:
        order_id = await self._id_of(number, call)
        return await self._erp.post(f"salesOrders({order_id})/Microsoft.NAV.{action}", content, call)

    async def _id_of(self, number: str, call: Call) -> str:
        if number in self._ids:
            return self._ids[number]
        query = f"$filter={equals('number', number)}&$select=id,number"
        found = await self._erp.rows("salesOrders", query, call)
        if not found:
            self._lists.show_nothing(f"order {number}", call)
            raise SystemRefusedError(SYSTEM, "unknown_order", f"there is no order {number}")
        with READING:
            return self._remember(number, found[0]["id"])

    def _order(self, record: Record) -> BookedOrder:
        with READING:
            self._remember(record["number"], record["id"])
            return self._read.order(record)

    def _remember(self, number: str, order_id: str) -> str:
        if len(self._ids) >= _KNOWN_IDS_MAX:
            del self._ids[next(iter(self._ids))]
        self._ids[number] = order_id
        return order_id

    def _native(self, order: Order, role: str) -> Record:
        to = order.ship_to
        return {
            "externalDocumentNumber": order.external_ref,
            "bookRole": role,
            "customerNumber": self._xref.native("customer", order.customer_id),
            "orderDate": order.order_date,
            "currencyCode": order.currency,
            "shipToName": to.name,
            "shipToAddressLine1": to.street,
            "shipToCity": to.city,
            "shipToPostCode": to.postcode,
            "shipToCountry": to.country,
            "salesOrderLines": [priced_line(self._xref, line) for line in order.lines],
        }

"""The old book: its SOAP page services as an order book, a customer book and a price book."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from lxml import etree

from facade.adapters.legacy_erp_lines import priced_line_cells
from facade.adapters.legacy_erp_lookup import ALL, NEWEST, lookup, query
from facade.adapters.legacy_erp_purchasing import LegacyErpPurchasing
from facade.adapters.legacy_erp_reading import LEADING, LINE_STEP, MIRROR, READING, Reader, Record, part
from facade.adapters.legacy_erp_returns import LegacyErpReturns
from facade.adapters.legacy_erp_wire import SYSTEM, LegacyErpWire, equal_to, escape
from facade.adapters.lists import Lists
from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.fulfilment import PostedShipment, Shipment
from facade.canonical.invoice import Invoice, invoice_of
from facade.canonical.order import BookedOrder, Order
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemUnavailableError
from facade.ports import Call, Wire
from facade.settings import SystemSettings

LISTED_BY_ATTEMPT = 6
"""By then retries have gone on for half a minute, and the lists of this book are never further behind."""
_ALREADY_CANCELLED = "Erp.Sales.AlreadyCancelledException"
_NOTHING = Decimal(0)


class LegacyErp:
    """Implements OrderBook, CustomerBook and PriceBook.

    The book takes a second order under one reference without a word, so every write that is not the first
    attempt looks for its document before it makes one.
    """

    name = SYSTEM

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference) -> None:
        self._erp = LegacyErpWire(wire, settings)
        self._xref = xref
        self._read = Reader(xref)
        self._lists = Lists(SYSTEM, LISTED_BY_ATTEMPT)
        self.returns = LegacyErpReturns(self._erp, xref, self._lists)
        self.purchasing = LegacyErpPurchasing(self._erp, xref, self._lists)

    async def create_order(self, order: Order, posting: bool, call: Call) -> BookedOrder:
        """Enter the order, as leading or as a mirror."""
        role = LEADING if posting else MIRROR
        if self._lists.may_hold(call):
            known = {"External_Document_No": equal_to(order.external_ref), "Book_Role": role}
            found = await lookup(self._erp, "SalesOrder", known, call, NEWEST)
            if found is not None:
                with READING:
                    entered = self._read.order(found)
                if posting or entered.status != "cancelled":  # a copy that was closed is not to come back
                    return entered
            self._lists.show_nothing(f"the order {order.external_ref}", call)
        with READING:
            content = self._order(order, role)
        result = await self._lists.written(self._erp.page("SalesOrder", "Create", content, call), call)
        with READING:
            return self._read.order(_only(result, "SalesOrder"))

    async def amend_order(self, order: Order, number: str, call: Call) -> BookedOrder:
        """Lower the lines that differ; the book wants the Key of the record as it is now."""
        booked, key = await self._entered(number, call)
        wanted = {line.line: line.quantity.value for line in order.lines}
        changes = "".join(
            [
                f"<Sales_Order_Line><Line_No>{line.line * LINE_STEP}</Line_No>"
                f"<Quantity>{wanted.get(line.line, _NOTHING):f}</Quantity></Sales_Order_Line>"
                for line in booked.lines
                if wanted.get(line.line, _NOTHING) != line.quantity.value
            ]
        )
        if not changes:
            return booked
        return await self._updated(key, f"<SalesLines>{changes}</SalesLines>", call)

    async def set_posting(self, number: str, posting: bool, call: Call) -> BookedOrder:
        """Change the role of the order in this book; one that has it already is as it should be."""
        booked, key = await self._entered(number, call)
        if booked.posting is posting:
            return booked
        role = LEADING if posting else MIRROR
        return await self._updated(key, f"<Book_Role>{role}</Book_Role>", call)

    async def cancel_order(self, number: str, call: Call) -> None:
        """Cancel the order; one that is cancelled already is as it should be."""
        content = f"<orderNo>{escape(number)}</orderNo>"
        try:
            await self._erp.codeunit("SalesPost", "CancelOrder", content, call)
        except SystemRefusedError as refused:
            if refused.code != _ALREADY_CANCELLED:
                raise

    async def read_order(self, external_ref: str, call: Call) -> BookedOrder | None:
        """Give the newest order entered under that reference."""
        found = await lookup(
            self._erp, "SalesOrder", {"External_Document_No": equal_to(external_ref)}, call, NEWEST
        )
        if found is None:
            return None
        with READING:
            return self._read.order(found)

    async def post_shipment(self, number: str, shipment: Shipment, call: Call) -> PostedShipment:
        """Post goods issued against the order."""
        if self._lists.may_hold(call):
            known = {
                "External_Shipment_No": equal_to(shipment.reference),
                "Order_No": equal_to(number),
            }
            found = await lookup(self._erp, "PostedSalesShipment", known, call, NEWEST)
            if found is not None:
                with READING:
                    return self._read.shipment(found)
            self._lists.show_nothing(f"the shipment {shipment.reference}", call)
        with READING:
            location = self._xref.native("site", shipment.site) if shipment.site else ""
        lines = "".join(
            [
                f"<line><lineNo>{line.line * LINE_STEP}</lineNo>"
                f"<quantity>{line.quantity.value:f}</quantity></line>"
                for line in shipment.lines
            ]
        )
        content = (
            f"<orderNo>{escape(number)}</orderNo>"
            f"<externalShipmentNo>{escape(shipment.reference)}</externalShipmentNo>"
            f"<locationCode>{escape(location)}</locationCode><lines>{lines}</lines>"
        )
        posting = self._erp.codeunit("SalesPost", "PostShipment", content, call)
        result = await self._lists.written(posting, call)
        with READING:
            return self._read.shipment(_only(result, "PostedSalesShipment"))

    async def post_invoice(self, number: str, shipment: Shipment, alike_before: int, call: Call) -> Invoice:
        """Invoice what has shipped; the book itself knows how much that is."""
        if self._lists.may_hold(call):
            filters = {"Order_No": equal_to(number)}
            result = await self._erp.page("PostedSalesInvoice", "ReadMultiple", query(filters, ALL), call)
            listed = part(result, "ReadMultiple_Result")
            with READING:
                known = [self._read.invoice(found) for found in (listed if listed is not None else ())]
            if (found := invoice_of(known, shipment, alike_before)) is not None:
                return found
            self._lists.show_nothing(f"the invoice of order {number}", call)
        content = f"<orderNo>{escape(number)}</orderNo>"
        posting = self._erp.codeunit("SalesPost", "PostInvoice", content, call)
        result = await self._lists.written(posting, call)
        with READING:
            return self._read.invoice(_only(result, "PostedSalesInvoice"))

    async def read_customer(self, customer_id: str, call: Call) -> CustomerAccount | None:
        """Give the account, or nothing when the book has no such customer."""
        code = self._xref.known("customer", customer_id)
        if code is None:
            return None
        result = await self._erp.page("Customer", "Read", f"<No>{escape(code)}</No>", call)
        record = part(result, "Customer")
        if record is None:
            return None
        with READING:
            return self._read.account(record)

    async def read_terms(
        self, customer_id: str, item_ids: Sequence[str], on: date, call: Call
    ) -> Mapping[str, ItemTerms]:
        """Give the prices in force; this book's prices carry no dates, so `on` changes nothing."""
        known = [code for item_id in item_ids if (code := self._xref.known("item", item_id)) is not None]
        customer = self._xref.known("customer", customer_id)
        if customer is None or not known:
            return {}
        filters = {"Sales_Code": equal_to(customer), "Item_No": equal_to(*known)}
        result = await self._erp.page("SalesPrice", "ReadMultiple", query(filters, ALL), call)
        with READING:
            return self._read.terms(part(result, "ReadMultiple_Result"))

    async def _entered(self, number: str, call: Call) -> tuple[BookedOrder, str]:
        """Give an order as it is now, with the Key that the book wants to see when it is changed."""
        result = await self._erp.page("SalesOrder", "Read", f"<No>{escape(number)}</No>", call)
        record = part(result, "SalesOrder")
        if record is None:
            raise SystemRefusedError(SYSTEM, "unknown_order", f"there is no order {number}")
        with READING:
            return self._read.order(record), Record(record)["Key"]

    async def _updated(self, key: str, changes: str, call: Call) -> BookedOrder:
        content = f"<SalesOrder><Key>{escape(key)}</Key>{changes}</SalesOrder>"
        result = await self._erp.page("SalesOrder", "Update", content, call)
        with READING:
            return self._read.order(_only(result, "SalesOrder"))

    def _order(self, order: Order, role: str) -> str:
        lines = "".join(
            [
                f"<Sales_Order_Line>{priced_line_cells(self._xref, line)}</Sales_Order_Line>"
                for line in order.lines
            ]
        )
        to = order.ship_to
        return (
            f"<SalesOrder><External_Document_No>{escape(order.external_ref)}</External_Document_No>"
            f"<Sell_to_Customer_No>{escape(self._xref.native('customer', order.customer_id))}"
            f"</Sell_to_Customer_No><Order_Date>{order.order_date}</Order_Date>"
            f"<Currency_Code>{escape(order.currency)}</Currency_Code><Book_Role>{role}</Book_Role>"
            f"<Ship_to_Name>{escape(to.name)}</Ship_to_Name>"
            f"<Ship_to_Address>{escape(to.street)}</Ship_to_Address>"
            f"<Ship_to_City>{escape(to.city)}</Ship_to_City>"
            f"<Ship_to_Post_Code>{escape(to.postcode)}</Ship_to_Post_Code>"
            f"<Ship_to_Country_Region_Code>{escape(to.country)}</Ship_to_Country_Region_Code>"
            f"<SalesLines>{lines}</SalesLines></SalesOrder>"
        )


def _only(result: etree._Element, name: str) -> etree._Element:
    record = part(result, name)
    if record is None:
        raise SystemUnavailableError(SYSTEM, f"an answer without the {name} it is about")
    return record

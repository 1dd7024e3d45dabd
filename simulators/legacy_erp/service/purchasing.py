"""Ordering goods from vendors, and posting what comes and what they bill.

An order that names a sales order is a drop shipment: its vendor sends the goods to that order's customer, and
they are posted as received when the sales order is posted as shipped.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from simulators.legacy_erp.domain import series
from simulators.legacy_erp.domain.goods_in import GoodsLine, PurchaseInvoice, PurchaseOrder, PurchaseReceipt
from simulators.legacy_erp.domain.ledger import PURCHASE, LedgerDocument
from simulators.legacy_erp.domain.masters import BLOCKED_FOR_ALL, NO_MONEY
from simulators.legacy_erp.domain.sales import LEADING, RELEASED, Quantities
from simulators.legacy_erp.domain.text import reference
from simulators.legacy_erp.errors import FieldValidationError, RecordExistsError, RecordNotFoundError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.lines import new_lines, wanted_quantities
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.stock import location_of, moved_in
from simulators.legacy_erp.service.vendor_desk import hand_over, is_posting, tell
from simulators.legacy_erp.service.views.goods_in import PURCHASE_ORDER
from simulators.legacy_erp.service.writing import Writing, must_have
from simulators.legacy_erp.store import CompanyStore

_COST = "Direct_Unit_Cost"


def _draft(company: Company, said: Said) -> PurchaseOrder:
    store, values = company.store, said.values
    number = company.take_number(series.PURCHASE_ORDER)
    must_have(values, "Buy_from_Vendor_No")
    vendor = store.vendors.get(values["Buy_from_Vendor_No"])
    if vendor is None:
        raise RecordNotFoundError("vendor", values["Buy_from_Vendor_No"])
    if vendor.blocked == BLOCKED_FOR_ALL:
        raise FieldValidationError("Buy_from_Vendor_No", f"vendor {vendor.no} is blocked")
    now = company.world.clock.now()
    ordered = values.get("Order_Date") or now.date()
    lines = tuple(
        [GoodsLine(*line) for line in new_lines(PURCHASE_ORDER, store, _costed(store, said), _COST)]
    )
    role = values.get("Book_Role", LEADING)
    if sales_order := values.get("Sales_Order_No", ""):
        _check_drop_shipment(store, sales_order, lines)
        role = store.orders[sales_order].book_role
    return PurchaseOrder(
        no=number,
        lines=lines,
        order_date=ordered,
        location_code=location_of(company, "Location_Code", values.get("Location_Code", "")),
        entered_at=now,
        vendor_no=vendor.no,
        vendor_order_no=reference("Vendor_Order_No", values.get("Vendor_Order_No", "")),
        currency=vendor.currency,
        expected_receipt_date=values.get("Expected_Receipt_Date") or ordered,
        your_reference=reference("Your_Reference", values.get("Your_Reference", "")),
        sales_order_no=sales_order,
        book_role=role,
    )


def _costed(store: CompanyStore, said: Said) -> Said:
    """Fill in what a line costs where nobody says."""
    return Said(said.values, [_costed_line(store, line) for line in said.lines or ()])


def _costed_line(store: CompanyStore, line: Mapping[str, Any]) -> Mapping[str, Any]:
    if _COST in line or "Unit_of_Measure_Code" not in line or "No" not in line:
        return line
    item = store.items.get(line["No"])
    if item is None:
        raise RecordNotFoundError("item", line["No"])
    return {**line, _COST: item.cost(line["Unit_of_Measure_Code"])}


def _check_drop_shipment(store: CompanyStore, number: str, lines: tuple[GoodsLine, ...]) -> None:
    if number not in store.orders:
        raise RecordNotFoundError("sales order", number)
    order = store.orders[number]
    if order.status != RELEASED:
        raise FieldValidationError("Sales_Order_No", f"sales order {number} is {order.status}")
    sold = {line.line: line for line in order.lines}
    for line in lines:
        ours = sold.get(line.place)
        if (
            ours is None
            or (ours.item, ours.unit) != (line.item_no, line.unit)
            or line.quantity > ours.quantity
        ):
            what = f"{line.quantity} {line.unit} of {line.item_no}"
            raise FieldValidationError("Sales_Order_No", f"{number} has no line {line.place} over {what}")


def _enter(company: Company, row: PurchaseOrder) -> None:
    company.store.purchases[row.no] = row
    if row.sales_order_no:
        company.store.purchases_by_sales_order.put(row.sales_order_no, row.no)
        hand_over(company, row)


def _store(company: Company, row: PurchaseOrder) -> None:
    company.store.purchases[row.no] = row
    tell(company, row)


def _revise(company: Company, row: PurchaseOrder, said: Said) -> bool:
    places = [line.place for line in row.lines]
    wanted = wanted_quantities(PURCHASE_ORDER, row, places, company.store, said)
    differs = bool(wanted) and row.set_quantities(wanted)
    before = row.vendor_order_no, row.expected_receipt_date
    row.vendor_order_no = reference(
        "Vendor_Order_No", said.values.get("Vendor_Order_No", row.vendor_order_no)
    )
    row.expected_receipt_date = said.values.get("Expected_Receipt_Date", row.expected_receipt_date)
    return differs or (row.vendor_order_no, row.expected_receipt_date) != before


def _delete(company: Company, row: PurchaseOrder) -> None:
    kept = company.store.purchases.edit(row.no)
    kept.cancel()
    kept.version += 1
    tell(company, kept)


PURCHASE_WRITING = Writing(PURCHASE_ORDER, _draft, _enter, _revise, _store, _delete, PurchaseOrder.drop_line)


def post_receipt(
    company: Company, number: str, vendor_shipment_no: str, quantities: Quantities | None
) -> PurchaseReceipt:
    """Post goods that came from a vendor: all that is to come, unless told how much.

    Raises:
        RecordNotFoundError: no such purchase order or line.
        DocumentClosedError, OverReceiptError, NothingToReceiveError: see GoodsIn.receive.
    """
    store = company.store
    if number not in store.purchases:
        raise RecordNotFoundError("purchase order", number)
    document = reference("vendorShipmentNo", vendor_shipment_no)
    receipt_no = company.next_number(series.RECEIPT)
    row = store.purchases.edit(number)
    come = row.receive(quantities)
    now = company.world.clock.now()
    receipt = PurchaseReceipt(
        no=receipt_no,
        order_no=row.no,
        vendor_no=row.vendor_no,
        vendor_shipment_no=document,
        location_code=row.location_code,
        posting_date=now.date(),
        lines=come,
        entered_at=now,
    )
    company.take_number(series.RECEIPT)
    store.receipts[receipt.no] = receipt
    row.receipts = (*row.receipts, receipt.no)
    row.version += 1
    if is_posting(company, row):
        moved = moved_in(company, come)
        store.move_stock(LedgerDocument(PURCHASE, receipt.no, receipt.posting_date, row.location_code, moved))
    return receipt


def receive_drop_shipments(company: Company, sales_order: str, document: str, shipped: Quantities) -> None:
    """Post as received what vendors have sent for a sales order, as the order is posted as shipped."""
    for number in company.store.purchases_by_sales_order.get(sales_order, ()):
        row = company.store.purchases[number]
        left = {line.place: line.quantity - line.received for line in row.lines}
        come = {place: min(units, left[place]) for place, units in shipped.items() if left.get(place)}
        if come and row.status == RELEASED:
            post_receipt(company, number, document, come)


def post_vendor_invoice(company: Company, number: str, vendor_invoice_no: str) -> PurchaseInvoice:
    """Post what a vendor has billed for all that came and is not billed yet; a bill is taken in once.

    Raises:
        RecordNotFoundError: no such purchase order.
        RecordExistsError: the vendor's invoice of that number is posted already.
        NothingToReceiveError: see PurchaseOrder.invoice.
    """
    store = company.store
    if number not in store.purchases:
        raise RecordNotFoundError("purchase order", number)
    document = reference("vendorInvoiceNo", vendor_invoice_no)
    row = store.purchases[number]
    if (row.vendor_no, document) in store.billed:
        raise RecordExistsError(f"purchase invoice of vendor {row.vendor_no}", document)
    invoice_no = company.next_number(series.PURCHASE_INVOICE)
    row = store.purchases.edit(number)
    due = row.invoice()
    row.version += 1
    vendor, now = store.vendors.edit(row.vendor_no), company.world.clock.now()
    amount = sum((line.amount for line in due), NO_MONEY)
    owed = amount if is_posting(company, row) else NO_MONEY
    invoice = PurchaseInvoice(
        no=invoice_no,
        order_no=row.no,
        vendor_no=row.vendor_no,
        vendor_invoice_no=document,
        currency=row.currency,
        posting_date=now.date(),
        due_date=now.date() + timedelta(days=vendor.terms_days),
        lines=due,
        amount=amount,
        remaining=owed,
        entered_at=now,
    )
    company.take_number(series.PURCHASE_INVOICE)
    store.purchase_invoices[invoice.no] = invoice
    store.billed[row.vendor_no, document] = invoice.no
    vendor.unpaid += owed
    return invoice

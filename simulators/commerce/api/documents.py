"""Shipments, invoices and credit memos: told, looked up, paid, refunded."""

from typing import Any

from simulators.commerce.api.asking import NUMBER, TEXT, YES, Ask, Route, searching
from simulators.commerce.domain.documents import HistoryEntry
from simulators.commerce.events.documents import native_invoice, native_memo, native_shipment, native_track
from simulators.commerce.events.orders import native_history
from simulators.commerce.schemas.documents import (
    InvoiceBody,
    MemoBody,
    NewTrackBody,
    NoteBody,
    RefundBody,
    ShipBody,
    amounts_of,
    memo_of,
    refund_of,
    track_of,
    tracks_of,
)
from simulators.commerce.schemas.orders import quantities_of
from simulators.commerce.service.search import Fields, fields_of


def ship(ask: Ask) -> Any:
    """Show a shipment to the buyer."""
    body: ShipBody = ask.body
    order = ask.shop.orders.order(ask.number("orderId"))
    extension = body.extension_attributes
    reference = (extension.ext_shipment_reference if extension is not None else None) or ""
    items = quantities_of(body.items, order)
    return str(ask.shop.papers.tell_shipment(order.id, reference, items, tracks_of(body.tracks)))


def read_shipment(ask: Ask) -> Any:
    """Give one shipment."""
    return native_shipment(ask.shop.papers.shipment(ask.number("shipmentId")))


def add_track(ask: Ask) -> Any:
    """Add a parcel to a shipment."""
    body: NewTrackBody = ask.body
    return native_track(*ask.shop.papers.add_track(body.entity.parent_id, track_of(body.entity)))


def drop_track(ask: Ask) -> Any:
    """Take a parcel out of its shipment."""
    ask.shop.papers.drop_track(ask.number("trackId"))
    return True


def note_on_shipment(ask: Ask) -> Any:
    """Write something to a shipment."""
    number = ask.number("shipmentId")
    return native_history(number, ask.shop.papers.comment_on_shipment(number, _said(ask)), "shipment")


def notes_on_shipment(ask: Ask) -> Any:
    """Give all that was said of a shipment."""
    shipment = ask.shop.papers.shipment(ask.number("shipmentId"))
    return _notes(shipment.id, shipment.comments, "shipment")


def invoice(ask: Ask) -> Any:
    """Show an invoice to the buyer."""
    body: InvoiceBody = ask.body
    order = ask.shop.orders.order(ask.number("orderId"))
    extension = body.extension_attributes
    reference = (extension.ext_invoice_number if extension is not None else None) or ""
    items, amounts = quantities_of(body.items, order), amounts_of(extension)
    number = ask.shop.papers.tell_invoice(order.id, reference, items, amounts, bool(body.capture))
    return str(number)


def read_invoice(ask: Ask) -> Any:
    """Give one invoice."""
    return native_invoice(ask.shop.papers.invoice(ask.number("invoiceId")))


def capture(ask: Ask) -> Any:
    """Enter that an invoice was paid."""
    ask.shop.papers.capture(ask.number("invoiceId"))
    return True


def void(ask: Ask) -> Any:
    """Take an open invoice back."""
    ask.shop.papers.void(ask.number("invoiceId"))
    return True


def note_on_invoice(ask: Ask) -> Any:
    """Write something to an invoice."""
    number = ask.number("invoiceId")
    return native_history(number, ask.shop.papers.comment_on_invoice(number, _said(ask)), "invoice")


def notes_on_invoice(ask: Ask) -> Any:
    """Give all that was said of an invoice."""
    found = ask.shop.papers.invoice(ask.number("invoiceId"))
    return _notes(found.id, found.comments, "invoice")


def refund_order(ask: Ask) -> Any:
    """Give money back for an order."""
    body: RefundBody = ask.body
    order = ask.shop.orders.order(ask.number("orderId"))
    return ask.shop.refunds.refund_order(order.id, refund_of(body, order)).id


def refund_invoice(ask: Ask) -> Any:
    """Give money back for an invoice."""
    body: RefundBody = ask.body
    found = ask.shop.papers.invoice(ask.number("invoiceId"))
    new = refund_of(body, ask.shop.orders.order(found.order_id))
    return ask.shop.refunds.refund_invoice(found.id, new, bool(body.is_online)).id


def refund(ask: Ask) -> Any:
    """Give money back by a credit memo."""
    body: MemoBody = ask.body
    order = ask.shop.orders.order(body.creditmemo.order_id)
    return native_memo(ask.shop.refunds.refund_order(order.id, memo_of(body.creditmemo, order)))


def read_memo(ask: Ask) -> Any:
    """Give one credit memo."""
    return native_memo(ask.shop.refunds.memo(ask.number("creditmemoId")))


def cancel_memo(ask: Ask) -> Any:
    """Take a credit memo back; false when its money has gone."""
    return ask.shop.refunds.cancel(ask.number("creditmemoId"))


def note_on_memo(ask: Ask) -> Any:
    """Write something to a credit memo."""
    number = ask.number("creditmemoId")
    return native_history(number, ask.shop.refunds.comment(number, _said(ask)), "creditmemo")


def notes_on_memo(ask: Ask) -> Any:
    """Give all that was said of a credit memo."""
    memo = ask.shop.refunds.memo(ask.number("creditmemoId"))
    return _notes(memo.id, memo.comments, "creditmemo")


def _said(ask: Ask) -> str:
    body: NoteBody = ask.body
    return body.entity.comment or ""


def _notes(number: int, entries: tuple[HistoryEntry, ...], entity: str) -> dict[str, Any]:
    rows = [native_history(number, entry, entity) for entry in entries]
    return {"items": rows, "search_criteria": {}, "total_count": len(rows)}


SHIPMENT_FIELDS: Fields = {
    "entity_id": lambda shipment: shipment.id,
    "order_id": lambda shipment: shipment.order_id,
    "ext_shipment_reference": lambda shipment: shipment.reference,
    **fields_of(native_shipment, "increment_id", "created_at", "total_qty"),
}
INVOICE_FIELDS: Fields = {
    "entity_id": lambda invoice: invoice.id,
    "order_id": lambda invoice: invoice.order_id,
    "ext_invoice_number": lambda invoice: invoice.reference,
    **fields_of(native_invoice, "increment_id", "created_at", "state", "grand_total"),
}
MEMO_FIELDS = fields_of(
    native_memo, "entity_id", "increment_id", "order_id", "created_at", "state", "grand_total"
)

BUSIEST = (
    Route("POST", "/order/{orderId}/ship", ship, "Show a shipment to the buyer", ShipBody, TEXT),
    Route("POST", "/order/{orderId}/invoice", invoice, "Show an invoice to the buyer", InvoiceBody, TEXT),
)
ROUTES = (
    searching(
        "/shipments",
        lambda shop: shop.store.shipments.values(),
        native_shipment,
        SHIPMENT_FIELDS,
        "Search shipments",
    ),
    Route("GET", "/shipment/{shipmentId}", read_shipment, "Read a shipment"),
    Route("POST", "/shipment/track", add_track, "Add a parcel to a shipment", NewTrackBody),
    Route("DELETE", "/shipment/track/{trackId}", drop_track, "Take a parcel out of its shipment", gives=YES),
    Route("POST", "/shipment/{shipmentId}/comments", note_on_shipment, "Write to a shipment", NoteBody),
    Route("GET", "/shipment/{shipmentId}/comments", notes_on_shipment, "Read what was said of a shipment"),
    searching(
        "/invoices",
        lambda shop: shop.store.invoices.values(),
        native_invoice,
        INVOICE_FIELDS,
        "Search invoices",
    ),
    Route("GET", "/invoices/{invoiceId}", read_invoice, "Read an invoice"),
    Route("POST", "/invoices/{invoiceId}/capture", capture, "Enter that an invoice was paid", gives=YES),
    Route("POST", "/invoices/{invoiceId}/void", void, "Take an open invoice back", gives=YES),
    Route("POST", "/invoices/{invoiceId}/comments", note_on_invoice, "Write to an invoice", NoteBody),
    Route("GET", "/invoices/{invoiceId}/comments", notes_on_invoice, "Read what was said of an invoice"),
    Route("POST", "/order/{orderId}/refund", refund_order, "Refund an order offline", RefundBody, NUMBER),
    Route("POST", "/invoice/{invoiceId}/refund", refund_invoice, "Refund an invoice", RefundBody, NUMBER),
    searching(
        "/creditmemos",
        lambda shop: shop.store.memos.values(),
        native_memo,
        MEMO_FIELDS,
        "Search credit memos",
    ),
    Route("POST", "/creditmemo/refund", refund, "Refund by a credit memo", MemoBody),
    Route("GET", "/creditmemo/{creditmemoId}", read_memo, "Read a credit memo"),
    Route("PUT", "/creditmemo/{creditmemoId}", cancel_memo, "Cancel a credit memo", gives=YES),
    Route("POST", "/creditmemo/{creditmemoId}/comments", note_on_memo, "Write to a credit memo", NoteBody),
    Route("GET", "/creditmemo/{creditmemoId}/comments", notes_on_memo, "Read what was said of a credit memo"),
)

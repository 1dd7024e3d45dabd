"""Shipments, invoices and credit memos as the shop writes them."""

from typing import Any

from simulators.commerce.domain.documents import CreditMemo, Quantities, Shipment, ShopInvoice, Track
from simulators.commerce.events.orders import STORE_ID, amount, instant, native_history


def native_shipment(shipment: Shipment) -> dict[str, Any]:
    """Write a shipment natively."""
    return {
        "entity_id": shipment.id,
        "increment_id": f"{shipment.id:09d}",
        "order_id": shipment.order_id,
        "store_id": STORE_ID,
        "created_at": instant(shipment.at),
        "total_qty": sum(quantity for _, quantity in shipment.items),
        "items": _lines(shipment.items),
        "tracks": [native_track(shipment, track) for track in shipment.tracks],
        "comments": [native_history(shipment.id, entry, "shipment") for entry in shipment.comments],
        "extension_attributes": {"ext_shipment_reference": shipment.reference},
    }


def native_track(shipment: Shipment, track: Track) -> dict[str, Any]:
    """Write a parcel natively."""
    return {
        "entity_id": track.id,
        "parent_id": shipment.id,
        "order_id": shipment.order_id,
        "track_number": track.number,
        "title": track.title,
        "carrier_code": track.carrier_code,
    }


def native_invoice(invoice: ShopInvoice) -> dict[str, Any]:
    """Write an invoice natively; it stays open until somebody says that it was paid."""
    total = amount(invoice.grand_total)
    return {
        "entity_id": invoice.id,
        "increment_id": f"{invoice.id:09d}",
        "order_id": invoice.order_id,
        "store_id": STORE_ID,
        "created_at": instant(invoice.at),
        "state": invoice.state,
        "total_qty": sum(quantity for _, quantity in invoice.items),
        "items": _lines(invoice.items),
        "subtotal": amount(invoice.subtotal),
        "tax_amount": amount(invoice.tax),
        "base_grand_total": total,
        "grand_total": total,
        "comments": [native_history(invoice.id, entry, "invoice") for entry in invoice.comments],
        "extension_attributes": {"ext_invoice_number": invoice.reference},
    }


def native_memo(memo: CreditMemo) -> dict[str, Any]:
    """Write a credit memo natively."""
    total = amount(memo.grand_total)
    return {
        "entity_id": memo.id,
        "increment_id": f"{memo.id:09d}",
        "order_id": memo.order_id,
        "invoice_id": memo.invoice_id or None,
        "store_id": STORE_ID,
        "created_at": instant(memo.at),
        "state": memo.state,
        "items": _lines(memo.items),
        "subtotal": amount(memo.subtotal),
        "shipping_amount": amount(memo.shipping),
        "adjustment_positive": amount(memo.adjustment_up),
        "adjustment_negative": amount(memo.adjustment_down),
        "base_grand_total": total,
        "grand_total": total,
        "comments": [native_history(memo.id, entry, "creditmemo") for entry in memo.comments],
    }


def _lines(items: Quantities) -> list[dict[str, Any]]:
    return [{"qty": quantity, "extension_attributes": {"line_number": line}} for line, quantity in items]

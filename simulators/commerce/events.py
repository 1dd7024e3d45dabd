"""What the shop says outward: its native documents, the notices it posts, the record for the auditor."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from simulators.chassis.commits import ChannelCommit
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.documents import Shipment, ShopInvoice
from simulators.commerce.domain.order import STATE_OF, Notice, SalesItem, SalesOrder

ORDER_SAVED = "observer.sales_order_save_after"
ORDER_CANCELLED = "observer.order_cancel_after"

_NEUTRAL: Mapping[str, str] = {
    "pending": "new",
    "holded": "processing",
    "closed": "complete",
    "canceled": "cancelled",
}


def commit_of(order: SalesOrder) -> ChannelCommit:
    """Give what the buyer of `order` sees now, in neutral words."""
    return ChannelCommit(
        external_ref=order.reference,
        customer=str(order.company_id),
        status=_NEUTRAL.get(order.status, order.status),
        reason=order.reason,
        shipments=tuple([reference for _, reference in order.shipments]),
        invoices=tuple([reference for _, reference in order.invoices]),
        acknowledged_at=order.acknowledged_at,
    )


def notice_body(notice: Notice, order: SalesOrder) -> bytes:
    """Write one notice; every attempt gives the same bytes, whatever was told in between."""
    if notice.cancel is None:
        return orjson.dumps(native_order(order, as_placed=True))
    return orjson.dumps(
        {
            "entity_id": order.id,
            "increment_id": order.increment_id,
            "ext_order_id": order.reference,
            "cancel_id": notice.key,
            "items": [
                {
                    "item_id": order.first_item_id + line - 1,
                    "line": line,
                    "sku": order.items[line - 1].sku,
                    "qty": quantity,
                }
                for line, quantity in order.cancels[notice.cancel - 1].quantities
            ],
        }
    )


def notice_headers(notice: Notice, order: SalesOrder) -> dict[str, str]:
    """Give the headers of one attempt; the key stays the same over all of them."""
    return {
        "content-type": "application/json",
        "idempotency-key": notice.key,
        "x-correlation-id": order.reference,
        "x-request-id": notice.key,
        "x-attempt": str(notice.attempts + 1),
    }


def native_order(order: SalesOrder, *, as_placed: bool = False) -> dict[str, Any]:
    """Write an order natively: as the shop shows it now, or as it stood when it was placed."""
    status = "pending" if as_placed else order.status
    total, currency = amount(order.subtotal), order.currency
    return {
        "entity_id": order.id,
        "increment_id": order.increment_id,
        "ext_order_id": order.reference,
        "state": STATE_OF[status],
        "status": status,
        "store_id": 1,
        "created_at": instant(order.created_at),
        "updated_at": instant(order.created_at if as_placed else order.updated_at),
        "customer_id": order.company_id,
        "customer_is_guest": 0,
        "base_currency_code": currency,
        "order_currency_code": currency,
        "base_subtotal": total,
        "subtotal": total,
        "base_grand_total": total,
        "grand_total": total,
        "total_item_count": len(order.items),
        "total_qty_ordered": sum(item.quantity for item in order.items),
        "items": [_item(order, line, item, as_placed) for line, item in enumerate(order.items, 1)],
        "billing_address": _address(order.billing),
        "payment": {"method": order.payment_method, "po_number": order.po_number},
        "status_histories": [] if as_placed else _histories(order),
        "extension_attributes": _extension(order, as_placed),
    }


def native_shipment(shipment: Shipment) -> dict[str, Any]:
    """Write a shipment natively."""
    return {
        "entity_id": shipment.id,
        "increment_id": f"{shipment.id:09d}",
        "order_id": shipment.order_id,
        "created_at": instant(shipment.at),
        "items": _told_lines(shipment.items),
        "tracks": [
            {"track_number": track.number, "title": track.title, "carrier_code": track.carrier_code}
            for track in shipment.tracks
        ],
        "extension_attributes": {"ext_shipment_reference": shipment.reference},
    }


def native_invoice(invoice: ShopInvoice) -> dict[str, Any]:
    """Write an invoice natively; it counts as open, for the shop never learns of the money."""
    return {
        "entity_id": invoice.id,
        "increment_id": f"{invoice.id:09d}",
        "order_id": invoice.order_id,
        "created_at": instant(invoice.at),
        "state": 1,
        "items": _told_lines(invoice.items),
        "subtotal": amount(invoice.subtotal),
        "tax_amount": amount(invoice.tax),
        "grand_total": amount(invoice.grand_total),
        "extension_attributes": {"ext_invoice_number": invoice.reference},
    }


def amount(value: Decimal) -> float:
    """Write money the way this shop does, as a JSON number.

    A double gives back every amount of up to 15 digits as it was, and the shop takes in no longer ones.
    """
    return float(value)


def instant(at: datetime) -> str:
    """Write an instant natively: UTC to the second, and nothing says that it is UTC."""
    return at.isoformat(" ")[:19]


def _item(order: SalesOrder, line: int, item: SalesItem, as_placed: bool) -> dict[str, Any]:
    return {
        "item_id": order.first_item_id + line - 1,
        "order_id": order.id,
        "product_type": "simple",
        "sku": item.sku,
        "name": item.name,
        "qty_ordered": item.quantity,
        "qty_shipped": 0 if as_placed else item.shipped,
        "qty_invoiced": 0 if as_placed else item.invoiced,
        "qty_canceled": 0 if as_placed else item.canceled,
        "base_price": amount(item.price),
        "price": amount(item.price),
        "row_total": amount(item.row_total),
        "extension_attributes": {"sales_unit": item.unit, "line_number": line},
    }


def _extension(order: SalesOrder, as_placed: bool) -> dict[str, Any]:
    shipping = {"address": _address(order.shipping), "method": "contract_contract"}
    attributes: dict[str, Any] = {
        "company_order_attributes": {"company_id": order.company_id, "company_name": order.company_name},
        "shipping_assignments": [{"shipping": shipping}],
    }
    if as_placed:
        return attributes
    last = order.cancels[-1] if order.cancels else None
    return attributes | {
        "acknowledged_at": instant(order.acknowledged_at) if order.acknowledged_at else None,
        "cancel_status": last.status if last else None,
        "cancel_refusal": last.reason if last and last.status == "refused" else None,
    }


def _histories(order: SalesOrder) -> list[dict[str, Any]]:
    return [
        {
            "comment": entry.comment,
            "created_at": instant(entry.at),
            "entity_name": "order",
            "is_customer_notified": 0,
            "is_visible_on_front": 1,
            "status": entry.status,
        }
        for entry in order.history
    ]


def _address(address: Address) -> dict[str, Any]:
    return {
        "company": address.name,
        "street": [address.street],
        "city": address.city,
        "postcode": address.postcode,
        "country_id": address.country,
    }


def _told_lines(items: tuple[tuple[int, int], ...]) -> list[dict[str, Any]]:
    return [{"qty": quantity, "extension_attributes": {"line_number": line}} for line, quantity in items]

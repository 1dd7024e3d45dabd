"""An order as the shop writes it, to whoever asks and to whoever has subscribed."""

from datetime import datetime
from decimal import Decimal
from sys import intern
from typing import Any

from simulators.chassis.commits import ChannelCommit
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.documents import HistoryEntry
from simulators.commerce.domain.order import SalesItem, SalesOrder
from simulators.commerce.domain.status import STATE_OF

_NEUTRAL = {
    "pending": "new",
    "holded": "processing",
    "closed": "complete",
    "canceled": "cancelled",
}
STORE_ID = 1


def commit_of(order: SalesOrder) -> ChannelCommit:
    """Give what the buyer of `order` sees now, in neutral words."""
    return ChannelCommit(
        external_ref=order.reference,
        customer=intern(str(order.company_id)),
        status=_NEUTRAL.get(order.status, order.status),
        reason=order.reason,
        shipments=tuple([reference for _, reference in order.shipments]),
        invoices=tuple([reference for _, reference in order.invoices]),
        acknowledged_at=order.acknowledged_at,
    )


def native_order(order: SalesOrder, *, as_placed: bool = False) -> dict[str, Any]:
    """Write an order natively: as the shop shows it now, or as it stood when it was placed.

    Each amount stands there twice, in the currency of the store and in that of the order; they are one.
    """
    status = "pending" if as_placed else order.status
    subtotal, currency = order.subtotal, order.currency
    total = due = amount(subtotal)
    paid = refunded = 0.0
    if not as_placed:
        paid, refunded = amount(order.total_paid), amount(order.total_refunded)
        due = amount(subtotal - order.total_paid) if paid else total
    return {
        "entity_id": order.id,
        "increment_id": order.increment_id,
        "ext_order_id": order.reference,
        "ext_customer_id": str(order.company_id),
        "state": STATE_OF[status],
        "status": status,
        "store_id": STORE_ID,
        "created_at": instant(order.created_at),
        "updated_at": instant(order.created_at if as_placed else order.updated_at),
        "customer_id": order.company_id,
        "customer_is_guest": 0,
        "base_currency_code": currency,
        "order_currency_code": currency,
        "base_subtotal": total,
        "subtotal": total,
        "base_shipping_amount": 0.0,
        "shipping_amount": 0.0,
        "base_tax_amount": 0.0,
        "tax_amount": 0.0,
        "base_grand_total": total,
        "grand_total": total,
        "base_total_paid": paid,
        "total_paid": paid,
        "base_total_due": due,
        "total_due": due,
        "base_total_refunded": refunded,
        "total_refunded": refunded,
        "shipping_description": "Contract carrier",
        "total_item_count": len(order.items),
        "total_qty_ordered": sum(item.quantity for item in order.items),
        "items": [native_item(order, line, item, as_placed) for line, item in enumerate(order.items, 1)],
        "billing_address": native_address(order.billing),
        "payment": {"method": order.payment_method, "po_number": order.po_number},
        "status_histories": [] if as_placed else [native_history(order.id, entry) for entry in order.history],
        "extension_attributes": _extension(order, as_placed),
    }


def native_item(order: SalesOrder, line: int, item: SalesItem, as_placed: bool = False) -> dict[str, Any]:
    """Write one line natively."""
    price, total = amount(item.price), amount(item.row_total)
    return {
        "item_id": order.first_item_id + line - 1,
        "order_id": order.id,
        "parent_item_id": None,
        "product_type": "simple",
        "sku": item.sku,
        "name": item.name,
        "qty_ordered": item.quantity,
        "qty_shipped": 0 if as_placed else item.shipped,
        "qty_invoiced": 0 if as_placed else item.invoiced,
        "qty_canceled": 0 if as_placed else item.canceled,
        "qty_refunded": 0 if as_placed else item.refunded,
        "base_price": price,
        "price": price,
        "base_row_total": total,
        "row_total": total,
        "tax_amount": 0.0,
        "extension_attributes": {"sales_unit": item.unit, "line_number": line},
    }


def native_history(parent_id: int, entry: HistoryEntry, entity: str = "order") -> dict[str, Any]:
    """Write one thing that was said natively."""
    return {
        "comment": entry.comment,
        "created_at": instant(entry.at),
        "entity_name": entity,
        "is_customer_notified": 0,
        "is_visible_on_front": 1,
        "parent_id": parent_id,
        "status": entry.status,
    }


def native_address(address: Address) -> dict[str, Any]:
    """Write an address natively."""
    return {
        "company": address.name,
        "street": [address.street],
        "city": address.city,
        "postcode": address.postcode,
        "country_id": address.country,
    }


def amount(value: Decimal) -> float:
    """Write money the way this shop does, as a JSON number.

    A double gives back every amount of up to 15 digits as it was, and the shop takes in no longer ones.
    """
    return float(value)


def instant(at: datetime) -> str:
    """Write an instant natively: UTC to the second, and nothing says that it is UTC."""
    return at.isoformat(" ")[:19]


def _extension(order: SalesOrder, as_placed: bool) -> dict[str, Any]:
    shipping = {"address": native_address(order.shipping), "method": "contract_contract"}
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
        "shipments": [{"entity_id": key, "ext_shipment_reference": ref} for key, ref in order.shipments],
        "invoices": [{"entity_id": key, "ext_invoice_number": ref} for key, ref in order.invoices],
    }

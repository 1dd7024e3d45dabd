"""What the warehouse says outward: webhooks to its subscribers, commits to the auditor."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from simulators.chassis.commits import FulfilmentCommit, ReturnCommit
from simulators.chassis.stock_room import Stock
from simulators.wms.domain.arrivals import InboundOrder, InboundStatus, ReturnOrder
from simulators.wms.domain.order import OrderStatus, WarehouseOrder, by_row
from simulators.wms.domain.work import CycleCount

MESSAGE_ID_HEADER = "x-wms-message-id"
SIGNATURE_HEADER = "x-wms-signature"
TRACKING_URL = "https://parcels.example/track/"

# The auditor's words know no packing: a packed order is still a picked one.
AUDITED = {
    OrderStatus.ALLOCATED: "allocated",
    OrderStatus.RELEASED: "released",
    OrderStatus.PICKED: "picked",
    OrderStatus.SHIPPED: "shipped",
    OrderStatus.CANCELLED: "cancelled",
}


def naive(at: datetime) -> str:
    """Write an instant the way this product does: UTC, and not a word about it."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds")


def order_key(order: WarehouseOrder) -> tuple[str, int, int]:
    """Give what a draw about an order, where it stands now, is keyed by."""
    return order.number, order.order_id, int(order.status)


def order_lines(order: WarehouseOrder) -> list[Mapping[str, Any]]:
    """Write an order's rows: what was ordered, what is promised of it and what the pickers took."""
    allocated = order.rows if order.allocated is order.rows else None
    if allocated is not None and (order.goods is order.rows or not order.picks):
        is_picked = bool(order.goods)
        return [
            {
                "rowNumber": row,
                "articleNumber": article,
                "numberOfItems": quantity,
                "allocatedNumberOfItems": quantity,
                "pickedNumberOfItems": quantity if is_picked else 0,
            }
            for row, article, quantity in order.rows
        ]
    promised = {row: quantity for row, _, quantity in order.allocated}
    picked = by_row(order.picks)
    return [
        {
            "rowNumber": row,
            "articleNumber": article,
            "numberOfItems": quantity,
            "allocatedNumberOfItems": promised.get(row, 0),
            "pickedNumberOfItems": picked.get(row, 0),
        }
        for row, article, quantity in order.rows
    ]


def tracking(order: WarehouseOrder) -> list[Mapping[str, Any]]:
    """Write the waybill under which an order left, if it has."""
    if not order.waybill:
        return []
    return [{"trackingUrl": TRACKING_URL + order.waybill, "waybill": order.waybill, "isReturn": False}]


def order_webhook(order: WarehouseOrder, event_id: str, timestamp: datetime) -> bytes:
    """Write the body that tells a subscriber where an order stands; the same bytes for every attempt."""
    return orjson.dumps(
        {
            "webhookEventId": event_id,
            "system": "WMS",
            "timestamp": naive(timestamp),
            "orderId": order.order_id,
            "goodsOwnerOrderNumber": order.number,
            "consigneeOrderNumber": order.reference,
            "orderStatus": {"number": order.status.value, "text": order.status.text},
            "deliveryNoteNumber": order.delivery_note,
            "tracking": tracking(order),
            "parcels": [
                {"parcelNumber": carton.number, "waybill": order.waybill} for carton in order.cartons
            ],
            "orderLines": order_lines(order),
        }
    )


def notice(topic: str, event_id: str, at: datetime, content: Mapping[str, Any]) -> bytes:
    """Write the body that tells a subscriber of anything that is no order."""
    return orjson.dumps(
        {"webhookEventId": event_id, "system": "WMS", "timestamp": naive(at), "topic": topic, **content}
    )


def stock_content(stock: Stock, cause: str, reference: str) -> Mapping[str, Any]:
    """Say what lies there of an article, and why it is another number than before."""
    return {
        "articleNumber": stock.item,
        "numberOfItems": stock.on_hand,
        "allocatedNumberOfItems": stock.allocated,
        "heldNumberOfItems": stock.held,
        "availableNumberOfItems": stock.available,
        "cause": cause,
        "reference": reference,
    }


def inbound_content(inbound: InboundOrder) -> Mapping[str, Any]:
    """Say where a delivery stands."""
    return {
        "inboundOrderId": inbound.inbound_id,
        "inboundOrderNumber": inbound.number,
        "inboundOrderStatus": {"number": inbound.status.value, "text": inbound.status.text},
        "inboundOrderLines": [
            {
                "rowNumber": row.number,
                "articleNumber": row.article,
                "announcedNumberOfItems": row.expected,
                "receivedNumberOfItems": row.received,
            }
            for row in inbound.rows
        ],
    }


def return_content(returned: ReturnOrder) -> Mapping[str, Any]:
    """Say where a return stands."""
    return {
        "returnOrderId": returned.return_id,
        "orderId": returned.order_id,
        "goodsOwnerReturnNumber": returned.number or None,
        "returnOrderStatus": {"number": returned.status.value, "text": returned.status.text},
        "returnOrderLines": [
            {
                "rowNumber": row.number,
                "articleNumber": row.article,
                "announcedNumberOfItems": row.expected,
                "returnCause": row.cause,
                "received": [
                    {"disposition": disposition.value, "numberOfItems": quantity}
                    for disposition, quantity in row.received
                ],
            }
            for row in returned.rows
        ],
    }


def return_commit(site: str, returned: ReturnOrder, external_ref: str) -> ReturnCommit:
    """Say where a return stands, for the auditor: some goods back is not yet all of them."""
    status = {InboundStatus.RECEIVED: "received", InboundStatus.CANCELLED: "cancelled"}
    return ReturnCommit(
        site=site,
        number=str(returned.return_id),
        external_ref=external_ref,
        status=status.get(returned.status, "expected"),
        expected=tuple([(row.article, row.expected) for row in returned.rows]),
        received=tuple([(row.article, row.arrived) for row in returned.rows if row.arrived]),
    )


def receipt_content(receipt_id: int, reference: str, quantities: Mapping[str, int]) -> Mapping[str, Any]:
    """Say what has been put on the shelves."""
    return {
        "receiptId": receipt_id,
        "goodsOwnerReference": reference,
        "articles": [
            {"articleNumber": article, "numberOfItems": quantity} for article, quantity in quantities.items()
        ],
    }


def count_content(count: CycleCount) -> Mapping[str, Any]:
    """Say where a count stands."""
    return {
        "cycleCountId": count.count_id,
        "status": count.status.value,
        "reason": count.reason,
        "lines": [
            {
                "stockItemId": line.stock_item_id,
                "expectedNumberOfItems": line.expected,
                "countedNumberOfItems": line.counted,
            }
            for line in count.lines
        ],
    }


def signed(secret: bytes, event_id: str, body: bytes) -> Mapping[str, str]:
    """Make the headers of a webhook: a plain HMAC-SHA256 over the raw body, in base64."""
    return {
        "content-type": "application/json",
        MESSAGE_ID_HEADER: event_id,
        SIGNATURE_HEADER: b64encode(hmac.digest(secret, body, "sha256")).decode(),
    }


def fulfilment_commit(site: str, order: WarehouseOrder) -> FulfilmentCommit:
    """Say where an order stands, for the auditor: what it is promised, and what has left."""
    return FulfilmentCommit(
        site=site,
        number=str(order.order_id),
        external_ref=order.reference,
        status=AUDITED[order.status],
        reserved=order.allocated,
        shipped=order.goods if order.status is OrderStatus.SHIPPED else (),
    )

"""What the warehouse says outward: status webhooks to its subscribers, commits to the auditor."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

import orjson

from simulators.chassis.commits import FulfilmentCommit
from simulators.wms.domain import OrderStatus, WarehouseOrder

MESSAGE_ID_HEADER = "x-wms-message-id"
SIGNATURE_HEADER = "x-wms-signature"

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


def status_webhook(order: WarehouseOrder, event_id: str) -> bytes:
    """Write the body that tells a subscriber where an order stands; the same bytes for every attempt."""
    return orjson.dumps(
        {
            "webhookEventId": event_id,
            "system": "WMS",
            "timestamp": naive(order.changed_at),
            "orderId": order.order_id,
            "goodsOwnerOrderNumber": order.number,
            "consigneeOrderNumber": order.reference,
            "orderStatus": {"number": order.status.value, "text": order.status.text},
            "deliveryNoteNumber": order.delivery_note,
            "tracking": [{"waybill": order.waybill, "isReturn": False}] if order.waybill else [],
            "orderLines": [
                {"rowNumber": row, "articleNumber": article, "numberOfItems": quantity}
                for row, article, quantity in order.rows
            ],
        }
    )


def signed(secret: bytes, event_id: str, body: bytes) -> Mapping[str, str]:
    """Make the headers of a webhook: a plain HMAC-SHA256 over the raw body, in base64."""
    return {
        "content-type": "application/json",
        MESSAGE_ID_HEADER: event_id,
        SIGNATURE_HEADER: b64encode(hmac.digest(secret, body, "sha256")).decode(),
    }


def fulfilment_commit(site: str, order: WarehouseOrder) -> FulfilmentCommit:
    """Say where an order stands, for the auditor; a cancelled one holds no goods."""
    status = order.status
    return FulfilmentCommit(
        site=site,
        number=str(order.order_id),
        external_ref=order.reference,
        status=AUDITED[status],
        reserved=() if status is OrderStatus.CANCELLED else order.rows,
        shipped=order.rows if status is OrderStatus.SHIPPED else (),
    )

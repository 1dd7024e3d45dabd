"""What the provider says outward: Standard Webhooks to its subscribers, commits to the auditor."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from simulators.chassis.commits import FulfilmentCommit
from simulators.threepl.domain import ORDER_STATUS, Order, ShipmentStatus

TOPICS = {
    ShipmentStatus.ON_HOLD: "order.shipment.on_hold",
    ShipmentStatus.PROCESSING: "order.shipment.processing",
    ShipmentStatus.PICKED: "order.shipment.picked",
    ShipmentStatus.COMPLETED: "order.shipped",
    ShipmentStatus.CANCELLED: "order.shipment.cancelled",
}

AUDITED = {
    ShipmentStatus.ON_HOLD: "allocated",
    ShipmentStatus.PROCESSING: "released",
    ShipmentStatus.PICKED: "picked",
    ShipmentStatus.COMPLETED: "shipped",
    ShipmentStatus.CANCELLED: "cancelled",
}


def zulu(at: datetime) -> str:
    """Write an instant with its zone, which this product does."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def shipment_document(order: Order) -> Mapping[str, Any]:
    """Write the order's shipment, as the API shows it and the webhooks carry it."""
    tracking = None
    if order.tracking_number:
        tracking = {
            "carrier": "Parcel",
            "tracking_number": order.tracking_number,
            "shipping_date": zulu(order.changed_at),
        }
    return {
        "id": order.shipment_id,
        "order_id": order.id,
        "reference_id": order.reference_id,
        "order_number": order.order_number,
        "status": order.status.value,
        "last_update_at": zulu(order.changed_at),
        "tracking": tracking,
        "products": [
            {"external_line_id": line, "inventory_id": int(inventory_id), "quantity": quantity}
            for line, inventory_id, quantity in order.products
        ],
    }


def shipment_webhook(order: Order) -> bytes:
    """Write the body that tells a subscriber where the shipment is; the same bytes for every attempt."""
    return orjson.dumps(
        {
            "type": TOPICS[order.status],
            "timestamp": zulu(order.changed_at),
            "data": {**shipment_document(order), "order_status": ORDER_STATUS[order.status]},
        }
    )


def signed(secret: str, topic: str, message_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """Make the headers of one attempt: Standard Webhooks, so the time is the attempt's and the id is not."""
    timestamp = str(int(at.timestamp()))
    key = b64decode(secret.removeprefix("whsec_"))
    signature = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(signature).decode()}",
        "x-webhook-topic": topic,
    }


def fulfilment_commit(site: str, order: Order) -> FulfilmentCommit:
    """Say where an order stands, for the auditor; a cancelled one holds no goods."""
    status = order.status
    return FulfilmentCommit(
        site=site,
        number=str(order.id),
        external_ref=order.order_number,
        status=AUDITED[status],
        reserved=() if status is ShipmentStatus.CANCELLED else order.products,
        shipped=order.products if status is ShipmentStatus.COMPLETED else (),
    )

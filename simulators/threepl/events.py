"""What the provider says outward: Standard Webhooks to its subscribers, commits to the auditor."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from simulators.chassis.commits import FulfilmentCommit, ReturnCommit
from simulators.threepl.domain.goods import Return, ReturnStatus
from simulators.threepl.domain.orders import HOLD_REASONS, ORDER_STATUS, Order, ShipmentStatus

LOCATION_NAME = "Provider (West)"
TOPICS = {
    ShipmentStatus.EXCEPTION: "order.shipment.exception",
    ShipmentStatus.ON_HOLD: "order.shipment.on_hold",
    ShipmentStatus.PROCESSING: "order.shipment.processing",
    ShipmentStatus.PICKED: "order.shipment.picked",
    ShipmentStatus.COMPLETED: "order.shipped",
    ShipmentStatus.CANCELLED: "order.shipment.cancelled",
}
RETURN_TOPICS = {
    ReturnStatus.AWAITING_ARRIVAL: "return.created",
    ReturnStatus.PROCESSING: "return.updated",
    ReturnStatus.COMPLETED: "return.completed",
    ReturnStatus.CANCELLED: "return.updated",
}
STOCKED = "inventory.stocked"
KNOWN_TOPICS = (*TOPICS.values(), "return.created", "return.updated", "return.completed", STOCKED)

AUDITED = {
    ShipmentStatus.ON_HOLD: "allocated",
    ShipmentStatus.PROCESSING: "released",
    ShipmentStatus.PICKED: "picked",
    ShipmentStatus.COMPLETED: "shipped",
    ShipmentStatus.CANCELLED: "cancelled",
}


@lru_cache(256)
def zulu(at: datetime) -> str:
    """Write an instant with its zone, which this product does."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def shipment_document(order: Order) -> dict[str, Any]:
    """Write the order's shipment, as the API shows it and the webhooks carry it."""
    tracking = None
    if order.tracking_number:
        tracking = {
            "carrier": "Parcel",
            "tracking_number": order.tracking_number,
            "shipping_date": zulu(order.changed_at),
        }
    status = order.status
    return {
        "id": order.shipment_id,
        "order_id": order.id,
        "reference_id": order.reference_id,
        "order_number": order.order_number,
        "status": status.value,
        "status_details": [] if status is not ShipmentStatus.ON_HOLD else _reasons(order),
        "created_date": zulu(order.created_at),
        "last_update_at": zulu(order.changed_at),
        "tracking": tracking,
        "products": [
            {"external_line_id": line, "inventory_id": int(inventory_id), "quantity": quantity}
            for line, inventory_id, quantity in order.products
        ],
    }


def _reasons(order: Order) -> list[dict[str, Any]]:
    places = enumerate(order.holds, 1)
    return [{"id": place, "name": hold, "description": HOLD_REASONS[hold]} for place, hold in places]


def shipment_webhook(order: Order) -> bytes:
    """Write the body that tells a subscriber where the shipment is; the same bytes for every attempt."""
    return orjson.dumps(
        {
            "type": TOPICS[order.status],
            "timestamp": zulu(order.changed_at),
            "data": {**shipment_document(order), "order_status": ORDER_STATUS[order.status]},
        }
    )


def return_document(back: Return, location_id: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Write a return, as the API shows it and the webhooks carry it."""
    return {
        "id": back.id,
        "reference_id": back.reference_id,
        "original_shipment_id": back.shipment_id,
        "tracking_number": back.tracking_number or None,
        "status": back.status.value,
        "return_type": "Regular",
        "insert_date": zulu(back.created_at),
        "fulfillment_center": {"id": int(location_id), "name": LOCATION_NAME},
        "status_history": [{"status": status.value, "timestamp": zulu(at)} for at, status in back.history],
        "inventory": [
            {
                "id": int(line.inventory_id),
                "name": names[line.inventory_id],
                "quantity": line.quantity,
                "action_requested": {"action": line.requested.value},
                "action_taken": []
                if line.taken is None
                else [{"action": line.taken.value, "quantity_processed": line.quantity}],
            }
            for line in back.lines
        ],
    }


def return_webhook(back: Return, at: datetime, document: Mapping[str, Any]) -> bytes:
    """Write the body that tells a subscriber how far a return has come."""
    about = {"type": RETURN_TOPICS[back.status], "timestamp": zulu(at)}
    return orjson.dumps({**about, "data": document})


def stocked_webhook(reference: str, at: datetime, quantities: Mapping[str, int]) -> bytes:
    """Write the body that tells a subscriber what has been put in its bins."""
    stocked = [
        {"inventory_id": int(inventory_id), "quantity": quantity}
        for inventory_id, quantity in quantities.items()
    ]
    data = {"reference": reference, "inventory": stocked}
    return orjson.dumps({"type": STOCKED, "timestamp": zulu(at), "data": data})


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


def return_commit(site: str, back: Return, order: Order) -> ReturnCommit:
    """Say where a return stands, for the auditor."""
    expected = tuple([(line.inventory_id, line.quantity) for line in back.lines])
    done = {ReturnStatus.COMPLETED: "received", ReturnStatus.CANCELLED: "cancelled"}
    return ReturnCommit(
        site=site,
        number=str(back.id),
        external_ref=order.order_number,
        status=done.get(back.status, "expected"),
        expected=expected,
        received=expected if back.status is ReturnStatus.COMPLETED else (),
    )

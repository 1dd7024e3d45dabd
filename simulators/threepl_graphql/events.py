"""What the house says outward: webhooks with an HMAC over the body, commits to the auditor."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from simulators.chassis.commits import FulfilmentCommit, ReturnCommit
from simulators.threepl_graphql.domain.goods import PurchaseOrder, Return, Shipment
from simulators.threepl_graphql.domain.ids import node_id
from simulators.threepl_graphql.domain.orders import Order, Stage

INVENTORY_UPDATE = "Inventory Update"
SHIPMENT_UPDATE = "Shipment Update"
ORDER_CANCELED = "Order Canceled"
ORDER_ALLOCATED = "Order Allocated"
ORDER_PACKED_OUT = "Order Packed Out"
PO_UPDATE = "PO Update"
RETURN_UPDATE = "Return Update"
WEBHOOK_NAMES = (
    *(INVENTORY_UPDATE, SHIPMENT_UPDATE, ORDER_CANCELED, ORDER_ALLOCATED),
    *(ORDER_PACKED_OUT, PO_UPDATE, RETURN_UPDATE),
)
CARRIER, METHOD = "parcel", "ground"
Document = Mapping[str, Any]


def written(at: datetime) -> str:
    """Write an instant as this product does: with its offset."""
    return at.isoformat(timespec="milliseconds")


def order_document(order: Order) -> Document:
    """Name an order in every way a listener may know it, with its lines."""
    return {
        "order_id": order.id,
        "order_uuid": node_id("Order", order.id),
        "order_number": order.draft.number,
        "partner_order_id": order.draft.partner_id,
        "timestamp": written(order.changed_at),
        "line_items": [
            {
                "id": line.id,
                "uuid": node_id("LineItem", line.id),
                "partner_line_item_id": line.partner_id,
                "sku": line.sku,
                "quantity": line.quantity,
            }
            for line in order.lines
            if line.quantity
        ],
    }


def shipment_document(order: Order, shipment: Shipment, warehouse_id: str) -> Document:
    """Write what has left, in which parcel."""
    return {
        "fulfillment": {
            **order_document(order),
            "shipment_id": shipment.id,
            "shipment_uuid": node_id("Shipment", shipment.id),
            "warehouse_uuid": warehouse_id,
            "tracking_number": shipment.tracking_number,
            "shipping_carrier": CARRIER,
            "shipping_method": METHOD,
            "package_number": 1,
            "total_packages": 1,
            "completed": True,
            "created_at": written(shipment.created_at),
        }
    }


def inventory_document(sku: str, on_hand: int, available: int, backorder: int) -> Document:
    """Write a stock level; numbers are text here, which they are nowhere else."""
    level = {"sku": sku, "inventory": str(available), "on_hand": str(on_hand)}
    return {"inventory": [{**level, "backorder_quantity": str(backorder), "virtual": False}]}


def purchase_order_document(order: PurchaseOrder) -> Document:
    """Write how far receiving has come."""
    return {
        "purchase_order": {
            "po_id": order.id,
            "po_uuid": node_id("PurchaseOrder", order.id),
            "po_number": order.number,
            "status": order.status,
            "line_items": [
                {"sku": line.sku, "quantity": line.quantity, "quantity_received": line.received}
                for line in order.lines
            ],
        }
    }


def return_document(back: Return, order: Order) -> Document:
    """Write how far a return has come."""
    return {
        "return_id": back.id,
        "return_uuid": node_id("Return", back.id),
        "order_id": back.order_id,
        "partner_order_id": order.draft.partner_id,
        "status": back.status,
        "line_items": [
            {
                "sku": line.sku,
                "quantity": line.quantity,
                "quantity_received": line.received,
                "restock": line.restocked,
                "condition": line.condition,
            }
            for line in back.lines
        ],
    }


def webhook_body(name: str, account: int, document: Document) -> bytes:
    """Write the body of one webhook; the same bytes for every attempt."""
    about = {"account_id": account, "account_uuid": node_id("Account", account), "webhook_type": name}
    return orjson.dumps({**about, **document})


def signed(secret: str, message_id: str, body: bytes) -> Mapping[str, str]:
    """Make the headers of one attempt; the message id is there to be seen twice and is not signed."""
    return {
        "content-type": "application/json",
        "x-threepl-hmac-sha256": b64encode(hmac.digest(secret.encode(), body, "sha256")).decode(),
        "x-threepl-message-id": message_id,
    }


def fulfilment_commit(site: str, order: Order) -> FulfilmentCommit:
    """Say where an order with goods stands, for the auditor; one that waits for goods holds none."""
    is_canceled, has_left = order.stage is Stage.CANCELED, order.stage is Stage.SHIPPED
    if order.stage is Stage.ALLOCATED:
        status = "released" if order.was_released else "allocated"
    else:
        status = {Stage.PACKED: "picked", Stage.SHIPPED: "shipped", Stage.CANCELED: "cancelled"}[order.stage]
    return FulfilmentCommit(
        site=site,
        number=node_id("Order", order.id),
        external_ref=order.draft.number,
        status=status,
        reserved=() if is_canceled else order.goods,
        shipped=order.goods if has_left else (),
    )


def return_commit(site: str, back: Return, order: Order) -> ReturnCommit:
    """Say where a return stands, for the auditor."""
    done = {"pending": "expected", "canceled": "cancelled"}
    return ReturnCommit(
        site=site,
        number=node_id("Return", back.id),
        external_ref=order.draft.number,
        status=done.get(back.status, "received"),
        expected=tuple([(line.sku, line.quantity) for line in back.lines]),
        received=tuple([(line.sku, line.received) for line in back.lines if line.received]),
    )

"""What the provider answers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Mapping
from typing import Any

from simulators.chassis.reading import found, is_number
from simulators.threepl.domain.goods import VARIANT_OFFSET, Receiving, Webhook
from simulators.threepl.domain.orders import ORDER_STATUS, Order
from simulators.threepl.errors import InvalidCursorError
from simulators.threepl.events import LOCATION_NAME, shipment_document, zulu
from simulators.threepl.schemas.waves import knows_freight, shipment_in
from simulators.threepl.service.inventory import Level

Answer = Mapping[str, Any]
CHANNEL = {"id": 4711, "name": "Rehearsal"}


def order_document(order: Order, wave: str) -> Answer:
    """Write the whole order with its shipment."""
    to = order.recipient
    return {
        "id": order.id,
        "reference_id": order.reference_id,
        "order_number": order.order_number,
        "status": ORDER_STATUS[order.status],
        "created_date": zulu(order.created_at),
        "type": "B2B",
        "channel": CHANNEL,
        "recipient": {
            "name": to.name,
            "address": {
                "address1": to.address1,
                "city": to.city,
                "zip_code": to.zip_code,
                "country": to.country,
            },
        },
        "products": [
            {"id": int(inventory_id), "external_line_id": line, "quantity": quantity}
            for line, inventory_id, quantity in order.products
        ],
        "tags": [],
        "shipments": [shipment_in(wave, shipment_document(order))],
    }


def canceled_document(order: Order, wave: str) -> Answer:
    """Write what became of the wish to cancel an order."""
    result = {"shipment_id": order.shipment_id, "action": "Cancel", "is_success": True, "reason": None}
    return {
        "order_id": order.id,
        "status": "Success",
        "order": order_document(order, wave),
        "canceled_shipment_results": [result],
    }


def log_documents(order: Order) -> list[Answer]:
    """Write a shipment's log, oldest first."""
    return [
        {
            "log_type_id": number,
            "log_type_name": name,
            "log_type_text": name,
            "metadata": {},
            "timestamp": zulu(at),
        }
        for at, (number, name) in order.logs
    ]


def line_item_documents(order: Order, names: Mapping[str, str]) -> list[Answer]:
    """Write what is in a shipment."""
    return [
        {
            "inventory_id": int(inventory_id),
            "name": names[inventory_id],
            "quantity": quantity,
            "committed_quantity": quantity if order.status.value not in ("Exception", "Cancelled") else 0,
            "is_lot": False,
        }
        for _, inventory_id, quantity in order.products
    ]


def refilled_document(order: Order, before: Mapping[str, int], after: Mapping[str, int]) -> Answer:
    """Write what changed in a shipment."""
    changes = [
        {
            "inventory_id": int(inventory_id),
            "action": "Added"
            if inventory_id not in before
            else "Removed"
            if inventory_id not in after
            else "Updated",
            "previous_value": str(before.get(inventory_id, 0)),
            "new_value": str(after.get(inventory_id, 0)),
        }
        for inventory_id in {**before, **after}
        if before.get(inventory_id) != after.get(inventory_id)
    ]
    return {"id": order.shipment_id, "is_success": True, "error": None, "shipment_line_items": changes}


def sku(inventory_id: str) -> str:
    """Give the SKU under which the provider shelves an item."""
    return f"TPL-{inventory_id}"


def level_document(level: Level, awaiting: Mapping[str, int], owed: Mapping[str, int]) -> Answer:
    """Write one item's inventory level."""
    item, stock = level
    return {
        "inventory_id": int(item.id),
        "name": item.name,
        "sku": sku(item.id),
        "total_on_hand_quantity": stock.on_hand,
        "total_committed_quantity": stock.allocated,
        "total_fulfillable_quantity": stock.available,
        "total_sellable_quantity": stock.available,
        "total_awaiting_quantity": awaiting.get(item.id, 0),
        "total_exception_quantity": owed.get(item.id, 0),
        "total_backordered_quantity": owed.get(item.id, 0),
        "total_internal_transfer_quantity": 0,
    }


def level_by_location(level: Level, location_id: str, awaiting: Mapping[str, int]) -> Answer:
    """Write one item's inventory level, location by location: there is one."""
    item, stock = level
    there = {
        "location_id": int(location_id),
        "name": LOCATION_NAME,
        "on_hand_quantity": stock.on_hand,
        "committed_quantity": stock.allocated,
        "fulfillable_quantity": stock.available,
        "awaiting_quantity": awaiting.get(item.id, 0),
        "internal_transfer_quantity": 0,
    }
    return {"inventory_id": int(item.id), "name": item.name, "sku": sku(item.id), "locations": [there]}


def inventory_document(level: Level) -> Answer:
    """Write one item."""
    item, _ = level
    return {
        "inventory_id": int(item.id),
        "name": item.name,
        "sku": sku(item.id),
        "barcode": item.barcode,
        "is_lot": False,
        "is_case": False,
        "variant": {"is_active": True, "is_bundle": False, "is_digital": False},
    }


def product_document(level: Level) -> Answer:
    """Write one product, which has one variant."""
    item, _ = level
    number = int(item.id)
    inventory = {"inventory_id": number}
    variant = {
        "id": number,
        "name": item.name,
        "sku": sku(item.id),
        "inventory": inventory,
        "barcode": item.barcode,
    }
    return {"id": number + VARIANT_OFFSET, "name": item.name, "type": "Regular", "variants": [variant]}


def location_document(location_id: str) -> Answer:
    """Write the provider's one location."""
    return {
        "id": int(location_id),
        "name": LOCATION_NAME,
        "abbreviation": "WEST",
        "is_active": True,
        "is_receiving_enabled": True,
        "is_shipping_enabled": True,
        "access_granted": True,
        "timezone": "UTC",
    }


def receiving_document(receiving: Receiving, location_id: str, wave: str) -> Answer:
    """Write a receiving."""
    shown: dict[str, Any] = {
        "id": receiving.id,
        "purchase_order_number": receiving.number or None,
        "status": receiving.status.value,
        "package_type": receiving.package_type,
        "box_packaging_type": receiving.packing,
        "expected_arrival_date": zulu(receiving.expected_at),
        "insert_date": zulu(receiving.created_at),
        "last_updated_date": zulu(receiving.changed_at),
        "fulfillment_center": {"id": int(location_id), "name": LOCATION_NAME},
        "status_history": [
            {"id": place, "status": status.value, "timestamp": zulu(at)}
            for place, (at, status) in enumerate(receiving.history, 1)
        ],
        "inventory_quantities": [
            {
                "inventory_id": int(inventory_id),
                "sku": sku(inventory_id),
                "expected_quantity": expected,
                "received_quantity": received,
                "stowed_quantity": received,
            }
            for inventory_id, (expected, received) in receiving.quantities().items()
        ],
    }
    return {**shown, "freight": dict(receiving.freight)} if knows_freight(wave) else shown


def box_documents(receiving: Receiving) -> list[Answer]:
    """Write the boxes of a receiving."""
    return [
        {
            "box_id": box.id,
            "box_number": number,
            "box_status": "Awaiting" if box.counted_at is None else "Completed",
            "tracking_number": box.tracking_number,
            "received_date": None if box.counted_at is None else zulu(box.counted_at),
            "box_items": [
                {
                    "inventory_id": int(inventory_id),
                    "quantity": quantity,
                    "received_quantity": dict(box.received).get(inventory_id, 0),
                }
                for inventory_id, quantity in box.expected
            ],
        }
        for number, box in enumerate(receiving.boxes, 1)
    ]


def webhook_document(webhook: Webhook) -> dict[str, Any]:
    """Write one subscription, without its secret."""
    return {
        "id": str(webhook.id),
        "url": webhook.url,
        "topics": list(webhook.topics),
        "description": webhook.description,
        "created_at": zulu(webhook.created_at),
        "enabled": True,
    }


def page_document(items: Iterable[Answer], target: str, further: int | None) -> Answer:
    """Write a page; `target` is its own address, to which the next one's cursor is added."""
    following = None if further is None else f"{target}Cursor={_cursor(further)}"
    return {"items": list(items), "first": target.rstrip("?&"), "next": following, "prev": None, "last": None}


def _cursor(number: int) -> str:
    return urlsafe_b64encode(str(number).encode()).decode()


def read_cursor(text: str | None) -> int:
    """Read where a page begins; what a cursor means is nobody's business."""
    if text is None:
        return 0
    try:
        digits = urlsafe_b64decode(text.encode()).decode("ascii")
    except (Base64Error, ValueError):
        digits = ""
    if not is_number(digits):
        raise InvalidCursorError(f"Cursor: not one of ours, found {found(text)}")
    return int(digits)

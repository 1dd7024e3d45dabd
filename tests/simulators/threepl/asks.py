"""What a client of the provider asks for."""

from typing import Any

ROOT = "/2026-01"
RECEIVING, RETURN, SHIPMENT = f"{ROOT}/receiving", f"{ROOT}/return", f"{ROOT}/shipment"
CENTER = {"id": 117}


def a_receiving(*boxes: tuple[int, int], number: str = "PO-1") -> dict[str, Any]:
    """Each box has one item."""
    return {
        "fulfillment_center": CENTER,
        "package_type": "Package",
        "box_packaging_type": "OneSkuPerBox",
        "expected_arrival_date": "2026-01-06T08:00:00Z",
        "purchase_order_number": number,
        "boxes": [
            {
                "tracking_number": f"BOX-{place}",
                "box_items": [{"inventory_id": inventory_id, "quantity": quantity}],
            }
            for place, (inventory_id, quantity) in enumerate(boxes, 1)
        ],
    }


def a_return(
    *lines: tuple[int, int, str], reference: str = "R-1", shipment_id: int | None = None
) -> dict[str, Any]:
    return {
        "reference_id": reference,
        "fulfillment_center": CENTER,
        "original_shipment_id": shipment_id,
        "inventory": [
            {"id": inventory_id, "quantity": quantity, "requested_action": action}
            for inventory_id, quantity, action in lines
        ],
    }

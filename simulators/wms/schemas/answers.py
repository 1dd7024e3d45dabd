"""What the warehouse answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from simulators.chassis.stock_room import Stock
from simulators.wms.domain.arrivals import InboundOrder, Receipt, ReturnOrder
from simulators.wms.domain.goods import Article, Batch, StockItem
from simulators.wms.domain.order import WarehouseOrder, by_row
from simulators.wms.domain.packing import Carton
from simulators.wms.domain.work import CycleCount, Subscription, Wave
from simulators.wms.events import (
    count_content,
    inbound_content,
    naive,
    order_lines,
    return_content,
    tracking,
)
from simulators.wms.service.stock_book import Movement

Answer = Mapping[str, Any]


def order_status(order: WarehouseOrder) -> Answer:
    """Write the short answer to a command."""
    return {
        "orderId": order.order_id,
        "goodsOwnerOrderNumber": order.number,
        "orderStatus": {"number": order.status.value, "text": order.status.text},
    }


def order_document(order: WarehouseOrder) -> Answer:
    """Write the whole order."""
    to, terms = order.consignee, order.terms
    return {
        "orderId": order.order_id,
        "goodsOwnerOrderNumber": order.number,
        "orderStatus": {"number": order.status.value, "text": order.status.text},
        "consigneeOrderNumber": order.reference,
        "createdDate": naive(order.created_at),
        "changedDate": naive(order.changed_at),
        "waveId": order.wave_id,
        "deliveryNoteNumber": order.delivery_note,
        "priority": terms.priority,
        "deliveryDate": terms.delivery_date or None,
        "shortageHandling": terms.on_shortage,
        "shortPickHandling": terms.on_short_pick,
        "backorderOfOrderId": order.backorder_of,
        "backorderId": order.backorder_id,
        "tracking": tracking(order),
        "consignee": {
            "name": to.name,
            "address1": to.address,
            "city": to.city,
            "postCode": to.post_code,
            "countryCode": to.country_code,
        },
        "orderLines": order_lines(order),
    }


def pick_list_document(order: WarehouseOrder, places: Mapping[int, StockItem]) -> Answer:
    """Write what is to be picked for an order; a row that is whole has no place any more."""
    picked = by_row(order.picks)
    rows = []
    for row, article, quantity in order.allocated:
        place = places.get(row)
        rows.append(
            {
                "rowNumber": row,
                "articleNumber": article,
                "numberOfItems": quantity,
                "pickedNumberOfItems": picked.get(row, 0),
                "locationCode": place.location if place else None,
                "batchNumber": (place.batch or None) if place else None,
            }
        )
    return {"orderId": order.order_id, "waveId": order.wave_id, "rows": rows}


def wave_document(wave: Wave, orders: Mapping[int, WarehouseOrder]) -> Answer:
    """Write a wave; it is complete when none of its orders is with the pickers any more."""
    waits = any(orders[order_id].is_with_pickers for order_id in wave.order_ids)
    status = "Created" if wave.released_at is None else "Released" if waits else "Completed"
    return {
        "waveId": wave.wave_id,
        "status": status,
        "workedBy": "Handheld" if wave.is_handheld else "Floor",
        "createdDate": naive(wave.created_at),
        "releasedDate": naive(wave.released_at) if wave.released_at else None,
        "orderIds": list(wave.order_ids),
    }


def carton_document(carton: Carton, order: WarehouseOrder) -> Answer:
    """Write one parcel."""
    return {
        "parcelNumber": carton.number,
        "orderId": order.order_id,
        "waybill": order.waybill or None,
        "lines": [{"rowNumber": row, "numberOfItems": quantity} for row, quantity in carton.lines],
    }


def shipment_document(order: WarehouseOrder) -> Answer:
    """Write what has left of an order."""
    return {
        "shipmentId": order.shipment_id,
        "orderId": order.order_id,
        "goodsOwnerOrderNumber": order.number,
        "deliveryNoteNumber": order.delivery_note,
        "shippedDate": naive(order.changed_at),
        "tracking": tracking(order),
        "parcels": [carton_document(carton, order) for carton in order.cartons],
        "lines": [
            {"rowNumber": row, "articleNumber": article, "numberOfItems": quantity}
            for row, article, quantity in order.goods
        ],
    }


def stock_document(stock: Stock) -> Answer:
    """Write one article's stock."""
    return {
        "articleNumber": stock.item,
        "numberOfItems": stock.on_hand,
        "allocatedNumberOfItems": stock.allocated,
        "heldNumberOfItems": stock.held,
        "availableNumberOfItems": stock.available,
    }


def stock_item_document(item: StockItem) -> Answer:
    """Write what lies in one place."""
    return {
        "stockItemId": item.stock_item_id,
        "articleNumber": item.article,
        "locationCode": item.location,
        "batchNumber": item.batch or None,
        "condition": item.condition.value,
        "numberOfItems": item.quantity,
    }


def movement_document(movement: Movement) -> Answer:
    """Write one line of the journal."""
    number, posting, item, change = movement
    return {
        "movementId": number,
        "date": naive(posting.at),
        "kind": posting.kind,
        "reference": posting.reference,
        "change": change,
        "stockItemId": item.stock_item_id,
        "articleNumber": item.article,
        "locationCode": item.location,
        "batchNumber": item.batch or None,
    }


def article_document(article: Article) -> Answer:
    """Write one article of the register."""
    return {
        "articleNumber": article.number,
        "articleName": article.name,
        "barCode": article.bar_code,
        "articleUnitCode": "EA",
        "homeLocationCode": article.home,
    }


def batch_document(batch: Batch) -> Answer:
    """Write one batch."""
    return {
        "articleNumber": batch.article,
        "batchNumber": batch.number,
        "expiryDate": batch.expiry.isoformat() if batch.expiry else None,
        "isHeld": batch.is_held,
        "holdReason": batch.hold_reason or None,
    }


def receipt_document(receipt: Receipt, movements: Iterable[Movement]) -> Answer:
    """Write what was taken in at once."""
    return {
        "receiptId": receipt.receipt_id,
        "goodsOwnerReference": receipt.reference,
        "inboundOrderId": receipt.inbound_id,
        "movements": [movement_document(movement) for movement in movements],
    }


def inbound_document(inbound: InboundOrder) -> Answer:
    """Write one announced delivery."""
    return {
        **inbound_content(inbound),
        "arrivalDate": inbound.arrival_date or None,
        "createdDate": naive(inbound.created_at),
        "changedDate": naive(inbound.changed_at),
    }


def return_document(returned: ReturnOrder) -> Answer:
    """Write one return."""
    return {
        **return_content(returned),
        "createdDate": naive(returned.created_at),
        "changedDate": naive(returned.changed_at),
    }


def count_document(count: CycleCount) -> Answer:
    """Write one count."""
    return {
        **count_content(count),
        "createdDate": naive(count.created_at),
        "changedDate": naive(count.changed_at),
    }


def subscription_document(subscription: Subscription) -> Answer:
    """Write one subscription."""
    return {
        "subscriptionId": subscription.subscription_id,
        "url": subscription.url,
        "orderStatuses": list(subscription.statuses),
        "topics": list(subscription.topics),
    }

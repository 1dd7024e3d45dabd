"""What a contract may presuppose of the warehouse, brought about by name, with the values to use."""

from collections.abc import Callable, Mapping

from simulators.wms.domain.arrivals import Arrival, InboundRow
from simulators.wms.domain.goods import Condition
from simulators.wms.domain.order import Consignee, OrderDraft, WarehouseOrder
from simulators.wms.service import Warehouse

Values = Mapping[str, str]
CONSIGNEE = Consignee("State & Sons", "1 Quay", "Hull", "HU1 1AA", "GB")
PLENTY = 20


def article_in_stock(warehouse: Warehouse) -> Values:
    """Let there be plenty of one article."""
    return {"articleNumber": _plenty(warehouse)}


def article_out_of_stock(warehouse: Warehouse) -> Values:
    """Let nothing be left of one article that could be sold."""
    article = _plenty(warehouse)
    for item in warehouse.bins.pickable(article):
        warehouse.correcting.move(item.stock_item_id, item.quantity, None, Condition.HELD)
    return {"articleNumber": article}


def order_allocated(warehouse: Warehouse) -> Values:
    """Let an order wait for its release."""
    return _values(_ordered(warehouse))


def order_released(warehouse: Warehouse) -> Values:
    """Let an order wait for its wave."""
    order = warehouse.site.order_to_change(_ordered(warehouse).order_id)
    order.release(warehouse.site.now())
    warehouse.store.waiting_for_wave[order.order_id] = None
    warehouse.announcer.order(order)
    return _values(order)


def order_with_pickers(warehouse: Warehouse) -> Values:
    """Let a handheld be on its way to an order's goods."""
    values = order_released(warehouse)
    wave = warehouse.picking.create_wave((int(values["orderId"]),), is_handheld=True)
    warehouse.picking.release_wave(wave.wave_id)
    return {**values, "waveId": str(wave.wave_id)}


def order_picked_short(warehouse: Warehouse) -> Values:
    """Let an order be picked of which one item was not found."""
    values = order_with_pickers(warehouse)
    warehouse.picking.report(int(values["orderId"]), [(1, 1)], (1,))
    return values


def order_shipped(warehouse: Warehouse) -> Values:
    """Let an order have left."""
    values = order_with_pickers(warehouse)
    order_id = int(values["orderId"])
    warehouse.picking.report(order_id, [(1, 2)], ())
    carton = warehouse.shipping.put_into_carton(order_id, ((1, 2),))
    warehouse.shipping.pack(order_id)
    order = warehouse.shipping.ship(order_id, f"STATE-{order_id}")
    return {**values, "shipmentId": str(order.shipment_id), "parcelNumber": carton.number}


def order_cancelled(warehouse: Warehouse) -> Values:
    """Let an order be cancelled."""
    return _values(warehouse.orders.cancel(_ordered(warehouse).order_id))


def delivery_announced(warehouse: Warehouse) -> Values:
    """Let a delivery be on its way."""
    article = _plenty(warehouse)
    inbound = warehouse.receiving.announce("STATE-ASN", "", (InboundRow(1, article, 10),))
    return {"inboundOrderId": str(inbound.inbound_id), "articleNumber": article}


def batch_held(warehouse: Warehouse) -> Values:
    """Let a batch be kept back."""
    article, number = _plenty(warehouse), "STATE-BATCH"
    inbound = warehouse.receiving.announce("STATE-ASN", "", (InboundRow(1, article, 10),))
    warehouse.receiving.arrive(inbound.inbound_id, [Arrival(1, 10, batch=number)])
    warehouse.stock_book.hold(article, number, "Contract")
    return {"articleNumber": article, "batchNumber": number}


def return_announced(warehouse: Warehouse) -> Values:
    """Let a buyer have announced to send an item back."""
    values = order_shipped(warehouse)
    returned = warehouse.returning.announce(int(values["orderId"]), [(1, 1, "Unwanted")])
    return {**values, "returnOrderId": str(returned.return_id)}


def count_planned(warehouse: Warehouse) -> Values:
    """Let a shelf be about to be counted."""
    item = warehouse.bins.pickable(_plenty(warehouse))[0]
    count = warehouse.counting.plan([item.stock_item_id], "Contract")
    return {"cycleCountId": str(count.count_id), "stockItemId": str(item.stock_item_id)}


STATES: Mapping[str, Callable[[Warehouse], Values]] = {
    "an article is in stock": article_in_stock,
    "an article is out of stock": article_out_of_stock,
    "an order is allocated": order_allocated,
    "an order is released": order_released,
    "an order is with the pickers": order_with_pickers,
    "an order was picked short": order_picked_short,
    "an order is shipped": order_shipped,
    "an order is cancelled": order_cancelled,
    "a delivery is announced": delivery_announced,
    "a batch is held": batch_held,
    "a return is announced": return_announced,
    "a count is planned": count_planned,
}


def _plenty(warehouse: Warehouse) -> str:
    """Give the first article of the register, with enough of it on the shelves for a state."""
    if not warehouse.store.articles:
        warehouse.stock_book.register("STATE-1", "Article of a state", "0000000000000")
    article = next(iter(warehouse.store.articles))
    on_shelves = sum(item.quantity for item in warehouse.bins.pickable(article))
    if min(on_shelves, warehouse.store.stock[article].available) < PLENTY:
        warehouse.receiving.receive("STATE", {article: 2 * PLENTY})
    return article


def _ordered(warehouse: Warehouse) -> WarehouseOrder:
    rows = ((1, _plenty(warehouse), 2),)
    number = f"STATE-{warehouse.store.last_order_id + 1}"
    return warehouse.orders.create(OrderDraft(number, number, CONSIGNEE, rows))


def _values(order: WarehouseOrder) -> Values:
    _, article, _ = order.rows[0]
    return {
        "orderId": str(order.order_id),
        "goodsOwnerOrderNumber": order.number,
        "articleNumber": article,
    }

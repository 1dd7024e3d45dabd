"""What a client sees of each thing. What leads on to other things is looked up only when it is asked for."""

from functools import partial
from operator import itemgetter
from typing import Any

from simulators.threepl_graphql.domain.account import ACCOUNT, ACCOUNT_ID, USERNAME, WAREHOUSE, WAREHOUSE_ID
from simulators.threepl_graphql.domain.goods import (
    Product,
    PurchaseLine,
    PurchaseOrder,
    Return,
    Shipment,
    Webhook,
)
from simulators.threepl_graphql.domain.ids import node_id
from simulators.threepl_graphql.domain.orders import FULFILLMENT_STATUS, HOLDS, LineItem, Order, Stage
from simulators.threepl_graphql.events import CARRIER, METHOD, written
from simulators.threepl_graphql.schemas.call import Document, connection
from simulators.threepl_graphql.service import FulfilmentHouse

HAS_GOODS = (Stage.ALLOCATED, Stage.PACKED)


def _named(entity: str, legacy_id: int) -> dict[str, Any]:
    return {"id": node_id(entity, legacy_id), "legacy_id": legacy_id}


def warehouse_document() -> Document:
    """Show the warehouse."""
    names = {"identifier": "Primary", "company_name": "Fulfilment house", "profile": "default"}
    return {**_named("Warehouse", WAREHOUSE), "account_id": ACCOUNT_ID, **names}


def account_document(house: FulfilmentHouse) -> Document:
    """Show the account."""
    return {
        **_named("Account", ACCOUNT),
        "email": USERNAME,
        "username": USERNAME,
        "status": "active",
        "is_3pl": False,
        "is_multi_warehouse": False,
        "ship_backorders": False,
        "warehouses": [warehouse_document()] if house.store.products else [],
    }


def order_document(house: FulfilmentHouse, order: Order) -> Document:
    """Show an order."""
    draft = order.draft
    return {
        **_named("Order", order.id),
        "account_id": ACCOUNT_ID,
        "order_number": draft.number,
        "partner_order_id": draft.partner_id,
        "shop_name": draft.shop_name,
        "fulfillment_status": FULFILLMENT_STATUS[order.stage],
        "order_date": written(draft.order_date or order.created_at),
        "updated_at": written(order.changed_at),
        "currency": draft.currency,
        "email": draft.email,
        "packing_note": draft.packing_note,
        "subtotal": draft.subtotal,
        "total_price": draft.total_price,
        "shipping_address": dict(draft.address),
        "holds": {hold: hold in order.holds for hold in HOLDS},
        "allocations": _allocations(order),
        "line_items": connection(order.lines, partial(_line, house, order)),
        "order_history": lambda info: _history(order),
        "shipments": lambda info: _shipments(house, order),
        "returns": lambda info: [return_document(house, back) for back in house.returns.of_order(order.id)],
    }


def _allocations(order: Order) -> list[Document]:
    if order.stage not in HAS_GOODS:
        return []
    at = next(at for at, entry in order.history if entry == "Order allocated")
    return [
        {"order_id": node_id("Order", order.id), "warehouse_id": WAREHOUSE_ID, "allocated_at": written(at)}
    ]


def _history(order: Order) -> list[Document]:
    order_id = node_id("Order", order.id)
    return [
        {
            **_named("OrderHistory", place),
            "order_id": order_id,
            "created_at": written(at),
            "information": entry,
        }
        for place, (at, entry) in enumerate(order.history, 1)
    ]


def _shipments(house: FulfilmentHouse, order: Order) -> list[Document]:
    if order.shipment_id is None:
        return []
    return [shipment_document(house, house.store.shipments[order.shipment_id])]


def _line(house: FulfilmentHouse, order: Order, line: LineItem) -> Document:
    has_left, is_over = order.stage is Stage.SHIPPED, order.stage in (Stage.SHIPPED, Stage.CANCELED)
    return {
        **_named("LineItem", line.id),
        "order_id": node_id("Order", order.id),
        "partner_line_item_id": line.partner_id,
        "sku": line.sku,
        "product_name": line.name,
        "price": line.price,
        "fulfillment_status": FULFILLMENT_STATUS[order.stage],
        "quantity": line.quantity,
        "quantity_allocated": line.quantity if order.stage in HAS_GOODS else 0,
        "quantity_pending_fulfillment": 0 if is_over else line.quantity,
        "quantity_shipped": line.quantity if has_left else 0,
        "backorder_quantity": line.quantity if order.stage is Stage.BACKORDERED else 0,
        "product": lambda info: product_document(house, house.inventory.product(line.sku)),
    }


def product_document(house: FulfilmentHouse, product: Product) -> Document:
    """Show a product."""
    return {
        **_named("Product", product.id),
        "account_id": ACCOUNT_ID,
        "sku": product.sku,
        "name": product.name,
        "barcode": product.barcode,
        "kit": False,
        "warehouse_products": lambda info: [warehouse_product_document(house, product)],
    }


def warehouse_product_document(house: FulfilmentHouse, product: Product) -> Document:
    """Show how much of a product there is."""
    stock = house.inventory.stock(product.sku)
    return {
        **_named("WarehouseProduct", product.id),
        "account_id": ACCOUNT_ID,
        "warehouse_id": WAREHOUSE_ID,
        "warehouse_identifier": "Primary",
        "sku": product.sku,
        "on_hand": stock.on_hand,
        "allocated": stock.allocated,
        "available": stock.available,
        "backorder": lambda info: house.inventory.backordered(product.sku),
        "non_sellable_quantity": stock.held,
        "product": lambda info: product_document(house, product),
    }


def shipment_document(house: FulfilmentHouse, shipment: Shipment) -> Document:
    """Show a shipment."""
    label = {"tracking_number": shipment.tracking_number, "carrier": CARRIER, "shipping_method": METHOD}
    at = written(shipment.created_at)
    return {
        **_named("Shipment", shipment.id),
        "order_id": node_id("Order", shipment.order_id),
        "warehouse_id": WAREHOUSE_ID,
        "created_date": at,
        "completed": True,
        "delivered": False,
        "total_packages": 1,
        "shipping_labels": [{**label, "status": "valid", "created_date": at}],
        "line_items": connection(shipment.lines, partial(_shipped, house, shipment), itemgetter(0)),
        "order": lambda info: order_document(house, house.orders.order(shipment.order_id)),
    }


def _shipped(house: FulfilmentHouse, shipment: Shipment, part: tuple[int, int]) -> Document:
    line_id, quantity = part
    order = house.orders.order(shipment.order_id)
    line = next(line for line in order.lines if line.id == line_id)
    return {
        "line_item_id": node_id("LineItem", line_id),
        "quantity": quantity,
        "line_item": _line(house, order, line),
    }


def purchase_order_document(order: PurchaseOrder) -> Document:
    """Show a purchase order."""
    subtotal, shipping, total = order.totals
    return {
        **_named("PurchaseOrder", order.id),
        "account_id": ACCOUNT_ID,
        "po_number": order.number,
        "po_date": None if order.po_date is None else written(order.po_date),
        "warehouse_id": WAREHOUSE_ID,
        "fulfillment_status": order.status,
        "created_at": written(order.created_at),
        "date_closed": None if order.closed_at is None else written(order.closed_at),
        "subtotal": subtotal,
        "shipping_price": shipping,
        "total_price": total,
        "line_items": connection(order.lines, partial(_purchase_line, order)),
    }


def _purchase_line(order: PurchaseOrder, line: PurchaseLine) -> Document:
    return {
        **_named("PurchaseOrderLineItem", line.id),
        "po_id": node_id("PurchaseOrder", order.id),
        "sku": line.sku,
        "price": line.price,
        "fulfillment_status": line.status,
        "quantity": line.quantity,
        "quantity_received": line.received,
        "quantity_rejected": line.rejected,
    }


def return_document(house: FulfilmentHouse, back: Return) -> Document:
    """Show a return."""
    return {
        **_named("Return", back.id),
        "account_id": ACCOUNT_ID,
        "order_id": node_id("Order", back.order_id),
        "warehouse_id": WAREHOUSE_ID,
        "status": back.status,
        "reason": back.reason,
        "shipping_carrier": back.carrier,
        "shipping_method": back.method,
        "label_cost": back.label_cost,
        "created_at": written(back.created_at),
        "total_items_expected": sum(line.quantity for line in back.lines),
        "total_items_received": sum(line.received for line in back.lines),
        "total_items_restocked": sum(line.restocked for line in back.lines),
        "line_items": [
            {
                "line_item_id": node_id("LineItem", line.line_id),
                "sku": line.sku,
                "quantity": line.quantity,
                "quantity_received": line.received,
                "restock": line.restocked,
                "condition": line.condition,
                "reason": line.reason,
            }
            for line in back.lines
        ],
        "order": lambda info: order_document(house, house.orders.order(back.order_id)),
    }


def webhook_document(webhook: Webhook, secret: str | None = None) -> Document:
    """Show a webhook; its secret only when it has just been made."""
    return {
        **_named("Webhook", webhook.id),
        "account_id": ACCOUNT_ID,
        "name": webhook.name,
        "url": webhook.url,
        "shop_name": webhook.shop_name,
        "shared_signature_secret": secret,
    }

"""The commands a client may give, each by the name of its root field."""

from collections.abc import Callable, Mapping
from typing import Any

from simulators.threepl_graphql.domain.ids import legacy_id
from simulators.threepl_graphql.domain.orders import HOLDS
from simulators.threepl_graphql.schemas import documents as show
from simulators.threepl_graphql.schemas import reading as read
from simulators.threepl_graphql.schemas.call import Call, Document, Info
from simulators.threepl_graphql.service import FulfilmentHouse
from simulators.threepl_graphql.service.inventory import Inventory

Resolver = Callable[..., Document]
Data = Mapping[str, Any]


def told(carry_out: Callable[[FulfilmentHouse, Data], Document]) -> Resolver:
    """Make a root field of a command, whose answer begins as all answers do."""

    def resolve(info: Info, data: Data) -> Document:
        call: Call = info.context
        return {**call.heading(info), **carry_out(call.house, data)}

    return resolve


def _create_order(house: FulfilmentHouse, data: Data) -> Document:
    return {"order": show.order_document(house, house.orders.create(read.order(data)))}


def _cancel_order(house: FulfilmentHouse, data: Data) -> Document:
    reason = read.optional(data, "reason", longest=200)
    order = house.orders.cancel(legacy_id("Order", data["order_id"]), reason)
    return {"order": show.order_document(house, order)}


def _update_holds(house: FulfilmentHouse, data: Data) -> Document:
    changes = tuple((hold, data[hold]) for hold in HOLDS if data.get(hold) is not None)
    order = house.orders.hold(legacy_id("Order", data["order_id"]), changes)
    return {"order": show.order_document(house, order)}


def _update_line_items(house: FulfilmentHouse, data: Data) -> Document:
    changes = read.line_changes(data)
    order = house.orders.change_lines(legacy_id("Order", data["order_id"]), changes)
    return {"order": show.order_document(house, order)}


def _stock(change: Callable[[Inventory, str, int, str], object], least: int) -> Resolver:
    def carry_out(house: FulfilmentHouse, data: Data) -> Document:
        sku, quantity, reason = read.stock_change(data, least)
        house.inventory.check_warehouse(data["warehouse_id"])
        change(house.inventory, sku, quantity, reason)
        product = house.inventory.product(sku)
        return {"warehouse_product": show.warehouse_product_document(house, product)}

    return told(carry_out)


def _create_purchase_order(house: FulfilmentHouse, data: Data) -> Document:
    return {"purchase_order": show.purchase_order_document(house.inbound.create(read.announced(data)))}


def _update_purchase_order(house: FulfilmentHouse, data: Data) -> Document:
    counted = house.inbound.count(legacy_id("PurchaseOrder", data["po_id"]), read.counted(data))
    return {"purchase_order": show.purchase_order_document(counted)}


def _close_purchase_order(house: FulfilmentHouse, data: Data) -> Document:
    closed = house.inbound.close(legacy_id("PurchaseOrder", data["po_id"]))
    return {"purchase_order": show.purchase_order_document(closed)}


def _cancel_purchase_order(house: FulfilmentHouse, data: Data) -> Document:
    canceled = house.inbound.cancel(legacy_id("PurchaseOrder", data["po_id"]))
    return {"purchase_order": show.purchase_order_document(canceled)}


def _create_return(house: FulfilmentHouse, data: Data) -> Document:
    return {"return": show.return_document(house, house.returns.create(read.asked_back(data)))}


def _update_return(house: FulfilmentHouse, data: Data) -> Document:
    back = house.returns.update_status(legacy_id("Return", data["return_id"]), data["status"])
    return {"return": show.return_document(house, back)}


def _create_webhook(house: FulfilmentHouse, data: Data) -> Document:
    shop_name = read.optional(data, "shop_name")
    webhook = house.telling.create(data["name"], read.READ.url(data, "url"), shop_name)
    return {"webhook": show.webhook_document(webhook, webhook.secret)}


def _delete_webhook(house: FulfilmentHouse, data: Data) -> Document:
    house.telling.delete(data["name"], read.optional(data, "shop_name"))
    return {}


MUTATIONS: dict[str, Resolver] = {
    "order_create": told(_create_order),
    "order_cancel": told(_cancel_order),
    "order_update_holds": told(_update_holds),
    "order_update_line_items": told(_update_line_items),
    "inventory_add": _stock(Inventory.add, 1),
    "inventory_subtract": _stock(Inventory.subtract, 1),
    "inventory_replace": _stock(Inventory.replace, 0),
    "purchase_order_create": told(_create_purchase_order),
    "purchase_order_update": told(_update_purchase_order),
    "purchase_order_close": told(_close_purchase_order),
    "purchase_order_cancel": told(_cancel_purchase_order),
    "return_create": told(_create_return),
    "return_update_status": told(_update_return),
    "webhook_create": told(_create_webhook),
    "webhook_delete": told(_delete_webhook),
}

"""The questions a client may ask, each by the name of its root field."""

from collections.abc import Callable, Container, Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from simulators.threepl_graphql.domain.account import WAREHOUSE, WAREHOUSE_ID
from simulators.threepl_graphql.domain.goods import Product
from simulators.threepl_graphql.domain.ids import legacy_id, node_id
from simulators.threepl_graphql.domain.orders import FULFILLMENT_STATUS, Order
from simulators.threepl_graphql.errors import InvalidValueError, NotFoundError
from simulators.threepl_graphql.schemas import documents as show
from simulators.threepl_graphql.schemas.call import Call, Document, Info, connection
from simulators.threepl_graphql.service import FulfilmentHouse

Resolver = Callable[..., Document]


def asked(find: Callable[..., Any]) -> Resolver:
    """Make a root field of a question: what it costs is told even when it is only analysed."""

    def resolve(info: Info, analyze: bool | None = None, **arguments: Any) -> Document:
        call: Call = info.context
        given = {name: value for name, value in arguments.items() if value is not None}
        return {**call.heading(info), "data": None if analyze else find(call.house, **given)}

    return resolve


def instant(text: str, name: str) -> datetime:
    """Read an instant; without a zone it is UTC.

    Raises:
        InvalidValueError: it is none.
    """
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        raise InvalidValueError(
            f"{name}: must be an ISO 8601 date and time, found {str(text)[:40]!r}"
        ) from None


def within(at: datetime, span: dict[str, Any], name: str) -> bool:
    """Tell whether an instant lies in the span that the arguments `name`_from and `name`_to give."""
    begins, ends = span.get(f"{name}_from"), span.get(f"{name}_to")
    return (begins is None or instant(begins, f"{name}_from") <= at) and (
        ends is None or at <= instant(ends, f"{name}_to")
    )


def _order(house: FulfilmentHouse, id: str) -> Document:
    return show.order_document(house, house.orders.order(legacy_id("Order", id)))


def _orders(house: FulfilmentHouse, **filters: Any) -> Resolver:
    store = house.store
    found: Iterable[Order] = store.orders.values()
    if "partner_order_id" in filters:
        found = store.orders_under(store.order_ids_by_partner_id, filters["partner_order_id"])
    elif "order_number" in filters:
        found = store.orders_under(store.order_ids_by_number, filters["order_number"])
    return connection([o for o in found if _is_asked_for(o, filters)], partial(show.order_document, house))


def _is_asked_for(order: Order, filters: dict[str, Any]) -> bool:
    draft = order.draft
    return (
        filters.get("order_number", draft.number) == draft.number
        and filters.get("fulfillment_status", FULFILLMENT_STATUS[order.stage])
        == FULFILLMENT_STATUS[order.stage]
        and filters.get("operator_hold", "operator_hold" in order.holds) == ("operator_hold" in order.holds)
        and ("sku" not in filters or any(line.sku == filters["sku"] for line in order.lines))
        and within(draft.order_date or order.created_at, filters, "order_date")
        and within(order.changed_at, filters, "updated")
    )


def _product_of(house: FulfilmentHouse, id: str = "", sku: str = "") -> Product:
    if not id and not sku:
        raise InvalidValueError("product: give its id or its sku")
    if id:
        found = house.store.skus.get(legacy_id("Product", id))
        if found is None or (sku and sku != found):
            raise NotFoundError("Product not found")
        sku = found
    return house.inventory.product(sku)


def _product(house: FulfilmentHouse, **by: Any) -> Document:
    return show.product_document(house, _product_of(house, **by))


def _stored(house: FulfilmentHouse, sku: str | None) -> list[Product]:
    if sku is None:
        return list(house.store.products.values())
    found = house.store.products.get(sku)
    return [] if found is None else [found]


def _products(house: FulfilmentHouse, sku: str | None = None) -> Resolver:
    return connection(_stored(house, sku), partial(show.product_document, house))


def _levels(house: FulfilmentHouse, sku: str | None = None, warehouse_id: str = WAREHOUSE_ID) -> Resolver:
    stored = _stored(house, sku) if warehouse_id == WAREHOUSE_ID else []
    return connection(stored, partial(show.warehouse_product_document, house))


def _shipment(house: FulfilmentHouse, id: str) -> Document:
    found = house.store.shipments.get(legacy_id("Shipment", id))
    if found is None:
        raise NotFoundError("Shipment not found")
    return show.shipment_document(house, found)


def _shipments(house: FulfilmentHouse, **filters: Any) -> Resolver:
    order_id = legacy_id("Order", filters["order_id"]) if "order_id" in filters else None
    return connection(
        [
            shipment
            for shipment in house.store.shipments.values()
            if order_id in (None, shipment.order_id)
            and filters.get("tracking_number", shipment.tracking_number) == shipment.tracking_number
            and within(shipment.created_at, filters, "date")
        ],
        partial(show.shipment_document, house),
    )


def _purchase_order(house: FulfilmentHouse, id: str = "", po_number: str = "") -> Document:
    if not id and not po_number:
        raise InvalidValueError("purchase_order: give its id or its po_number")
    inbound = house.inbound
    found = inbound.purchase_order(legacy_id("PurchaseOrder", id)) if id else inbound.numbered(po_number)
    return show.purchase_order_document(found)


def _purchase_orders(house: FulfilmentHouse, **filters: Any) -> Resolver:
    return connection(
        [
            order
            for order in house.store.purchase_orders.values()
            if filters.get("fulfillment_status", order.status) == order.status
            and ("sku" not in filters or any(line.sku == filters["sku"] for line in order.lines))
            and within(order.created_at, filters, "created")
        ],
        show.purchase_order_document,
    )


def _return(house: FulfilmentHouse, id: str) -> Document:
    return show.return_document(house, house.returns.return_(legacy_id("Return", id)))


def _returns(house: FulfilmentHouse, **filters: Any) -> Resolver:
    order_id = legacy_id("Order", filters["order_id"]) if "order_id" in filters else None
    return connection(
        [
            back
            for back in house.store.returns.values()
            if order_id in (None, back.order_id)
            and filters.get("status", back.status) == back.status
            and within(back.created_at, filters, "date")
        ],
        partial(show.return_document, house),
    )


def _webhooks(house: FulfilmentHouse) -> Resolver:
    return connection(house.telling.webhooks(), show.webhook_document)


def _warehouses(house: FulfilmentHouse) -> list[Document]:
    return [show.warehouse_document()] if house.store.products else []


def _uuid(house: FulfilmentHouse, legacy_id: int, entity: str) -> Document:
    store = house.store
    there: dict[str, Container[int]] = {
        "Order": store.orders,
        "Product": store.skus,
        "WarehouseProduct": store.skus,
        "Shipment": store.shipments,
        "PurchaseOrder": store.purchase_orders,
        "Return": store.returns,
        "Webhook": store.webhooks,
        "Warehouse": {WAREHOUSE: None},
        "LineItem": {line.id: None for order in store.orders.values() for line in order.lines},
    }
    if legacy_id not in there[entity]:
        raise NotFoundError(f"{entity} not found")
    return {"id": node_id(entity, legacy_id), "legacy_id": legacy_id}


def _user_quota(info: Info) -> Document:
    access = info.context.house.access
    return {
        "credits_remaining": int(access.credits_left()),
        "max_available": access.plan.max_available,
        "increment_rate": access.plan.increment_rate,
    }


QUERIES: dict[str, Resolver] = {
    "account": asked(show.account_document),
    "order": asked(_order),
    "orders": asked(_orders),
    "product": asked(_product),
    "products": asked(_products),
    "warehouse_products": asked(_levels),
    "warehouses": asked(_warehouses),
    "shipment": asked(_shipment),
    "shipments": asked(_shipments),
    "purchase_order": asked(_purchase_order),
    "purchase_orders": asked(_purchase_orders),
    "return": asked(_return),
    "returns": asked(_returns),
    "webhooks": asked(_webhooks),
    "user_quota": _user_quota,
    "uuid": asked(_uuid),
}

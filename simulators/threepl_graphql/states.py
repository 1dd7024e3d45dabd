"""What a contract may presuppose of this house, brought about by name, with the values to use in it."""

from collections.abc import Callable, Mapping

from simulators.threepl_graphql.domain.account import WAREHOUSE_ID
from simulators.threepl_graphql.domain.goods import Product, PurchaseLine, ReturnLine
from simulators.threepl_graphql.domain.ids import node_id
from simulators.threepl_graphql.domain.orders import LineItem, Order, OrderDraft
from simulators.threepl_graphql.service import FulfilmentHouse
from simulators.threepl_graphql.service.inbound import Announced
from simulators.threepl_graphql.service.returns import Asked

Values = Mapping[str, str]
QUANTITY = 2
_ADDRESS = (("city", "Aarhus"), ("country_code", "DK"), ("first_name", "Nordby"))


def _first_product(house: FulfilmentHouse) -> str:
    """Give the first product; an account that stores nothing here gets one."""
    if not house.store.products:
        product = Product(1, "STATE-SKU", "Product of a state", "0000000000000")
        house.store.products[product.sku] = product
        house.store.skus[product.id] = product.sku
        house.room.open(product.sku, 0)
    return next(iter(house.store.products))


def _plenty(house: FulfilmentHouse) -> str:
    """Give a product of which there is enough, whatever the business."""
    sku = _first_product(house)
    house.inventory.receive("STATE", {sku: 10 * QUANTITY})
    return sku


def _ordered(house: FulfilmentHouse, *, is_held: bool, quantity: int = QUANTITY) -> Order:
    sku, number = _plenty(house), f"STATE-{house.store.last_id}"
    line = LineItem(0, "1", sku, "", "1.00", quantity)
    holds = ("operator_hold",) if is_held else ()
    draft = OrderDraft(number, number, "", "EUR", "", "", "2.00", "2.00", None, _ADDRESS, holds, (line,))
    return house.orders.create(draft)


def _values(order: Order) -> Values:
    return {
        "order_id": node_id("Order", order.id),
        "line_item_id": node_id("LineItem", order.lines[0].id),
        "order_number": order.draft.number,
        "partner_order_id": order.draft.partner_id,
        "sku": order.lines[0].sku,
    }


def _packed(house: FulfilmentHouse) -> Order:
    order = _ordered(house, is_held=False)
    house.orders.start_batch()
    house.orders.acts["pack"](order.id, house.store.last_batch_id)
    return order


def _shipped(house: FulfilmentHouse) -> Order:
    order = _packed(house)
    house.orders.acts["ship"](order.id)
    return order


def _is_canceled(house: FulfilmentHouse) -> Values:
    order = _ordered(house, is_held=True)
    return _values(house.orders.cancel(order.id, "not wanted"))


def _waits_for_goods(house: FulfilmentHouse) -> Values:
    much = house.inventory.stock(_plenty(house)).available + 100 * QUANTITY
    return _values(_ordered(house, is_held=True, quantity=much))


def _is_out_of_stock(house: FulfilmentHouse) -> Values:
    _first_product(house)
    sku = list(house.store.products)[-1]
    if left := house.inventory.stock(sku).available:
        house.inventory.subtract(sku, left, "STATE")
    return {"sku": sku, "warehouse_id": WAREHOUSE_ID}


def _is_announced(house: FulfilmentHouse) -> Values:
    sku, number = _plenty(house), f"STATE-PO-{house.store.last_id}"
    lines = (PurchaseLine(0, sku, "1.00", QUANTITY),)
    order = house.inbound.create(Announced(number, WAREHOUSE_ID, ("2.00", "0.00", "2.00"), None, lines))
    return {"po_id": node_id("PurchaseOrder", order.id), "po_number": number, "sku": sku}


def _is_coming_back(house: FulfilmentHouse) -> Values:
    order = _shipped(house)
    lines = (ReturnLine(0, order.lines[0].sku, 1, "did not fit", "new"),)
    asked = Asked(order.id, WAREHOUSE_ID, "did not fit", "parcel", "ground", "0.00", lines)
    return {**_values(order), "return_id": node_id("Return", house.returns.create(asked).id)}


STATES: Mapping[str, Callable[[FulfilmentHouse], Values]] = {
    "an order is allocated and held": lambda house: _values(_ordered(house, is_held=True)),
    "an order is being picked": lambda house: _values(_ordered(house, is_held=False)),
    "an order is packed": lambda house: _values(_packed(house)),
    "an order is shipped": lambda house: _values(_shipped(house)),
    "an order is cancelled": _is_canceled,
    "an order waits for goods": _waits_for_goods,
    "a product is out of stock": _is_out_of_stock,
    "a product is in stock": lambda house: {"sku": _plenty(house), "warehouse_id": WAREHOUSE_ID},
    "a purchase order is announced": _is_announced,
    "a return is on its way": _is_coming_back,
}

"""What a contract may presuppose of the shop, brought about by its own use cases."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from simulators.commerce.domain.catalogue import EACH
from simulators.commerce.domain.company import BLOCKED
from simulators.commerce.domain.documents import NewItem, NewMemo, NewOrder, Track
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.domain.returns import ReturnItem
from simulators.commerce.domain.stock import DEFAULT_SOURCE, SourceItem
from simulators.commerce.service.shop import Shop

Values = Mapping[str, str]


def a_waiting_order(shop: Shop) -> Values:
    """Place an order of two pieces."""
    return _named(_placed(shop))


def a_held_order(shop: Shop) -> Values:
    """Place an order and hold it."""
    order = _placed(shop)
    shop.orders.hold(order.id)
    return _named(order)


def a_cancellation_asked_for(shop: Shop) -> Values:
    """Place an order of which the buyer then wants nothing."""
    order = _placed(shop)
    shop.orders.cancel(order.id, ())
    return _named(order)


def a_piece_taken_back(shop: Shop) -> Values:
    """Place an order of two pieces, of which the buyer then wants one."""
    order = _placed(shop)
    shop.orders.cancel(order.id, ((1, 1),))
    return _named(order)


def a_shipped_order(shop: Shop) -> Values:
    """Place an order and tell that it has left."""
    order = _placed(shop)
    _ship(shop, order)
    return _named(order)


def an_invoiced_order(shop: Shop) -> Values:
    """Place an order, tell that it has left, and what is to be paid."""
    order = _placed(shop)
    _ship(shop, order)
    number = shop.papers.tell_invoice(order.id, f"INV-{order.id}", (), None)
    return {**_named(order), "invoice_id": str(number)}


def a_refunded_order(shop: Shop) -> Values:
    """Place, ship, invoice and refund an order."""
    values = an_invoiced_order(shop)
    nothing = Decimal(0)
    new = NewMemo((), nothing, nothing, nothing, to_stock=False, comment="")
    memo = shop.refunds.refund_order(int(values["order_id"]), new)
    return {**values, "creditmemo_id": str(memo.id)}


def a_return_asked_for(shop: Shop) -> Values:
    """Ship an order of which one piece shall come back."""
    order = _placed(shop)
    _ship(shop, order)
    rma = shop.returns.ask(order.id, [ReturnItem(0, order.first_item_id, 1)], "", "")
    return {**_named(order), "rma_id": str(rma.id)}


def a_blocked_company(shop: Shop) -> Values:
    """Block the first company."""
    company_id = next(iter(shop.store.companies))
    shop.store.companies[company_id] = replace(shop.store.companies[company_id], status=BLOCKED)
    return {"company_id": str(company_id)}


def a_product_out_of_stock(shop: Shop) -> Values:
    """Sell the first product out."""
    sku = next(iter(shop.store.products))
    shop.stock.save_items([SourceItem(sku, DEFAULT_SOURCE, 0)])
    return {"sku": sku}


def a_filled_cart(shop: Shop) -> Values:
    """Put two pieces of a product in stock into a buyer's cart."""
    company_id, sku = next(iter(shop.store.companies)), _in_stock(shop)
    cart = shop.carts.open(company_id)
    shop.carts.put_item(cart.id, sku, EACH, 2)
    return {"cart_id": str(cart.id), "company_id": str(company_id), "sku": sku}


def a_quote_asked_for(shop: Shop) -> Values:
    """Let a buyer ask for a price."""
    values = a_filled_cart(shop)
    shop.quotes.request(int(values["cart_id"]), "A better price", "")
    return {**values, "quote_id": values["cart_id"]}


def an_offered_quote(shop: Shop) -> Values:
    """Let the seller answer with an offer."""
    values = a_quote_asked_for(shop)
    shop.quotes.offer(int(values["quote_id"]), "")
    return values


def _placed(shop: Shop) -> SalesOrder:
    company_id, sku = next(iter(shop.store.companies)), next(iter(shop.store.products))
    items = (NewItem(sku, EACH, 2, None),)
    return shop.orders.place(NewOrder(company_id, "", "", items, None, None, "purchaseorder", ""))


def _ship(shop: Shop, order: SalesOrder) -> None:
    shop.papers.tell_shipment(order.id, f"SHP-{order.id}", (), (Track(f"TRK-{order.id}", "", "custom"),))


def _in_stock(shop: Shop) -> str:
    return next(sku for sku in shop.store.products if shop.stock.salable(sku) >= 2)


def _named(order: SalesOrder) -> Values:
    return {
        "order_id": str(order.id),
        "increment_id": order.increment_id,
        "ext_order_id": order.reference,
        "company_id": str(order.company_id),
        "sku": order.items[0].sku,
        "item_id": str(order.first_item_id),
    }


STATES: Mapping[str, Callable[[Shop], Values]] = {
    "an order is waiting": a_waiting_order,
    "an order is held": a_held_order,
    "a buyer wants an order no more": a_cancellation_asked_for,
    "a buyer wants a piece less": a_piece_taken_back,
    "an order is shipped": a_shipped_order,
    "an order is invoiced": an_invoiced_order,
    "an order is refunded": a_refunded_order,
    "a return is asked for": a_return_asked_for,
    "a company is blocked": a_blocked_company,
    "a product is out of stock": a_product_out_of_stock,
    "a cart is filled": a_filled_cart,
    "a quote is asked for": a_quote_asked_for,
    "a quote is offered": an_offered_quote,
}

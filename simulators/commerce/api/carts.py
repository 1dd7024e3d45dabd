"""Carts from the first product to the order; `mine` stands for the open cart of the buyer who asks."""

from typing import Any

from simulators.commerce.api.asking import BUYERS, LIST, NUMBER, TEXT, YES, Ask, Route, searching
from simulators.commerce.domain.cart import Cart
from simulators.commerce.schemas.addresses import address_of
from simulators.commerce.schemas.carts import (
    AddressEnvelope,
    CartItemBody,
    CartItemChangeBody,
    MethodBody,
    OrderCartBody,
    PayingBody,
    ShippingInformationBody,
    native_cart,
    native_cart_item,
    native_payment_methods,
    native_shipping_methods,
    native_totals,
)
from simulators.commerce.schemas.orders import PaymentBody
from simulators.commerce.service.search import fields_of

MINE = "mine"


def open_mine(ask: Ask) -> Any:
    """Give the number of the buyer's own cart, a new one if there is none."""
    return ask.shop.carts.open(ask.buyer_id).id


def open_for(ask: Ask) -> Any:
    """Give the number of a buyer's cart, a new one if there is none."""
    return ask.shop.carts.open(ask.number("customerId")).id


def read(ask: Ask) -> Any:
    """Give one cart."""
    cart = cart_of(ask)
    return native_cart(cart, ask.shop.store.quotes.get(cart.id))


def items(ask: Ask) -> Any:
    """Give what is in a cart."""
    cart = cart_of(ask)
    return [native_cart_item(cart.id, item) for item in cart.items]


def add_item(ask: Ask) -> Any:
    """Put a product in a cart."""
    body: CartItemBody = ask.body
    new = body.cart_item
    unit = new.extension_attributes.sales_unit if new.extension_attributes else "each"
    cart_id = cart_of(ask).id
    return native_cart_item(cart_id, ask.shop.carts.put_item(cart_id, new.sku, unit, new.qty))


def change_item(ask: Ask) -> Any:
    """Change how much of a product is in a cart."""
    body: CartItemChangeBody = ask.body
    cart_id, item_id = cart_of(ask).id, ask.number("itemId")
    return native_cart_item(cart_id, ask.shop.carts.put_item(cart_id, "", "", body.cart_item.qty, item_id))


def drop_item(ask: Ask) -> Any:
    """Take a product out of a cart."""
    ask.shop.carts.drop_item(cart_of(ask).id, ask.number("itemId"))
    return True


def bill_to(ask: Ask) -> Any:
    """Say where the papers go."""
    body: AddressEnvelope = ask.body
    cart_id = cart_of(ask).id
    ask.shop.carts.bill_to(cart_id, address_of(body.address, "address"))
    return cart_id


def shipping_methods(ask: Ask) -> Any:
    """Give how the goods of a cart may go."""
    return native_shipping_methods() if cart_of(ask).items else []


def ship_to(ask: Ask) -> Any:
    """Say where the goods go, and how."""
    body: ShippingInformationBody = ask.body
    said = body.address_information
    billing = None
    if said.billing_address is not None:
        billing = address_of(said.billing_address, "addressInformation.billing_address")
    shipping = address_of(said.shipping_address, "addressInformation.shipping_address")
    method = f"{said.shipping_carrier_code}_{said.shipping_method_code}"
    cart = ask.shop.carts.ship_to(cart_of(ask).id, shipping, billing, method)
    return {"payment_methods": native_payment_methods(), "totals": native_totals(cart)}


def totals(ask: Ask) -> Any:
    """Give what a cart costs."""
    return native_totals(cart_of(ask))


def payment_methods(ask: Ask) -> Any:
    """Give how a cart may be paid."""
    cart_of(ask)
    return native_payment_methods()


def pay_by(ask: Ask) -> Any:
    """Choose how to pay."""
    body: MethodBody = ask.body
    cart = cart_of(ask)
    _pay(ask, cart, body.method)
    return str(cart.id)


def order(ask: Ask) -> Any:
    """Make an order of a cart."""
    body: OrderCartBody = ask.body
    cart = cart_of(ask)
    if body.payment_method is not None:
        _pay(ask, cart, body.payment_method)
    return ask.shop.carts.order(cart.id).id


def pay_and_order(ask: Ask) -> Any:
    """Choose how to pay, and make an order of a cart."""
    body: PayingBody = ask.body
    cart = cart_of(ask)
    take_payment(ask, cart, body)
    return ask.shop.carts.order(cart.id).id


def take_payment(ask: Ask, cart: Cart, body: PayingBody) -> None:
    """Enter how a cart is paid, and where the papers go."""
    billing = body.billing_address
    if billing is not None:
        ask.shop.carts.bill_to(cart.id, address_of(billing, "billingAddress"))
    _pay(ask, cart, body.payment_method)


def cart_of(ask: Ask) -> Cart:
    """Give the cart that the path names; that of another buyer is not there."""
    text = ask.text("cartId")
    cart_id = ask.shop.carts.active_id(ask.buyer_id) if text == MINE else ask.number("cartId")
    cart = ask.shop.carts.cart(cart_id)
    ask.expect_own(cart.customer_id)
    return cart


def _pay(ask: Ask, cart: Cart, payment: PaymentBody) -> None:
    ask.shop.carts.pay_by(cart.id, payment.method or "", payment.po_number or "")


def _native(cart: Cart) -> dict[str, Any]:
    return native_cart(cart, None)


CART_FIELDS = fields_of(_native, "id", "is_active", "items_count", "created_at", "updated_at")

ROUTES = (
    Route("POST", "/carts/mine", open_mine, "Open the cart of the buyer who asks", gives=NUMBER, who=BUYERS),
    Route("POST", "/customers/{customerId}/carts", open_for, "Open a buyer's cart", gives=NUMBER),
    searching("/carts/search", lambda shop: shop.store.carts.values(), _native, CART_FIELDS, "Search carts"),
    Route("GET", "/carts/{cartId}", read, "Read a cart", who=BUYERS),
    Route("GET", "/carts/{cartId}/items", items, "Read what is in a cart", gives=LIST, who=BUYERS),
    Route("POST", "/carts/{cartId}/items", add_item, "Put a product in a cart", CartItemBody, who=BUYERS),
    Route(
        "PUT",
        "/carts/{cartId}/items/{itemId}",
        change_item,
        "Change a line of a cart",
        CartItemChangeBody,
        who=BUYERS,
    ),
    Route(
        "DELETE",
        "/carts/{cartId}/items/{itemId}",
        drop_item,
        "Take a line out of a cart",
        gives=YES,
        who=BUYERS,
    ),
    Route(
        "POST",
        "/carts/{cartId}/billing-address",
        bill_to,
        "Say where the papers go",
        AddressEnvelope,
        NUMBER,
        BUYERS,
    ),
    Route(
        "POST",
        "/carts/{cartId}/estimate-shipping-methods",
        shipping_methods,
        "Ask how the goods may go",
        AddressEnvelope,
        LIST,
        BUYERS,
    ),
    Route(
        "POST",
        "/carts/{cartId}/shipping-information",
        ship_to,
        "Say where the goods go",
        ShippingInformationBody,
        who=BUYERS,
    ),
    Route("GET", "/carts/{cartId}/totals", totals, "Read what a cart costs", who=BUYERS),
    Route(
        "GET",
        "/carts/{cartId}/payment-methods",
        payment_methods,
        "Ask how a cart may be paid",
        gives=LIST,
        who=BUYERS,
    ),
    Route(
        "PUT",
        "/carts/{cartId}/selected-payment-method",
        pay_by,
        "Choose how to pay",
        MethodBody,
        TEXT,
        BUYERS,
    ),
    Route("PUT", "/carts/{cartId}/order", order, "Order what is in a cart", OrderCartBody, NUMBER, BUYERS),
    Route(
        "POST",
        "/carts/{cartId}/payment-information",
        pay_and_order,
        "Pay and order",
        PayingBody,
        NUMBER,
        BUYERS,
    ),
)

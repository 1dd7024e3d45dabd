"""Carts and negotiable quotes on the wire."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from simulators.commerce.domain.cart import PAYMENT_METHODS, SHIPPING_METHODS, Cart, CartItem
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.quote import LABELS, NegotiableQuote
from simulators.commerce.events.orders import amount, instant, native_address
from simulators.commerce.schemas.addresses import AddressBody
from simulators.commerce.schemas.fields import (
    INTEGRAL,
    Amount,
    Body,
    Envelope,
    Filled,
    Id,
    Line,
    Quantity,
    Text,
)
from simulators.commerce.schemas.orders import ItemExtension, PaymentBody


class CartItemEntity(Body):
    """A product in a cart."""

    sku: Filled
    qty: Quantity
    extension_attributes: ItemExtension | None = None


class CartItemBody(Envelope):
    """The envelope of a product in a cart."""

    cart_item: CartItemEntity


class CartItemChange(Body):
    """What changes of a line."""

    qty: Quantity


class CartItemChangeBody(Envelope):
    """The envelope of a change."""

    cart_item: CartItemChange


class AddressEnvelope(Body):
    """The envelope of an address."""

    address: AddressBody


class ShippingInformation(Body):
    """Where the goods go, and how."""

    shipping_address: AddressBody
    shipping_carrier_code: Filled
    shipping_method_code: Filled
    billing_address: AddressBody | None = None


class ShippingInformationBody(Envelope):
    """The envelope of where the goods go."""

    address_information: ShippingInformation


class PayingBody(Envelope):
    """How an order is paid, and where the papers go."""

    payment_method: PaymentBody
    billing_address: AddressBody | None = None


class MethodBody(Body):
    """How a cart is going to be paid."""

    method: PaymentBody


class OrderCartBody(Envelope):
    """How an order is paid, where the cart does not say it already."""

    payment_method: PaymentBody | None = None


class QuoteRequestBody(Envelope):
    """A cart about which a buyer wants to negotiate."""

    quote_id: Id
    quote_name: Line | None = None
    comment: Text | None = None


class QuoteDraftBody(Envelope):
    """Whom a seller wants to make an offer."""

    customer_id: Id


class QuoteOfferBody(Envelope):
    """An offer."""

    quote_id: Id
    comment: Text | None = None


class QuoteDeclineBody(Envelope):
    """A refusal to negotiate."""

    quote_id: Id
    reason: Text


class QuoteIdsBody(Envelope):
    """Negotiations by their numbers."""

    quote_ids: Annotated[list[Id], Field(max_length=100)]


class NegotiationBody(Body):
    """The price agreed on: a percentage off (1), an amount off (2), or the whole (3)."""

    quote_name: Line | None = None
    negotiated_price_type: Annotated[int, Field(strict=True, ge=1, le=3), INTEGRAL] | None = None
    negotiated_price_value: Amount | None = None


class QuoteExtension(Body):
    """The negotiation about a cart."""

    negotiable_quote: NegotiationBody | None = None


class QuoteItemBody(Body):
    """A line that is negotiated about."""

    sku: Filled
    qty: Quantity


class QuoteEntity(Body):
    """What a seller changes of a negotiation."""

    items: Annotated[list[QuoteItemBody], Field(max_length=100)] | None = None
    extension_attributes: QuoteExtension | None = None


class QuoteBody(Body):
    """The envelope of a negotiation."""

    quote: QuoteEntity


def native_cart_item(cart_id: int, item: CartItem) -> dict[str, Any]:
    """Write a product in a cart."""
    return {
        "item_id": item.id,
        "sku": item.sku,
        "qty": item.quantity,
        "name": item.name,
        "price": amount(item.price),
        "product_type": "simple",
        "quote_id": str(cart_id),
        "extension_attributes": {"sales_unit": item.unit},
    }


def native_cart(cart: Cart, quote: NegotiableQuote | None) -> dict[str, Any]:
    """Write a cart, with the negotiation about it."""
    return {
        "id": cart.id,
        "created_at": instant(cart.created_at),
        "updated_at": instant(cart.updated_at),
        "is_active": cart.is_active,
        "is_virtual": False,
        "items": [native_cart_item(cart.id, item) for item in cart.items],
        "items_count": len(cart.items),
        "items_qty": sum(item.quantity for item in cart.items),
        "customer": {"id": cart.customer_id},
        "billing_address": _address(cart.billing),
        "reserved_order_id": f"{cart.order_id:09d}" if cart.order_id else None,
        "currency": {"base_currency_code": cart.currency, "quote_currency_code": cart.currency},
        "store_id": 1,
        "extension_attributes": {
            "shipping_assignments": [
                {"shipping": {"address": _address(cart.shipping), "method": cart.shipping_method or None}}
            ],
            "negotiable_quote": None if quote is None else native_quote(quote, cart.subtotal),
        },
    }


def native_quote(quote: NegotiableQuote, subtotal: Decimal) -> dict[str, Any]:
    """Write a negotiation; each side has its own word for where it stands."""
    labels = LABELS[quote.status]
    return {
        "quote_id": quote.id,
        "is_regular_quote": True,
        "status": quote.status,
        "quote_name": quote.name,
        "negotiated_price_type": quote.price_kind or None,
        "negotiated_price_value": amount(quote.price_value) if quote.price_kind else None,
        "expiration_period": quote.expires_at.date().isoformat(),
        "original_total_price": amount(subtotal),
        "negotiated_total_price": amount(quote.negotiated(subtotal)),
        "extension_attributes": {"buyer_status_label": labels.buyer, "seller_status_label": labels.seller},
    }


def native_quote_comments(quote: NegotiableQuote) -> list[dict[str, Any]]:
    """Write what both sides said."""
    return [
        {
            "entity_id": comment.id,
            "parent_id": quote.id,
            "creator_type": 2 if comment.is_sellers else 3,
            "is_decline": 0,
            "is_draft": 0,
            "comment": comment.text,
            "created_at": instant(comment.at),
        }
        for comment in quote.comments
    ]


def native_totals(cart: Cart, total: Decimal | None = None) -> dict[str, Any]:
    """Write what a cart costs."""
    subtotal, grand = amount(cart.subtotal), amount(cart.subtotal if total is None else total)
    return {
        "base_subtotal": subtotal,
        "subtotal": subtotal,
        "base_discount_amount": grand - subtotal,
        "discount_amount": grand - subtotal,
        "base_shipping_amount": 0.0,
        "shipping_amount": 0.0,
        "base_tax_amount": 0.0,
        "tax_amount": 0.0,
        "base_grand_total": grand,
        "grand_total": grand,
        "base_currency_code": cart.currency,
        "quote_currency_code": cart.currency,
        "items_qty": sum(item.quantity for item in cart.items),
        "items": [
            {"item_id": item.id, "qty": item.quantity, "price": amount(item.price), "name": item.name}
            for item in cart.items
        ],
    }


def native_shipping_methods() -> list[dict[str, Any]]:
    """Write how goods may go."""
    return [
        {
            "carrier_code": carrier,
            "method_code": method,
            "carrier_title": title,
            "method_title": title,
            "amount": 0.0,
            "base_amount": 0.0,
            "available": True,
            "error_message": "",
            "price_excl_tax": 0.0,
            "price_incl_tax": 0.0,
        }
        for carrier, method, title in SHIPPING_METHODS
    ]


def native_payment_methods() -> list[dict[str, str]]:
    """Write how orders may be paid."""
    return [{"code": code, "title": title} for code, title in PAYMENT_METHODS]


def _address(address: Address | None) -> dict[str, Any] | None:
    return None if address is None else native_address(address)

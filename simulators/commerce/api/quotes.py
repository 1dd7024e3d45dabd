"""Negotiable quotes, from the request to the order."""

from typing import Any

from simulators.commerce.api.asking import BUYERS, LIST, NUMBER, YES, Ask, Route
from simulators.commerce.api.carts import cart_of, take_payment
from simulators.commerce.domain.cart import Cart
from simulators.commerce.errors import NoSuchEntityError
from simulators.commerce.schemas.addresses import address_of
from simulators.commerce.schemas.carts import (
    AddressEnvelope,
    PayingBody,
    QuoteBody,
    QuoteDeclineBody,
    QuoteDraftBody,
    QuoteIdsBody,
    QuoteOfferBody,
    QuoteRequestBody,
    ShippingInformationBody,
    native_payment_methods,
    native_quote,
    native_quote_comments,
    native_shipping_methods,
    native_totals,
)


def request(ask: Ask) -> Any:
    """Hand a cart, or a negotiation about it, to the seller."""
    body: QuoteRequestBody = ask.body
    cart = ask.shop.carts.cart(body.quote_id)
    ask.expect_own(cart.customer_id)
    ask.shop.quotes.request(cart.id, body.quote_name or "", body.comment or "")
    return True


def draft(ask: Ask) -> Any:
    """Begin an offer for a buyer."""
    body: QuoteDraftBody = ask.body
    return ask.shop.quotes.draft(body.customer_id)


def offer(ask: Ask) -> Any:
    """Send an offer to the buyer."""
    body: QuoteOfferBody = ask.body
    ask.shop.quotes.offer(body.quote_id, body.comment or "")
    return True


def decline(ask: Ask) -> Any:
    """Refuse to negotiate."""
    body: QuoteDeclineBody = ask.body
    ask.shop.quotes.decline(body.quote_id, body.reason)
    return True


def refresh(ask: Ask) -> Any:
    """Take the catalogue's prices of today."""
    body: QuoteIdsBody = ask.body
    ask.shop.quotes.refresh_prices(body.quote_ids)
    return True


def change(ask: Ask) -> Any:
    """Change what is talked about."""
    body: QuoteBody = ask.body
    extension = body.quote.extension_attributes
    said = extension.negotiable_quote if extension is not None else None
    price = None
    if (
        said is not None
        and said.negotiated_price_type is not None
        and said.negotiated_price_value is not None
    ):
        price = (said.negotiated_price_type, said.negotiated_price_value)
    items = [(item.sku, item.qty) for item in body.quote.items or ()]
    number = ask.number("quoteId")
    changed = ask.shop.quotes.change(number, items, price, said.quote_name if said is not None else None)
    return native_quote(changed, ask.shop.carts.cart(number).subtotal)


def close(ask: Ask) -> Any:
    """End a negotiation for good."""
    ask.shop.quotes.close(ask.number("quoteId"))
    return True


def comments(ask: Ask) -> Any:
    """Give what both sides said."""
    quote = ask.shop.quotes.quote(ask.number("quoteId"))
    ask.expect_own(ask.shop.carts.cart(quote.id).customer_id)
    return native_quote_comments(quote)


def shipping_methods(ask: Ask) -> Any:
    """Give how the goods may go."""
    return native_shipping_methods() if _cart(ask).items else []


def ship_to(ask: Ask) -> Any:
    """Say where the goods go, and how."""
    body: ShippingInformationBody = ask.body
    said, cart = body.address_information, _cart(ask)
    shipping = address_of(said.shipping_address, "addressInformation.shipping_address")
    method = f"{said.shipping_carrier_code}_{said.shipping_method_code}"
    kept = ask.shop.quotes.ship_to(cart.id, shipping, method)
    return {"payment_methods": native_payment_methods(), "totals": native_totals(kept)}


def totals(ask: Ask) -> Any:
    """Give what was agreed on."""
    cart = _cart(ask)
    return native_totals(cart, ask.shop.quotes.quote(cart.id).negotiated(cart.subtotal))


def pay_and_order(ask: Ask) -> Any:
    """Order at the price agreed on."""
    body: PayingBody = ask.body
    cart = _cart(ask)
    with ask.shop.quotes.reopened(cart.id):
        take_payment(ask, cart, body)
    return ask.shop.quotes.order(cart.id).id


def _cart(ask: Ask) -> Cart:
    cart = cart_of(ask)
    if cart.id not in ask.shop.store.quotes:
        raise NoSuchEntityError("cartId", cart.id)
    return cart


ROUTES = (
    Route("POST", "/negotiableQuote/request", request, "Ask for a quote", QuoteRequestBody, YES, BUYERS),
    Route("POST", "/negotiableQuote/draft", draft, "Begin an offer", QuoteDraftBody, NUMBER),
    Route("POST", "/negotiableQuote/submitToCustomer", offer, "Send an offer", QuoteOfferBody, YES),
    Route("POST", "/negotiableQuote/decline", decline, "Decline to negotiate", QuoteDeclineBody, YES),
    Route("POST", "/negotiableQuote/pricesUpdated", refresh, "Take today's prices", QuoteIdsBody, YES),
    Route("PUT", "/negotiableQuote/{quoteId}", change, "Change a quote", QuoteBody),
    Route("DELETE", "/negotiableQuote/{quoteId}", close, "Close a quote", gives=YES),
    Route(
        "GET", "/negotiableQuote/{quoteId}/comments", comments, "Read what was said", gives=LIST, who=BUYERS
    ),
    Route(
        "POST",
        "/negotiable-carts/{cartId}/estimate-shipping-methods",
        shipping_methods,
        "Ask how the goods of a quote may go",
        AddressEnvelope,
        LIST,
        BUYERS,
    ),
    Route(
        "POST",
        "/negotiable-carts/{cartId}/shipping-information",
        ship_to,
        "Say where the goods of a quote go",
        ShippingInformationBody,
        who=BUYERS,
    ),
    Route("GET", "/negotiable-carts/{cartId}/totals", totals, "Read what was agreed on", who=BUYERS),
    Route(
        "POST",
        "/negotiable-carts/{cartId}/payment-information",
        pay_and_order,
        "Pay and order a quote",
        PayingBody,
        NUMBER,
        BUYERS,
    ),
)

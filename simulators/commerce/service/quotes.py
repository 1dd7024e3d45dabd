"""Negotiable quotes: a cart, and two sides that talk about its price."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from simulators.chassis.world import World
from simulators.commerce.domain.cart import Cart
from simulators.commerce.domain.catalogue import EACH, Address
from simulators.commerce.domain.hooks import QUOTE_SAVED
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.domain.quote import (
    BUYERS_TURN,
    BY_ADMIN,
    CLOSED,
    CREATED,
    DECLINED,
    DRAFT,
    ENDED,
    EXPIRED,
    FROM_ADMIN,
    FROM_CUSTOMER,
    LASTS_DAYS,
    ORDERABLE,
    ORDERED,
    SELLERS_TURN,
    NegotiableQuote,
    QuoteComment,
)
from simulators.commerce.errors import CommerceError, NoSuchEntityError, StateError
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.service.carts import Carts
from simulators.commerce.store import Store


class Quotes:
    """The negotiations of one shop."""

    def __init__(self, world: World, store: Store, carts: Carts, announcements: Announcements) -> None:
        self._clock = world.clock
        self._store = store
        self._carts = carts
        self._announcements = announcements
        self.acts = {"expire": self._expire}

    def quote(self, quote_id: int) -> NegotiableQuote:
        """Give a negotiation.

        Raises:
            NoSuchEntityError: there is none of that number.
        """
        try:
            return self._store.quotes[quote_id]
        except KeyError:
            raise NoSuchEntityError("quoteId", quote_id) from None

    def request(self, cart_id: int, name: str, comment: str) -> None:
        """Begin to negotiate about a cart, or hand a negotiation back to the seller.

        Raises:
            NoSuchEntityError: no such cart.
            StateError: the cart is empty or closed, or it is not the buyer's turn.
        """
        known = self._store.quotes.get(cart_id)
        if known is not None:
            known.expect(BUYERS_TURN, "sent to the seller")
            self._keep(self._said(replace(known, status=FROM_CUSTOMER), comment, is_sellers=False))
            return
        cart = self._carts.cart(cart_id)
        if not cart.items or not cart.is_active:
            raise StateError("Cart %cart is empty or closed.", cart=cart_id)
        self._carts.close(cart)
        self._begin(cart, name, CREATED, comment, is_sellers=False)

    def draft(self, buyer_id: int) -> int:
        """Begin a negotiation from the seller's side, with nothing in it yet.

        Raises:
            NoSuchEntityError: no such buyer.
        """
        cart = self._carts.create(buyer_id)
        self._carts.close(cart)
        self._begin(cart, "", DRAFT, "", is_sellers=True)
        return cart.id

    def offer(self, quote_id: int, comment: str) -> None:
        """Send what the seller offers to the buyer.

        Raises:
            NoSuchEntityError: no such negotiation.
            StateError: it is not the seller's turn, or there is nothing in it.
        """
        quote = self.quote(quote_id)
        quote.expect(SELLERS_TURN, "sent to the buyer")
        if not self._carts.cart(quote_id).items:
            raise StateError("Quote %quote is empty.", quote=quote_id)
        self._keep(self._said(replace(quote, status=FROM_ADMIN), comment, is_sellers=True))

    def decline(self, quote_id: int, reason: str) -> None:
        """Refuse to negotiate; the buyer may still order at the prices of the catalogue.

        Raises:
            NoSuchEntityError: no such negotiation.
            StateError: it is not the seller's turn.
        """
        quote = self.quote(quote_id)
        quote.expect((CREATED, BY_ADMIN, FROM_CUSTOMER), "declined")
        self._keep(self._said(replace(quote, status=DECLINED, price_kind=0), reason, is_sellers=True))

    def close(self, quote_id: int) -> None:
        """End a negotiation for good.

        Raises:
            NoSuchEntityError: no such negotiation.
        """
        quote = self.quote(quote_id)
        if quote.status not in ENDED:
            self._keep(replace(quote, status=CLOSED))

    def change(
        self,
        quote_id: int,
        items: Sequence[tuple[str, int]],
        price: tuple[int, Decimal] | None,
        name: str | None,
    ) -> NegotiableQuote:
        """Change what is talked about, from the seller's side.

        Raises:
            NoSuchEntityError: no such negotiation or product.
            StateError: it is not the seller's turn, or there is not as much in stock.
        """
        quote = self.quote(quote_id)
        quote.expect(SELLERS_TURN, "changed")
        self._change_items(quote_id, items)
        kind, value = price or (quote.price_kind, quote.price_value)
        status = quote.status if quote.status == DRAFT else BY_ADMIN
        changed = replace(quote, status=status, price_kind=kind, price_value=value, name=name or quote.name)
        return self._keep(changed)

    def refresh_prices(self, quote_ids: Sequence[int]) -> None:
        """Take the catalogue's prices of today into negotiations.

        Raises:
            NoSuchEntityError: no such negotiation.
        """
        for quote_id in [self.quote(quote_id).id for quote_id in quote_ids]:
            cart = self._carts.cart(quote_id)
            self._change_items(quote_id, [(item.sku, item.quantity) for item in cart.items])

    def ship_to(self, quote_id: int, address: Address, method: str) -> Cart:
        """Say where the goods go, and how.

        Raises:
            NoSuchEntityError: no such negotiation.
            StateError: no such way of shipping, or there is nothing in it.
        """
        self.quote(quote_id)
        with self.reopened(quote_id):
            self._carts.ship_to(quote_id, address, None, method)
        return self._carts.cart(quote_id)

    @contextmanager
    def reopened(self, quote_id: int) -> Iterator[None]:
        """Let the cart of a negotiation be changed; a failure leaves it as it was."""
        before = self._carts.cart(quote_id)
        if before.order_id:
            raise StateError("Quote %quote has become order %order.", quote=quote_id, order=before.order_id)
        self._carts.keep(replace(before, is_active=True))
        try:
            yield
        except CommerceError:
            self._carts.keep(before)
            raise
        self._carts.close(self._carts.cart(quote_id))

    def order(self, quote_id: int) -> SalesOrder:
        """Order at the price agreed on.

        Raises:
            NoSuchEntityError: no such negotiation.
            StateError: the seller has not answered yet, or something is missing for an order.
        """
        quote = self.quote(quote_id)
        quote.expect(ORDERABLE, "ordered")
        subtotal = self._carts.cart(quote_id).subtotal
        agreed = quote.negotiated(subtotal)
        order = self._carts.order(quote_id, None if agreed == subtotal else agreed)
        self._keep(replace(quote, status=ORDERED))
        return order

    def _begin(self, cart: Cart, name: str, status: str, comment: str, *, is_sellers: bool) -> None:
        expires_at = self._clock.now() + timedelta(days=LASTS_DAYS)
        quote = NegotiableQuote(cart.id, name, status, expires_at)
        self._keep(self._said(quote, comment, is_sellers=is_sellers))
        self._store.agenda.put(expires_at, "expire", quote.id)

    def _expire(self, quote_id: int) -> None:
        quote = self._store.quotes[quote_id]
        if quote.status not in (*ENDED, EXPIRED):
            self._keep(replace(quote, status=EXPIRED))

    def _change_items(self, quote_id: int, items: Sequence[tuple[str, int]]) -> None:
        """Put lines in the cart in the place of those with the same product; a closed cart opens for it."""
        lines = self._carts.cart(quote_id).items
        with self.reopened(quote_id):
            for sku, quantity in items:
                known = next((item for item in lines if item.sku == sku), None)
                unit = known.unit if known else EACH
                self._carts.put_item(quote_id, sku, unit, quantity, known.id if known else 0)

    def _said(self, quote: NegotiableQuote, text: str, *, is_sellers: bool) -> NegotiableQuote:
        if not text:
            return quote
        comment = QuoteComment(self._store.next_id("quote_comment"), self._clock.now(), is_sellers, text)
        return replace(quote, comments=(*quote.comments, comment))

    def _keep(self, quote: NegotiableQuote) -> NegotiableQuote:
        self._store.quotes[quote.id] = quote
        if self._announcements.is_wanted(QUOTE_SAVED):
            row = {"quote_id": quote.id, "quote_name": quote.name, "status": quote.status}
            self._announcements.tell(QUOTE_SAVED, str(quote.id), row)
        return quote

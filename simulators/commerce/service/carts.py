"""Carts: what a buyer gathers, where it shall go, and the order it becomes."""

from dataclasses import replace
from decimal import Decimal

from simulators.chassis.world import World
from simulators.commerce.domain.cart import COMPANY_CREDIT, PAYMENT_METHODS, SHIPPING_METHODS, Cart, CartItem
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.company import APPROVED, Company
from simulators.commerce.domain.documents import NewItem, NewOrder
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.service.catalogue import Catalogue
from simulators.commerce.service.companies import Companies
from simulators.commerce.service.credits import Credits
from simulators.commerce.service.orders import Orders
from simulators.commerce.service.prices import Prices
from simulators.commerce.service.stock import Stock
from simulators.commerce.store import Store


class Desk:
    """What a checkout needs of the rest of the shop."""

    def __init__(
        self,
        orders: Orders,
        companies: Companies,
        catalogue: Catalogue,
        prices: Prices,
        stock: Stock,
        credit: Credits,
    ) -> None:
        self.orders = orders
        self.companies = companies
        self.catalogue = catalogue
        self.prices = prices
        self.stock = stock
        self.credit = credit


class Carts:
    """The carts of one shop."""

    def __init__(self, world: World, store: Store, desk: Desk) -> None:
        self._clock = world.clock
        self._store = store
        self._desk = desk

    def cart(self, cart_id: int) -> Cart:
        """Give a cart, whatever has become of it.

        Raises:
            NoSuchEntityError: no such cart.
        """
        try:
            return self._store.carts[cart_id]
        except KeyError:
            raise NoSuchEntityError("cartId", cart_id) from None

    def active_id(self, buyer_id: int) -> int:
        """Give the number of a buyer's open cart.

        Raises:
            NoSuchEntityError: the buyer has none.
        """
        cart_id = self._store.cart_ids_by_buyer.get(buyer_id)
        if cart_id is None:
            raise NoSuchEntityError("customerId", buyer_id)
        return cart_id

    def open(self, buyer_id: int) -> Cart:
        """Give a buyer's open cart, or a new one.

        Raises:
            NoSuchEntityError: no such buyer.
        """
        cart_id = self._store.cart_ids_by_buyer.get(buyer_id)
        if cart_id is not None:
            return self._store.carts[cart_id]
        cart = self.create(buyer_id)
        self._store.cart_ids_by_buyer[buyer_id] = cart.id
        return cart

    def create(self, buyer_id: int) -> Cart:
        """Enter an empty cart.

        Raises:
            NoSuchEntityError: no such buyer, or one without a company.
        """
        self._desk.companies.buyer(buyer_id)
        company = self._desk.companies.company(buyer_id)
        now = self._clock.now()
        cart = Cart(self._store.next_id("cart"), buyer_id, company.currency, now, now)
        self._store.carts[cart.id] = cart
        return cart

    def put_item(self, cart_id: int, sku: str, unit: str, quantity: int, item_id: int = 0) -> CartItem:
        """Put a product in a cart at the company's own price, or change the item of that number.

        The same product in the same unit again is one line with more of it.

        Raises:
            NoSuchEntityError: no such cart, item or product.
            StateError: the cart is closed, or there is not as much in stock.
        """
        cart = self._open_one(cart_id)
        company = self._desk.companies.company(cart.customer_id)
        known = cart.item(item_id) if item_id else None
        if known is None:
            known = next((each for each in cart.items if (each.sku, each.unit) == (sku, unit)), None)
            quantity += known.quantity if known is not None else 0
        product = self._desk.catalogue.expect_for_sale(company.group_id, known.sku if known else sku)
        unit = known.unit if known else unit
        pieces = product.eaches(unit, quantity)
        if pieces > (salable := self._desk.stock.salable(product.sku)):
            raise StateError(
                "Of %sku %salable can be sold; %pieces were asked for.",
                sku=product.sku,
                salable=salable,
                pieces=pieces,
            )
        price = product.price_of(unit, self._desk.prices.of_each(company.group_id, product, pieces))
        number = known.id if known else self._store.next_id("cart_item")
        item = CartItem(number, product.sku, product.name, unit, quantity, price)
        self.keep(cart.with_item(item))
        return item

    def drop_item(self, cart_id: int, item_id: int) -> None:
        """Take an item out of a cart.

        Raises:
            NoSuchEntityError: no such cart, or no such item in it.
            StateError: the cart is closed.
        """
        self.keep(self._open_one(cart_id).without_item(item_id))

    def bill_to(self, cart_id: int, address: Address) -> None:
        """Say where the papers go."""
        self.keep(replace(self._open_one(cart_id), billing=address))

    def ship_to(self, cart_id: int, address: Address, billing: Address | None, method: str) -> Cart:
        """Say where the goods go, and how.

        Raises:
            StateError: no such way of shipping, or the cart is closed or empty.
        """
        cart = self._open_one(cart_id)
        self._expect_filled(cart)
        if method not in [f"{carrier}_{name}" for carrier, name, _ in SHIPPING_METHODS]:
            raise StateError("Goods cannot go by %method.", method=method)
        cart = replace(cart, shipping=address, billing=billing or cart.billing, shipping_method=method)
        return self.keep(cart)

    def pay_by(self, cart_id: int, method: str, po_number: str) -> Cart:
        """Choose how to pay.

        Raises:
            StateError: no such way, or the cart is closed.
        """
        cart = self._open_one(cart_id)
        if method not in [name for name, _ in PAYMENT_METHODS]:
            raise StateError("Orders cannot be paid by %method.", method=method)
        return self.keep(replace(cart, payment_method=method, po_number=po_number))

    def order(self, cart_id: int, total: Decimal | None = None) -> SalesOrder:
        """Make an order of a cart, for the sum of its lines or another `total` spread over them.

        Raises:
            NoSuchEntityError: no such cart.
            StateError: something is missing, the company may not buy, or there is not as much in stock.
        """
        cart = self.cart(cart_id)
        company = self._expect_ready(cart)
        items = tuple([NewItem(each.sku, each.unit, each.quantity, each.price) for each in cart.items])
        if total is not None:
            items = spread(items, cart.subtotal, total)
        if cart.payment_method == COMPANY_CREDIT:
            self._desk.credit.check(company.id, worth(items))
        new = NewOrder(
            company.id, "", "", items, cart.billing, cart.shipping, cart.payment_method, cart.po_number
        )
        order = self._desk.orders.place(new, is_reserved=True)
        for item in cart.items:
            pieces = self._desk.catalogue.product(item.sku).eaches(item.unit, item.quantity)
            self._store.reserve(item.sku, pieces)
        if cart.payment_method == COMPANY_CREDIT:
            self._desk.credit.spend(order)
        self.close(replace(cart, order_id=order.id))
        return order

    def close(self, cart: Cart) -> None:
        """Let nothing more be put in a cart."""
        self.keep(replace(cart, is_active=False))
        if self._store.cart_ids_by_buyer.get(cart.customer_id) == cart.id:
            del self._store.cart_ids_by_buyer[cart.customer_id]

    def keep(self, cart: Cart) -> Cart:
        """Enter a cart as it now is."""
        kept = self._store.carts[cart.id] = replace(cart, updated_at=self._clock.now())
        return kept

    def _expect_ready(self, cart: Cart) -> Company:
        if cart.order_id:
            raise StateError("Cart %cart has become order %order.", cart=cart.id, order=cart.order_id)
        self._expect_filled(cart)
        company = self._desk.companies.company(cart.customer_id)
        if company.status != APPROVED:
            raise StateError("Company %company may not place orders.", company=company.id)
        missing = [
            name
            for name, value in (
                ("shipping address", cart.shipping),
                ("shipping method", cart.shipping_method),
                ("payment method", cart.payment_method),
            )
            if not value
        ]
        if missing:
            raise StateError("Cart %cart has no %missing.", cart=cart.id, missing=", no ".join(missing))
        self._expect_in_stock(cart)
        return company

    def _expect_in_stock(self, cart: Cart) -> None:
        wanted: dict[str, int] = {}
        for item in cart.items:
            pieces = self._desk.catalogue.product(item.sku).eaches(item.unit, item.quantity)
            wanted[item.sku] = wanted.get(item.sku, 0) + pieces
        for sku, pieces in wanted.items():
            if pieces > (salable := self._desk.stock.salable(sku)):
                raise StateError(
                    "Of %sku %salable can be sold; the cart holds %pieces.",
                    sku=sku,
                    salable=salable,
                    pieces=pieces,
                )

    def _expect_filled(self, cart: Cart) -> None:
        if not cart.items:
            raise StateError("Cart %cart is empty.", cart=cart.id)

    def _open_one(self, cart_id: int) -> Cart:
        cart = self.cart(cart_id)
        if not cart.is_active:
            raise StateError("Cart %cart is closed.", cart=cart_id)
        return cart


def worth(items: tuple[NewItem, ...]) -> Decimal:
    """Give what lines cost together."""
    return sum((item.price * item.quantity for item in items if item.price is not None), Decimal(0))


def spread(items: tuple[NewItem, ...], before: Decimal, after: Decimal) -> tuple[NewItem, ...]:
    """Lower or raise every price by the same share, so that the lines come near a total agreed on."""
    if not before:
        return items
    step = Decimal("0.0001")
    return tuple([replace(each, price=((each.price or 0) * after / before).quantize(step)) for each in items])

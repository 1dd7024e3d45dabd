"""What a buyer means to order, before it is one."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from simulators.chassis.figures import line_total
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.errors import NoSuchEntityError

SHIPPING_METHODS = (
    ("contract", "contract", "Contract carrier"),
    ("freeshipping", "freeshipping", "Collected"),
)
"""Carrier, method and title of the ways goods may go; freight is agreed outside the shop."""
PAYMENT_METHODS = (("purchaseorder", "Purchase order"), ("companycredit", "On account"))
COMPANY_CREDIT = "companycredit"


@dataclass(frozen=True, slots=True)
class CartItem:
    """One product in a cart, in its sales unit."""

    id: int
    sku: str
    name: str
    unit: str
    quantity: int
    price: Decimal

    @property
    def row_total(self) -> Decimal:
        """The line's amount."""
        return line_total(Decimal(self.quantity), self.price)


@dataclass(frozen=True, slots=True)
class Cart:
    """A buyer's cart; it stays for good, inactive once it has become an order or a negotiation."""

    id: int
    customer_id: int
    currency: str
    created_at: datetime
    updated_at: datetime
    items: tuple[CartItem, ...] = ()
    is_active: bool = True
    billing: Address | None = None
    shipping: Address | None = None
    shipping_method: str = ""
    payment_method: str = ""
    po_number: str = ""
    order_id: int = 0

    @property
    def subtotal(self) -> Decimal:
        """What the cart is worth."""
        return sum((item.row_total for item in self.items), Decimal(0))

    def item(self, item_id: int) -> CartItem:
        """Give an item.

        Raises:
            NoSuchEntityError: it is not in this cart.
        """
        for item in self.items:
            if item.id == item_id:
                return item
        raise NoSuchEntityError("itemId", item_id)

    def with_item(self, item: CartItem) -> "Cart":
        """Give the cart with an item in the place of that number, or behind the others."""
        items = tuple([item if each.id == item.id else each for each in self.items])
        return replace(self, items=items if item in items else (*items, item))

    def without_item(self, item_id: int) -> "Cart":
        """Give the cart without an item."""
        gone = self.item(item_id)
        return replace(self, items=tuple([item for item in self.items if item is not gone]))

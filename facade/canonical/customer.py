"""Who buys, as the credit and price checks need them."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """A customer as one book sees it; `exposure` is open orders plus unpaid invoices that post there."""

    customer_id: str
    blocked: bool
    credit_limit: Decimal
    exposure: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """What one item costs one customer, and how it may be ordered."""

    item_id: str
    base_price: Decimal  # per EA
    pack_sizes: tuple[tuple[str, int], ...]  # (unit, EA it holds), base unit included

    def pack_size(self, uom: str) -> int | None:
        """Give how many EA `uom` holds, or nothing when the item is not sold by it."""
        for unit, size in self.pack_sizes:
            if unit == uom:
                return size
        return None

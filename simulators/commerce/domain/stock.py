"""What the shop believes to be in stock, and what of it is promised."""

from dataclasses import dataclass

from simulators.commerce.domain.catalogue import Address

STOCK_ID = 1
STOCK_NAME = "Default Stock"
DEFAULT_SOURCE = "default"
OUT_OF_STOCK, IN_STOCK = 0, 1


@dataclass(frozen=True, slots=True)
class Source:
    """A place that goods are sold from."""

    code: str
    name: str
    address: Address | None = None
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class SourceItem:
    """How much of a product lies at a source; out of stock counts as nothing, whatever the quantity."""

    sku: str
    source_code: str
    quantity: int
    status: int = IN_STOCK

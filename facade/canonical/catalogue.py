"""Who may buy and what is sold, as the system of record tells the channels."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from facade.canonical.order import Address


class ItemRecord(NamedTuple):
    """One article: its words, its list price for one EA, and what it is packed in (unit, EA it holds)."""

    item_id: str
    description: str
    list_price: Decimal
    pack_sizes: tuple[tuple[str, int], ...]
    gtin: str = ""
    changed_at: datetime | None = None


class CustomerRecord(NamedTuple):
    """One sold-to party: who is billed where, on which terms and tax, and up to which credit."""

    customer_id: str
    bill_to: Address
    ship_to: Address
    currency: str
    terms_days: int
    tax_percent: Decimal | None
    credit_limit: Decimal
    exposure: Decimal
    blocked: bool
    changed_at: datetime | None = None


class Subject(StrEnum):
    """What a channel is told of, each as rows of a key and a value.

    Stock: item to EA; prices: item to its list price for one EA; contracts: customer and item to the price
    agreed; items: item to its words; customers: customer to its credit limit.
    """

    STOCK = "stock"
    PRICES = "prices"
    CONTRACTS = "contracts"
    ITEMS = "items"
    CUSTOMERS = "customers"


Key = str | tuple[str, str]
Value = int | str | Decimal
Rows = Mapping[Key, Value]

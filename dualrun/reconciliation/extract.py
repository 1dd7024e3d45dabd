"""What one book holds at one instant, in business words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b

import orjson

OPEN = ("open", "shipped")


@dataclass(frozen=True, slots=True)
class Document:
    """An order, an invoice, a credit memo; `reference` is the buyer's own and the same in both books."""

    reference: str
    number: str
    customer: str
    currency: str
    posting: bool
    status: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    lines: tuple[tuple[str, str], ...] = ()
    """Item and quantity, in the order of the lines."""
    owed: Decimal = Decimal(0)
    """Of an invoice, what has not been paid yet."""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer: what may be sold to it, and what it owes or has ordered."""

    customer: str
    currency: str
    credit_limit: Decimal
    balance: Decimal
    blocked: bool


@dataclass(frozen=True, slots=True)
class Article:
    """An item: its list price and how many pieces its packs hold."""

    item: str
    price: Decimal
    packs: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Vendor:
    """Somebody we buy from, and what its account says we owe."""

    vendor: str
    currency: str
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Extract:
    """All of one book, with the instant at which reading it began."""

    system: str
    url: str
    as_of: datetime
    orders: tuple[Document, ...] = ()
    invoices: tuple[Document, ...] = ()
    accounts: tuple[Account, ...] = ()
    articles: tuple[Article, ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    entity: str = ""
    """The legal entity whose books these are."""
    credits: tuple[Document, ...] = ()
    """Credit memos: what no invoice has taken of one is owed the other way round, below nothing."""
    purchases: tuple[Document, ...] = ()
    """Of purchase orders, what is still to come; the party is the vendor."""
    received: tuple[Document, ...] = ()
    """Of purchase orders, what has come and is not billed yet."""
    payables: tuple[Document, ...] = ()
    """Vendors' invoices; the reference is the vendor with its own number, under which it bills once."""
    vendors: tuple[Vendor, ...] = ()
    goods_in: tuple[tuple[str, str], ...] = ()
    """Item and quantity of what came in by the book's own documents: returns and receipts."""


def fingerprint(rows: Iterable[tuple[str, ...]]) -> str:
    """Give one number for many rows, whatever order they came in."""
    return blake2b(orjson.dumps(sorted(rows)), digest_size=8).hexdigest()


def by_reference(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """Put documents together that are about one order."""
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.reference, []).append(document)
    return found

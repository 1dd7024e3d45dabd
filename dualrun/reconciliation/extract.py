"""What one book holds at one instant, in business words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import md5

import orjson

OPEN = ("open", "shipped")
CENT = Decimal("0.01")


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
    """Of an invoice, what has not been paid yet; of an order, what of it has not been invoiced yet."""
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
    """Item and quantity of what came in by the book's own documents: returns and receipts.

    What has left of orders that are still open is there below nothing.
    """


def hash_total(rows: Iterable[Document]) -> str:
    """Give one number for many documents, whatever order they came in: the sum of their hashes.

    A database can add it up as well, so that a book of millions has the same hash as one held in memory.
    """
    total = sum(int.from_bytes(md5(_text(one), usedforsecurity=False).digest()[8:], "little") for one in rows)
    return f"{total % 2**64:016x}"


def lines_text(lines: Iterable[tuple[str, str]]) -> str:
    """Write lines as they stand in a file of an extract."""
    return orjson.dumps([list(line) for line in lines]).decode()


def _text(one: Document) -> bytes:
    parts = (one.reference, one.customer, f"{one.net:.4f}", lines_text(one.lines))
    return "\x1f".join(parts).encode()


def written(amount: Decimal) -> str:
    """Write an amount of money with its cents, and with more digits only where it has more."""
    cents = amount.quantize(CENT)
    return str(cents if cents == amount else amount.normalize())


def by_reference(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """Put documents together that are about one order."""
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.reference, []).append(document)
    return found

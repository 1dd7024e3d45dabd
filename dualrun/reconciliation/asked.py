"""What a pack asks of two books, however they are kept: a few rows in memory, or millions in a database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from dualrun.reconciliation.extract import Account, Article, Document, Vendor

OLD, NEW = "old", "new"
SIDES = (OLD, NEW)
ALL, POSTING, OPENED, WAITING, PARTLY, OWED = "all", "posting", "open", "waiting", "partly", "owed"
"""Which documents: all, those that post; of these open orders, those not billed or in part, the unpaid."""
DOCUMENTS: Mapping[str, str] = {
    "orders": "orders",
    "invoices": "invoices",
    "credit memos": "credits",
    "purchase orders": "purchases",
    "goods received": "received",
    "payables": "payables",
}
"""What is compared document by document: a report, and the table of an extract it is about."""
TOTALS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "orders": (("orders",), ALL),
    "orders posting": (("orders",), POSTING),
    "open orders posting": (("orders",), OPENED),
    "invoices": (("invoices",), ALL),
    "invoices posting": (("invoices",), POSTING),
    "credit memos": (("credits",), ALL),
    "open receivables": (("invoices", "credits"), OWED),
    "purchase orders": (("purchases",), ALL),
    "goods received": (("received",), ALL),
    "payables": (("payables",), ALL),
}
RECEIVABLE, PAYABLE = ("invoices", "credits"), ("payables",)


class About(NamedTuple):
    """Whose book, where, and when reading it began."""

    system: str
    entity: str
    url: str
    as_of: datetime


class Total(NamedTuple):
    """Some documents added up."""

    number: int
    gross: Decimal
    owed: Decimal
    hash: str


class Open(NamedTuple):
    """Open documents of one currency, due on one day; `is_twice` when both ledgers have posted them."""

    currency: str
    due: str
    is_twice: bool
    number: int
    owed: Decimal


class Books(Protocol):
    """The old book and the new one, to be asked."""

    def about(self, side: str) -> About:
        """Say whose book it is."""
        ...

    def totals(self, side: str, tables: Sequence[str], which: str) -> Mapping[str, Total]:
        """Add documents up, currency by currency."""
        ...

    def accounts(self, side: str) -> Sequence[Account]:
        """Give the customers."""
        ...

    def articles(self, side: str) -> Sequence[Article]:
        """Give the items."""
        ...

    def vendors(self, side: str) -> Sequence[Vendor]:
        """Give the vendors."""
        ...

    def stock(self, side: str) -> Mapping[str, int]:
        """Give what is on hand, item by item."""
        ...

    def moved(self, side: str) -> Mapping[str, Decimal]:
        """Give the pieces that have left by the book's own documents, less those that came in."""
        ...

    def differing(self, table: str) -> tuple[Iterable[Document], Iterable[Document]]:
        """Give the documents of both books about whatever is not the same in both."""
        ...

    def in_both(self, most: int) -> tuple[int, Sequence[tuple[str, str, bool, str, bool]]]:
        """Count the orders in both books, and give the first: reference, and number and posting in each."""
        ...

    def open_items(self, side: str, tables: Sequence[str]) -> Sequence[Open]:
        """Give what is posted and open."""
        ...

    def posted_twice(self, tables: Sequence[str]) -> Sequence[str]:
        """Give the references that both ledgers have posted."""
        ...

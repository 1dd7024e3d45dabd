"""The item ledger: every movement of stock, in pieces, numbered without gaps in order of posting."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

OPENING, SALE, PURCHASE, SALES_RETURN, ADJUSTMENT = (
    "Positive_Adjmt",
    "Sale",
    "Purchase",
    "Sales_Return",
    "Adjustment",
)
ENTRY_TYPES = (OPENING, SALE, PURCHASE, SALES_RETURN, ADJUSTMENT)

Moved = tuple[tuple[str, Decimal], ...]
"""Item by item, how many pieces a document moved; negative when they left."""


class LedgerDocument(NamedTuple):
    """One posting: its entries are numbered from its place in the ledger on."""

    entry_type: str
    document_no: str
    posting_date: date
    location_code: str
    moved: Moved


class LedgerEntry(NamedTuple):
    """One line of the ledger, as callers see it."""

    entry_no: int
    entry_type: str
    document_no: str
    posting_date: date
    location_code: str
    item_no: str
    quantity: Decimal
    version: int = 1

    @property
    def no(self) -> str:
        """The entry's place in its table."""
        return str(self.entry_no)


class Inventory(NamedTuple):
    """What lies at one place of one item, by this book."""

    item_no: str
    location_code: str
    quantity: Decimal
    version: int = 1

    @property
    def no(self) -> str:
        """The row's place in its table."""
        return f"{self.item_no}/{self.location_code}"


def entries(first: int, document: LedgerDocument) -> list[LedgerEntry]:
    """Give the lines of one posting."""
    return [
        LedgerEntry(
            first + at,
            document.entry_type,
            document.document_no,
            document.posting_date,
            document.location_code,
            item_no,
            quantity,
        )
        for at, (item_no, quantity) in enumerate(document.moved)
    ]

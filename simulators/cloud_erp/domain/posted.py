"""What is posted: shipments and receipts, which never change, and bills, which are drafts before that."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, NamedTuple

from simulators.cloud_erp.domain.line import Line, Moved, total
from simulators.cloud_erp.domain.masters import NO_ID, ZERO
from simulators.cloud_erp.domain.order import Head
from simulators.cloud_erp.errors import PostingRefusedError, RecordNotFoundError


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """Goods shipped or received against an order, as posted."""

    id: str
    number: str
    head: Head
    external_number: str
    posting_date: date
    lines: tuple[Moved, ...]
    version: int
    modified_at: datetime


class BillStatus(StrEnum):
    """Where an invoice or credit memo stands; from Open on it is posted."""

    DRAFT = "Draft"
    OPEN = "Open"
    PAID = "Paid"
    CANCELED = "Canceled"
    CORRECTIVE = "Corrective"


@dataclass(slots=True, eq=False)
class Bill:
    """What invoices and credit memos have in common; `remaining` is what is still owed of it."""

    noun: ClassVar[str]
    prices_include_tax: ClassVar[bool] = False
    discount_total: ClassVar[int] = 0
    id: str
    number: str
    head: Head
    document_date: date
    posting_date: date
    due_date: date
    lines: tuple[Line, ...]
    version: int
    modified_at: datetime
    status: BillStatus = BillStatus.DRAFT
    remaining: Decimal = ZERO
    net: Decimal = field(init=False)
    tax: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.net, self.tax = total(self.lines)

    @property
    def gross(self) -> Decimal:
        """The amount with tax."""
        return self.net + self.tax

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.status is BillStatus.DRAFT

    def line(self, sequence: int) -> Line:
        """Find a line by its sequence.

        Raises:
            RecordNotFoundError: there is no such line.
        """
        for line in self.lines:
            if line.sequence == sequence:
                return line
        raise RecordNotFoundError(f"{self.noun} {self.number} has no line with sequence {sequence}.")

    def take(self, lines: tuple[Line, ...]) -> None:
        """Put other lines in the place of those of a draft.

        Raises:
            PostingRefusedError: it is posted.
        """
        self.must_be_draft("changed")
        self.lines = lines
        self.net, self.tax = total(lines)

    def must_be_draft(self, action: str) -> None:
        """Make sure that nothing has been posted.

        Raises:
            PostingRefusedError: it has.
        """
        if not self.is_draft:
            raise PostingRefusedError(f"{self.noun} {self.number} is posted and cannot be {action}.")


@dataclass(slots=True, eq=False)
class SalesInvoice(Bill):
    """An invoice to a customer."""

    noun: ClassVar[str] = "Sales invoice"
    dispute_status: str = ""


@dataclass(slots=True, eq=False)
class SalesCreditMemo(Bill):
    """What a customer gets back, for goods returned or for an invoice given up."""

    noun: ClassVar[str] = "Sales credit memo"
    invoice_id: str = NO_ID
    invoice_number: str = ""


@dataclass(slots=True, eq=False)
class PurchaseInvoice(Bill):
    """An invoice from a vendor, who calls it by the external number of its head."""

    noun: ClassVar[str] = "Purchase invoice"


class LedgerEntry(NamedTuple):
    """One movement of stock in base units, as booked; what left is negative."""

    number: int
    document_id: str
    document_number: str
    document_type: str
    entry_type: str
    sequence: int
    item_id: str
    item_number: str
    description: str
    quantity: Decimal
    posting_date: date
    modified_at: datetime

    @property
    def id(self) -> str:
        """The entry's GUID: its document's, with the line and a mark in the last eight digits."""
        return f"{self.document_id[:-8]}{self.sequence | 0x8000_0000:08x}"


class Posting(NamedTuple):
    """What one document moved, in the lines' own units; `sign` is -1 when goods left.

    The entries of the ledger are made of it when somebody reads them: each posting is kept for good, with the
    lines of its document, and few are ever read.
    """

    first: int  # the number of its first entry
    document_id: str
    document_number: str
    document_type: str
    entry_type: str
    sign: int
    moved: tuple[tuple[Line, Decimal], ...]
    at: datetime

    def entries(self) -> Iterator[LedgerEntry]:
        """Give the entries, one a line."""
        day = self.at.date()
        for number, (line, quantity) in enumerate(self.moved, self.first):
            yield LedgerEntry(
                number, self.document_id, self.document_number, self.document_type, self.entry_type,
                line.sequence, line.item_id, line.item_number, line.description,
                self.sign * quantity * line.base_units, day, self.at,
            )  # fmt: skip

"""What posting a document does to the stock: one ledger entry a line, and the items' inventory."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.posted import Posting
from simulators.cloud_erp.store import Store

SHIPMENT, RECEIPT = "Sales Shipment", "Purchase Receipt"
INVOICE, CREDIT_MEMO, PURCHASE_INVOICE = "Sales Invoice", "Sales Credit Memo", "Purchase Invoice"
SALE, PURCHASE, OPENING = "Sale", "Purchase", "Positive Adjmt."


def book_stock(
    store: Store,
    document: tuple[str, str, str],
    entry_type: str,
    sign: int,
    moved: Iterable[tuple[Line, Decimal]],
    now: datetime,
) -> None:
    """Enter what a document moved; `document` is its id, number and type, `sign` is -1 when goods left."""
    document_id, number, document_type = document
    posting = Posting(
        store.last_entry + 1, document_id, number, document_type, entry_type, sign, tuple(moved), now
    )
    for line, quantity in posting.moved:
        store.items.edit(line.item_id).inventory += sign * quantity * line.base_units
    store.last_entry += len(posting.moved)
    store.ledger[document_id] = posting

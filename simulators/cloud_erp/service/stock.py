"""What posting a document does to the stock: one ledger entry a line, and the items' inventory."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.posted import LedgerEntry
from simulators.cloud_erp.store import Store

SHIPMENT, RECEIPT = "Sales Shipment", "Purchase Receipt"
INVOICE, CREDIT_MEMO = "Sales Invoice", "Sales Credit Memo"
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
    day, first = now.date(), store.last_entry + 1
    for line, quantity in moved:
        base = quantity * line.base_units if line.base_units != 1 else quantity
        store.items.edit(line.item_id).inventory += base if sign > 0 else -base
        store.last_entry += 1
        store.ledger[store.last_entry] = LedgerEntry(
            store.last_entry, document_id, number, document_type, entry_type, line.sequence, line.item_id,
            line.item_number, line.description, base if sign > 0 else -base, day, now,
        )  # fmt: skip
    store.ledger_by_document[document_id] = (first, store.last_entry)

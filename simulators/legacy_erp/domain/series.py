"""Number series: which number does the next document take, and may one be missing?

An order takes its number when somebody begins to write it, so one that is refused leaves a gap. What is
posted takes its number in the transaction that stores it, because an auditor counts invoices.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Series(NamedTuple):
    """The numbers of one kind of document; `prefix` follows that of the company."""

    prefix: str
    first: int
    last: int = 999_999


ORDER, SHIPMENT, INVOICE, MIRROR_INVOICE = "S-ORD", "S-SHPT", "S-INV", "S-INV-MIR"
RETURN_ORDER, CREDIT_MEMO, PURCHASE_ORDER, RECEIPT = "S-RETORD", "S-CRM", "P-ORD", "P-RCPT"
PURCHASE_INVOICE = "P-INV"
CUSTOMER, ITEM, VENDOR, MESSAGE = "CUST", "ITEM", "VEND", "IDOC"

SERIES: Mapping[str, Series] = {
    ORDER: Series("SO-", 100_001),
    SHIPMENT: Series("PS-", 200_001),
    INVOICE: Series("PI-", 300_001),
    MIRROR_INVOICE: Series("MI-", 300_001),
    RETURN_ORDER: Series("SR-", 400_001),
    CREDIT_MEMO: Series("PC-", 500_001),
    PURCHASE_ORDER: Series("PO-", 600_001),
    RECEIPT: Series("PR-", 700_001),
    PURCHASE_INVOICE: Series("PV-", 800_001),
    CUSTOMER: Series("DN", 10_001, 99_999),
    ITEM: Series("HN", 100_001),
    VENDOR: Series("KN", 10_001, 99_999),
    MESSAGE: Series("", 1, 9_999_999),
}

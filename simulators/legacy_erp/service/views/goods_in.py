"""Pages of returning and buying: return orders, credit memos, purchase orders, receipts, vendor invoices."""

from collections.abc import Sequence
from typing import Any

from simulators.legacy_erp.domain.goods_in import (
    CREDITED,
    RECEIVED,
    CreditMemo,
    GoodsIn,
    GoodsLine,
    PurchaseInvoice,
    PurchaseReceipt,
)
from simulators.legacy_erp.domain.key import (
    CREDIT_MEMO_TABLE,
    PURCHASE_INVOICE_TABLE,
    PURCHASE_TABLE,
    RECEIPT_TABLE,
    RETURN_TABLE,
    seal,
)
from simulators.legacy_erp.domain.masters import UNITS
from simulators.legacy_erp.domain.sales import CANCELLED, LEADING, LINE_STEP, MIRROR, RELEASED
from simulators.legacy_erp.domain.text import CODE_LENGTH, DESCRIPTION_LENGTH, REFERENCE_LENGTH
from simulators.legacy_erp.service.pages import ALWAYS, ONCE, Field, Part, document_page
from simulators.legacy_erp.store import CompanyStore


def _lines(price: str, *more: str) -> tuple[Field, ...]:
    return (
        Field("Line_No", "int", "", ONCE, at_least=0),
        Field("No", "code", "", ONCE),
        Field("Description", "text", ""),
        Field("Quantity", "decimal", "", ALWAYS, at_least=0),
        Field("Unit_of_Measure_Code", "word", "", ONCE, words=UNITS),
        Field(price, "decimal", "", ONCE, at_least=0),
        Field("Line_Amount", "decimal", ""),
        *(Field(name, "decimal", "") for name in more),
    )


_KEY = Field("Key", "code", "", ALWAYS)


def _values(line: GoodsLine, store: CompanyStore) -> tuple[Any, ...]:
    return (
        line.place * LINE_STEP,
        line.item_no,
        store.items[line.item_no].description,
        line.quantity,
        line.unit,
        line.unit_price,
        line.amount,
    )


def _return_lines(row: GoodsIn, store: CompanyStore) -> Sequence[tuple[Any, ...]]:
    key = seal(RETURN_TABLE, row.no, row.version)
    return [
        (f"{key}.{line.place * LINE_STEP}", *_values(line, store), line.received, line.credited)
        for line in row.lines
    ]


def _purchase_lines(row: GoodsIn, store: CompanyStore) -> Sequence[tuple[Any, ...]]:
    key = seal(PURCHASE_TABLE, row.no, row.version)
    return [
        (f"{key}.{line.place * LINE_STEP}", *_values(line, store), line.received, line.invoiced)
        for line in row.lines
    ]


def _posted_lines(
    row: CreditMemo | PurchaseReceipt | PurchaseInvoice, store: CompanyStore
) -> Sequence[tuple[Any, ...]]:
    return [_values(line, store) for line in row.lines]


SALES_RETURN = document_page(
    "SalesReturnOrder",
    RETURN_TABLE,
    "Sales Return Order",
    lambda store: store.returns,
    (
        Field("No", "code", "no"),
        Field("External_Document_No", "text", "external_document_no", ONCE, REFERENCE_LENGTH),
        Field("Sell_to_Customer_No", "code", "customer_no", ONCE),
        Field("Applies_to_Invoice_No", "text", "applies_to", ONCE),
        Field("Order_Date", "date", "order_date", ONCE),
        Field("Location_Code", "text", "location_code", ONCE),
        Field("Currency_Code", "code", "currency"),
        Field("Return_Reason", "text", "reason", ALWAYS, DESCRIPTION_LENGTH),
        Field("Status", "word", "status", words=(RELEASED, RECEIVED, CREDITED, CANCELLED)),
    ),
    Part(
        "ReturnLines",
        "Sales_Return_Order_Line",
        (_KEY, *_lines("Unit_Price", "Quantity_Received", "Quantity_Credited")),
        _return_lines,
    ),
)

CREDIT_MEMO = document_page(
    "PostedSalesCreditMemo",
    CREDIT_MEMO_TABLE,
    "Sales Credit Memo",
    lambda store: store.credit_memos,
    (
        Field("No", "code", "no"),
        Field("Return_Order_No", "code", "return_order_no"),
        Field("External_Document_No", "text", "external_document_no"),
        Field("Sell_to_Customer_No", "code", "customer_no"),
        Field("Applies_to_Invoice_No", "text", "applies_to"),
        Field("Posting_Date", "date", "posting_date"),
        Field("Currency_Code", "code", "currency"),
        Field("Amount", "decimal", "totals.net"),
        Field("VAT_Amount", "decimal", "totals.tax"),
        Field("Amount_Including_VAT", "decimal", "totals.gross"),
        Field("Remaining_Amount", "decimal", "remaining"),
    ),
    Part("CreditMemoLines", "Posted_Sales_Cr_Memo_Line", _lines("Unit_Price"), _posted_lines),
)

PURCHASE_ORDER = document_page(
    "PurchaseOrder",
    PURCHASE_TABLE,
    "Purchase Order",
    lambda store: store.purchases,
    (
        Field("No", "code", "no"),
        Field("Vendor_Order_No", "text", "vendor_order_no", ALWAYS, REFERENCE_LENGTH),
        Field("Your_Reference", "text", "your_reference", ONCE, REFERENCE_LENGTH),
        Field("Book_Role", "word", "book_role", ONCE, words=(LEADING, MIRROR)),
        Field("Sales_Order_No", "text", "sales_order_no", ONCE, CODE_LENGTH),
        Field("Vendor_Shipment_No", "text", "vendor_shipment_no"),
        Field("Vendor_Shipment_DateTime", "text", "sent_at"),
        Field("Buy_from_Vendor_No", "code", "vendor_no", ONCE),
        Field("Order_Date", "date", "order_date", ONCE),
        Field("Expected_Receipt_Date", "date", "expected_receipt_date", ALWAYS),
        Field("Location_Code", "text", "location_code", ONCE),
        Field("Currency_Code", "code", "currency"),
        Field("Status", "word", "status", words=(RELEASED, RECEIVED, CANCELLED)),
    ),
    Part(
        "PurchLines",
        "Purchase_Order_Line",
        (_KEY, *_lines("Direct_Unit_Cost", "Quantity_Received", "Quantity_Invoiced")),
        _purchase_lines,
    ),
)

RECEIPT = document_page(
    "PostedPurchaseReceipt",
    RECEIPT_TABLE,
    "Purchase Receipt",
    lambda store: store.receipts,
    (
        Field("No", "code", "no"),
        Field("Order_No", "code", "order_no"),
        Field("Buy_from_Vendor_No", "code", "vendor_no"),
        Field("Vendor_Shipment_No", "text", "vendor_shipment_no"),
        Field("Location_Code", "text", "location_code"),
        Field("Posting_Date", "date", "posting_date"),
    ),
    Part("ReceiptLines", "Posted_Purch_Rcpt_Line", _lines("Direct_Unit_Cost"), _posted_lines),
)

PURCHASE_INVOICE = document_page(
    "PostedPurchaseInvoice",
    PURCHASE_INVOICE_TABLE,
    "Purchase Invoice",
    lambda store: store.purchase_invoices,
    (
        Field("No", "code", "no"),
        Field("Order_No", "code", "order_no"),
        Field("Buy_from_Vendor_No", "code", "vendor_no"),
        Field("Vendor_Invoice_No", "text", "vendor_invoice_no"),
        Field("Posting_Date", "date", "posting_date"),
        Field("Due_Date", "date", "due_date"),
        Field("Currency_Code", "code", "currency"),
        Field("Amount", "decimal", "amount"),
        Field("Remaining_Amount", "decimal", "remaining"),
    ),
    Part("InvoiceLines", "Posted_Purch_Inv_Line", _lines("Direct_Unit_Cost"), _posted_lines),
)

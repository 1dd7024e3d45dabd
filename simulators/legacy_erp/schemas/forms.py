"""What an operation is sent and what it answers with, as data: read by it, and described by the WSDL."""

from collections.abc import Mapping
from typing import NamedTuple

from simulators.legacy_erp.service.catalogue import WRITINGS
from simulators.legacy_erp.service.pages import ONCE, Field, Page, Part
from simulators.legacy_erp.service.views.goods_in import CREDIT_MEMO, PURCHASE_INVOICE, RECEIPT, SALES_RETURN
from simulators.legacy_erp.service.views.sales import INVOICE, SHIPMENT


class Form(NamedTuple):
    """One operation of a codeunit; `result` is the page whose record it answers with, else it says true."""

    name: str
    fields: tuple[Field, ...]
    needed: tuple[str, ...]
    part: Part | None = None
    result: Page | None = None


def _text(name: str) -> Field:
    return Field(name, "text", "")


def _no_rows(*_: object) -> tuple[()]:
    return ()


LINES = Part(
    "lines",
    "line",
    (Field("lineNo", "int", "", ONCE, at_least=0), Field("quantity", "decimal", "", ONCE, at_least=0)),
    _no_rows,
)
_ORDER_NO = _text("orderNo")
POST_SHIPMENT = Form(
    "PostShipment",
    (_ORDER_NO, _text("externalShipmentNo"), _text("locationCode")),
    ("orderNo", "externalShipmentNo"),
    LINES,
    SHIPMENT,
)
POST_INVOICE = Form("PostInvoice", (_ORDER_NO,), ("orderNo",), LINES, INVOICE)
CANCEL_ORDER = Form("CancelOrder", (_ORDER_NO,), ("orderNo",))

_RETURN_NO = _text("returnOrderNo")
POST_RETURN_RECEIPT = Form("PostReturnReceipt", (_RETURN_NO,), ("returnOrderNo",), LINES, SALES_RETURN)
POST_CREDIT_MEMO = Form("PostCreditMemo", (_RETURN_NO,), ("returnOrderNo",), result=CREDIT_MEMO)
POST_RECEIPT = Form(
    "PostReceipt", (_ORDER_NO, _text("vendorShipmentNo")), ("orderNo", "vendorShipmentNo"), LINES, RECEIPT
)
POST_VENDOR_INVOICE = Form(
    "PostVendorInvoice",
    (_ORDER_NO, _text("vendorInvoiceNo")),
    ("orderNo", "vendorInvoiceNo"),
    result=PURCHASE_INVOICE,
)
POST_ADJUSTMENT = Form(
    "PostAdjustment",
    (_text("itemNo"), _text("locationCode"), Field("quantity", "decimal", ""), _text("documentNo")),
    ("itemNo", "quantity", "documentNo"),
)

SALES_POST, PURCH_POST, ITEM_POST = "SalesPost", "PurchPost", "ItemPost"
CODEUNITS: Mapping[str, tuple[Form, ...]] = {
    SALES_POST: (POST_SHIPMENT, POST_INVOICE, CANCEL_ORDER, POST_RETURN_RECEIPT, POST_CREDIT_MEMO),
    PURCH_POST: (POST_RECEIPT, POST_VENDOR_INVOICE),
    ITEM_POST: (POST_ADJUSTMENT,),
}

READING = ("Read", "ReadMultiple", "ReadByRecId", "GetRecIdFromKey", "IsUpdated")
_WRITING = ("Create", "CreateMultiple", "Update", "UpdateMultiple", "Delete")


def page_operations(page: Page) -> tuple[str, ...]:
    """Name the operations of a page."""
    writing = WRITINGS.get(page.name)
    if writing is None:
        return READING
    lines = (f"Delete_{page.part.holder}",) if page.part and writing.drop_line else ()
    return READING + _WRITING + lines

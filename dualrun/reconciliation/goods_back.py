"""What came back from customers and what they were given for it, read over the wire."""

from collections.abc import Collection
from decimal import Decimal

from dualrun.reconciliation.extract import Document
from dualrun.reconciliation.native import known, line
from dualrun.reconciliation.pages import odata_rows, soap_rows
from facade.adapters.cloud_erp_reading import exact
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp_reading import Record
from facade.adapters.legacy_erp_wire import LegacyErpWire
from facade.canonical.value import figure
from facade.canonical.xref import CrossReference

Goods = tuple[tuple[str, str], ...]
CREDITED = "credited"


async def old_credits(
    erp: LegacyErpWire, xref: CrossReference, copies: Collection[str]
) -> tuple[Document, ...]:
    """Read the old book's credit memos; one over an invoice that is a copy is a copy itself."""
    found = []
    for row in await soap_rows(erp, "PostedSalesCreditMemo"):
        said = Record(row)
        names = said.get("External_Document_No") or said["No"], said["No"]
        party = known(xref, "customer", said["Sell_to_Customer_No"]), said["Currency_Code"]
        amounts = (said["Amount"], said["VAT_Amount"], said["Amount_Including_VAT"], said["Remaining_Amount"])
        rows = said.rows("CreditMemoLines")
        lines = tuple(
            line(xref, one["No"], figure(one["Quantity"]), one["Unit_of_Measure_Code"])
            for one in map(Record, () if rows is None else rows)
        )
        is_copy = said.get("Applies_to_Invoice_No") in copies
        found.append(_memo((*names, *party), [figure(one) for one in amounts], lines, is_copy=is_copy))
    return tuple(found)


async def old_goods_back(erp: LegacyErpWire, xref: CrossReference) -> Goods:
    """Read what the old book has taken back: goods come before their memo there."""
    found = list[tuple[str, str]]()
    for row in await soap_rows(erp, "SalesReturnOrder"):
        rows = Record(row).rows("ReturnLines")
        found += [
            line(xref, one["No"], came, one["Unit_of_Measure_Code"])
            for one in map(Record, () if rows is None else rows)
            if (came := figure(one["Quantity_Received"]))
        ]
    return tuple(found)


async def new_credits(
    erp: CloudErpWire, xref: CrossReference, copies: Collection[str]
) -> tuple[tuple[Document, ...], Goods]:
    """Read the new book's credit memos, and the goods that came back with those that post."""
    found, goods = [], list[tuple[str, str]]()
    for said in await odata_rows(erp, "salesCreditMemos", "salesCreditMemoLines"):
        if said["status"] == "Draft":
            continue
        names = said["externalDocumentNumber"] or said["number"], said["number"]
        party = known(xref, "customer", said["customerNumber"]), said["currencyCode"]
        totals = ("totalAmountExcludingTax", "totalTaxAmount", "totalAmountIncludingTax", "remainingAmount")
        lines = tuple(
            line(xref, one["lineObjectNumber"], exact(one["quantity"]), one["unitOfMeasureCode"])
            for one in said["salesCreditMemoLines"]
        )
        is_copy = said["invoiceNumber"] in copies
        amounts = [exact(said[name]) for name in totals]
        found.append(_memo((*names, *party), amounts, lines, is_copy=is_copy))
        goods += () if is_copy else lines
    return tuple(found), tuple(goods)


def _memo(
    names: tuple[str, str, str, str], amounts: list[Decimal], lines: Goods, *, is_copy: bool
) -> Document:
    net, tax, gross, remaining = amounts
    return Document(
        *names, posting=not is_copy, status=CREDITED, net=net, tax=tax, gross=gross, lines=lines,
        owed=-remaining,
    )  # fmt: skip

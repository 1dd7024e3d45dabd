"""What the new book really holds after a load, as rows under the old book's numbers."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from dualrun.cutover.numbers import Numbers
from dualrun.cutover.rows import NOTHING, Line, Row, plain
from dualrun.cutover.transform import (
    ADDRESS,
    CLEARING_ITEM,
    CLEARING_VENDOR,
    SHIP_TO,
    Content,
    Transformation,
)
from facade.adapters.cloud_erp_reading import LINE_STEP, exact

TWINS = {
    "orders": "backorders",
    "backorders": "orders",
    "purchase_orders": "goods_received",
    "goods_received": "purchase_orders",
}
"""Kinds that lie in one table of the new book: a record belongs to the one it came from."""


def read_back(kind: str, said: Content, rules: Transformation) -> Iterator[Row]:
    """Give the row that a record of the new book is, when it is one of this kind."""
    numbers, number = rules.numbers, str(said["number"])
    if number in (CLEARING_ITEM, CLEARING_VENDOR) or said.get("vendorNumber") == CLEARING_VENDOR:
        return
    if kind in TWINS:
        yield from _order(kind, said, rules) if _is_of(kind, number, numbers) and _is_open(said) else ()
    elif kind in ("vendors", "customers"):
        yield _account(kind, said, numbers)
    elif kind == "items":
        facts = {"name": said["displayName"], "pack_size": str(said["quantityPerPack"]), "gtin": said["gtin"]}
        yield Row(
            kind, _known(numbers, "items", number), amount=exact(said["unitPrice"]), facts=_pairs(facts)
        )
    elif kind == "stock":
        if units := exact(said["inventory"]):
            yield Row(kind, _known(numbers, "items", number), amount=units)
    elif kind == "prices":
        customer = _known(numbers, "customers", said["assignToNumber"])
        item = _known(numbers, "items", said["assetNumber"])
        yield Row(kind, f"{customer}/{item}", customer, said["currencyCode"], exact(said["unitPrice"]))
    elif kind == "payables":
        yield from _bill(said, numbers)
    elif remaining := exact(said["remainingAmount"]):
        facts = {
            "date": said["invoiceDate"],
            "net": plain(exact(said["totalAmountExcludingTax"])),
            "gross": plain(exact(said["totalAmountIncludingTax"])),
        }
        yield _document(kind, said, numbers, remaining, facts, ())


def _bill(said: Content, numbers: Numbers) -> Iterator[Row]:
    """Give a vendor's invoice that is posted and not paid; what is paid is paid in full."""
    if said["status"] == "Open":
        names = {"reference": "vendorInvoiceNumber", "date": "invoiceDate", "due": "dueDate"}
        facts = {name: said[field] for name, field in names.items()}
        yield _document("payables", said, numbers, exact(said["totalAmountIncludingTax"]), facts, ())


def _is_of(kind: str, number: str, numbers: Numbers) -> bool:
    """Say whether a record came of this kind; what came of none counts with the plainer one."""
    if numbers.old(kind, number):
        return True
    return kind in ("orders", "purchase_orders") and not numbers.old(TWINS[kind], number)


def _is_open(said: Content) -> bool:
    return said["status"] not in ("Canceled", "Closed")


def _order(kind: str, said: Content, rules: Transformation) -> Iterator[Row]:
    is_sale = kind in ("orders", "backorders")
    price, moved = ("unitPrice", "shippedQuantity") if is_sale else ("directUnitCost", "receivedQuantity")
    rows = said["salesOrderLines" if is_sale else "purchaseOrderLines"]
    if kind == "goods_received":
        owed = sum((_cents(exact(row[moved]) * exact(row[price])) for row in rows), NOTHING)
        yield _document(kind, said, rules.numbers, owed, {"date": said["orderDate"]}, ())
        return
    lines = tuple(
        Line(
            row["sequence"] // LINE_STEP,
            _known(rules.numbers, "items", row["lineObjectNumber"]),
            exact(row["quantity"]) - exact(row[moved]),
            rules.new.business("unit", row["unitOfMeasureCode"]),
            exact(row[price]),
        )
        for row in rows
        if exact(row["quantity"]) > exact(row[moved])
    )
    facts = {"date": said["orderDate"]}
    if is_sale:
        to = {name: said[field] for name, field in SHIP_TO.items()}
        facts = {"reference": said["externalDocumentNumber"], **facts, **to}
    worth = sum((_cents(line.quantity * line.price) for line in lines), NOTHING)
    if lines:
        yield _document(kind, said, rules.numbers, worth, facts, lines)


def _account(kind: str, said: Content, numbers: Numbers) -> Row:
    number = _known(numbers, kind, said["number"])
    facts = {name: said[field] for name, field in ADDRESS.items()}
    if kind == "vendors":
        return Row(kind, number, currency=said["currencyCode"], facts=_pairs(facts))
    facts |= {
        "terms": said["paymentTermsCode"].partition(" ")[0],
        "tax_percent": plain(exact(said["taxRate"]) * 100) if said["taxLiable"] else "0",
        "blocked": "yes" if said["blocked"] != " " else "no",
    }
    return Row(kind, number, number, said["currencyCode"], exact(said["creditLimit"]), _pairs(facts))


def _document(
    kind: str,
    said: Content,
    numbers: Numbers,
    amount: Decimal,
    facts: dict[str, str],
    lines: tuple[Line, ...],
) -> Row:
    number = _known(numbers, kind, said["number"])
    party, code = ("customers", "customerNumber") if "customerNumber" in said else ("vendors", "vendorNumber")
    known = _known(numbers, party, said[code])
    return Row(kind, number, known, said["currencyCode"], amount, _pairs(facts), lines)


def _known(numbers: Numbers, kind: str, new: str) -> str:
    """Give the old number; what was made in the new book goes by its own."""
    return numbers.old(kind, new) or f"new {new}"


def _pairs(facts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(facts.items())


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)

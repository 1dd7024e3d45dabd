"""Lines as rows of their own: each with its document, found by a GUID made of the document's and the line."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from simulators.chassis.tables import Table
from simulators.cloud_erp.domain.line import Line
from simulators.cloud_erp.domain.order import Order
from simulators.cloud_erp.schemas.entity import (
    ALWAYS,
    ONCE,
    EntitySet,
    Navigation,
    Property,
    Writes,
    day,
    decimal,
    guid,
    number,
    option,
    text,
)
from simulators.cloud_erp.schemas.masters import referred
from simulators.cloud_erp.store import Store

NEVER = Writes.NEVER
Documents = Callable[[Store], Table[str, Any]]


class LineRow(NamedTuple):
    """A line, with the document it is on."""

    id: str
    document_id: str
    document: Any
    line: Line


def line_id(document_id: str, sequence: int) -> str:
    """Make a line's GUID: its document's, with the sequence in the last eight digits."""
    return f"{document_id[:-8]}{sequence:08x}"


def document_id(key: str) -> str:
    """Give the id of the document that a line's GUID belongs to."""
    return f"{key[:-8]}00000000"


def lines_of(key: str, document: Any) -> list[LineRow]:
    """Give the lines of a bill as rows."""
    return [LineRow(line_id(key, line.sequence), key, document, line) for line in document.lines]


def order_lines_of(key: str, order: Order) -> list[LineRow]:
    """Give the lines of an order as rows, as they stand now."""
    return [LineRow(line_id(key, line.sequence), key, order, line) for line in order.lines_now()]


LinesOf = Callable[[str, Any], Sequence[Any]]


def line_set(
    name: str,
    properties: tuple[Property, ...],
    documents: Documents,
    rows_of: LinesOf = lines_of,
    version: str = "line.version",
    navigations: tuple[Navigation, ...] = (),
    *,
    can_write: bool = False,
) -> EntitySet:
    """Declare the lines of all documents of one kind as an entity set."""

    def rows(store: Store) -> Iterable[Any]:
        return (row for key, document in documents(store).items() for row in rows_of(key, document))

    def of_document(store: Store, key: str) -> Sequence[Any]:
        document = documents(store).get(key)
        return () if document is None else rows_of(key, document)

    return EntitySet(
        name=name,
        type_name=name[:-1],
        properties=properties,
        rows=rows,
        find=lambda store, key: next(
            (row for row in of_document(store, document_id(key)) if row.id == key), None
        ),
        version=version,
        indexes={"documentId": of_document},
        navigations=navigations,
        can_insert=can_write,
        can_change=can_write,
        can_delete=can_write,
    )


def line_properties(price: str, *, is_draft: bool) -> tuple[Property, ...]:
    """Declare what the lines of orders and bills have in common; `price` names the unit price."""
    once, always = (ONCE, ALWAYS) if is_draft else (NEVER, NEVER)
    return (
        guid("id", "id"),
        guid("documentId", "document_id", once),
        number("sequence", "line.sequence", once),
        guid("itemId", "line.item_id", once),
        option("lineType", "line.type", ("Item",), 15, once),
        text("lineObjectNumber", "line.item_number", 20, once),
        text("description", "line.description", 100),
        text("unitOfMeasureCode", "line.unit", 10, once),
        decimal("quantity", "line.quantity", always, is_required=is_draft),
        decimal(price, "line.unit_price", always),
        decimal("discountPercent", "line.discount_percent", always),
        decimal("discountAmount", "line.discount"),
        decimal("netAmount", "line.net"),
        decimal("taxPercent", "line.tax_percent"),
        decimal("netTaxAmount", "line.tax"),
        decimal("netAmountIncludingTax", "line.gross"),
        guid("locationId", "line.location_id", once),
    )


ITEM = referred("item", "items", lambda store: store.items, "line.item_id")
LOCATION = referred("location", "locations", lambda store: store.locations, "line.location_id")


def of_its_document(name: str, target: str) -> Navigation:
    """Declare the way from a line to its document."""
    return Navigation(name, target, False, lambda _, row: (row.document,))


def moved_day(name: str) -> Property:
    """Declare the day a line is to be shipped or received."""
    return day(name, "line.day", ONCE)

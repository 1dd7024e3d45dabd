"""What has left of orders that are still open: so much of the stock moves before the order is done."""

from collections.abc import Iterable
from typing import Any

from dualrun.reconciliation.memory import LEFT
from dualrun.reconciliation.native import line
from facade.adapters.cloud_erp_reading import exact
from facade.adapters.legacy_erp_reading import Record
from facade.canonical.order import BookedOrder
from facade.canonical.value import figure
from facade.canonical.xref import CrossReference

Goods = tuple[tuple[str, str], ...]


def old_left_early(rows: Iterable[tuple[BookedOrder, Any]], xref: CrossReference) -> Goods:
    """Give it below nothing, from the old book's orders."""
    found = list[tuple[str, str]]()
    for order, row in rows:
        lines = Record(row).rows("SalesLines") if _is_under_way(order) else None
        for one in map(Record, () if lines is None else lines):
            if gone := figure(one.get("Quantity_Shipped") or "0"):
                found.append(line(xref, one["No"], -gone, one["Unit_of_Measure_Code"]))
    return tuple(found)


def new_left_early(rows: Iterable[tuple[BookedOrder, Any]], xref: CrossReference) -> Goods:
    """Give it below nothing, from the new book's orders."""
    return tuple(
        line(xref, one["lineObjectNumber"], -gone, one["unitOfMeasureCode"])
        for order, row in rows
        if _is_under_way(order)
        for one in row["salesOrderLines"]
        if (gone := exact(one["shippedQuantity"]))
    )


def _is_under_way(order: BookedOrder) -> bool:
    return order.posting and order.status not in LEFT

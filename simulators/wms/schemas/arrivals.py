"""What comes in: what is asked."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from simulators.wms.domain.arrivals import Arrival, Disposition, InboundRow
from simulators.wms.schemas.base import ROWS_MAX, Count, Day, Document, Id, Key, RowNumber, Text
from simulators.wms.schemas.orders import OrderRow, must_differ


class ReceiptRow(Document):
    """Goods that nobody announced."""

    article_number: Text
    number_of_items: Count


class ReceiptRequest(Document):
    """What has arrived, under the goods owner's reference."""

    goods_owner_reference: Key
    articles: Annotated[list[ReceiptRow], Field(min_length=1, max_length=ROWS_MAX)]

    def quantities(self) -> dict[str, int]:
        """Give EA by article."""
        total: dict[str, int] = {}
        for row in self.articles:
            total[row.article_number] = total.get(row.article_number, 0) + row.number_of_items
        return total


class InboundRequest(Document):
    """A delivery that will come."""

    inbound_order_number: Key
    arrival_date: Day | None = None
    inbound_order_lines: Annotated[list[OrderRow], Field(min_length=1, max_length=ROWS_MAX)]

    def day(self) -> str:
        """Give the day of arrival; empty when nobody knows."""
        return self.arrival_date or ""

    def rows(self) -> tuple[InboundRow, ...]:
        """Give the rows, of which nothing has arrived."""
        must_differ("inboundOrderLines", [row.row_number for row in self.inbound_order_lines])
        return tuple(
            [
                InboundRow(row.row_number, row.article_number, row.number_of_items)
                for row in self.inbound_order_lines
            ]
        )


class ArrivalRow(Document):
    """Some of a row, as it stands on the dock."""

    row_number: RowNumber
    number_of_items: Count
    batch_number: Key | None = None
    expiry_date: Day | None = None
    location_code: Key | None = None
    condition: Literal["Available", "Held", "Damaged"] = "Available"

    def arrival(self) -> Arrival:
        """Give it as the dock knows it; a date without a batch says nothing."""
        return Arrival(
            self.row_number,
            self.number_of_items,
            self.batch_number or "",
            date.fromisoformat(self.expiry_date) if self.expiry_date else None,
            self.location_code or "",
            self.condition,
        )


class ArrivalRequest(Document):
    """What stands on the dock of a delivery; a row may come in several batches."""

    lines: Annotated[list[ArrivalRow], Field(min_length=1, max_length=ROWS_MAX)]


class ReturnRow(Document):
    """Some of an order's row that will come back."""

    row_number: RowNumber
    number_of_items: Count
    return_cause: Key


class ReturnRequest(Document):
    """What will come back of an order."""

    order_id: Id
    goods_owner_return_number: Key | None = None
    return_order_lines: Annotated[list[ReturnRow], Field(min_length=1, max_length=ROWS_MAX)]

    def rows(self) -> list[tuple[int, int, str]]:
        """Give row number, EA and cause."""
        must_differ("returnOrderLines", [row.row_number for row in self.return_order_lines])
        return [(row.row_number, row.number_of_items, row.return_cause) for row in self.return_order_lines]


class ReturnedRow(Document):
    """Some of a return's row that is back, and what becomes of it."""

    row_number: RowNumber
    number_of_items: Count
    disposition: Literal["Restock", "Inspect", "Damaged", "Scrap"]


class ReturnedRequest(Document):
    """What is back of a return."""

    lines: Annotated[list[ReturnedRow], Field(min_length=1, max_length=ROWS_MAX)]

    def arrivals(self) -> list[tuple[int, int, Disposition]]:
        """Give row number, EA and what becomes of them."""
        return [(row.row_number, row.number_of_items, Disposition(row.disposition)) for row in self.lines]

"""Orders and the work on them: what is asked."""

from collections.abc import Sequence
from sys import intern
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from simulators.chassis.stock_room import Line
from simulators.wms.domain.order import USUAL_TERMS, Consignee, OrderDraft, Terms
from simulators.wms.errors import RowTwiceError
from simulators.wms.schemas.base import ROWS_MAX, Count, Day, Document, Id, Key, RowNumber, Text

Priority = Annotated[int, Field(ge=1, le=9)]


class ConsigneeRequest(Document):
    """Where the goods go."""

    name: Text
    address1: Text
    city: Text
    post_code: Text
    country_code: Text


class OrderRow(Document):
    """One row: which article, and how many EA."""

    row_number: RowNumber
    article_number: Text
    number_of_items: Count


class TermsRequest(Document):
    """How an order wants to be treated; what is not named stays as it is."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    priority: Priority | None = None
    delivery_date: Day | None = None
    shortage_handling: Literal["Reject", "Backorder"] | None = None
    short_pick_handling: Literal["ShipPartial", "Backorder"] | None = None

    def terms(self, before: Terms) -> Terms:
        """Give the terms that follow those before."""
        if self.model_fields_set.isdisjoint(TermsRequest.model_fields):
            return before
        return Terms(
            self.priority or before.priority,
            self.delivery_date or before.delivery_date,
            self.shortage_handling or before.on_shortage,
            self.short_pick_handling or before.on_short_pick,
        )


class OrderRequest(TermsRequest):
    """A whole order; without a reference of its own it goes by the goods owner's number."""

    goods_owner_order_number: Key
    consignee_order_number: Key | None = None
    consignee: ConsigneeRequest
    order_lines: Annotated[list[OrderRow], Field(min_length=1, max_length=ROWS_MAX)]

    def draft(self) -> OrderDraft:
        """Give the order as the floor knows it; texts that many orders share are kept once."""
        to = self.consignee
        number = intern(self.goods_owner_order_number)
        return OrderDraft(
            number,
            intern(self.consignee_order_number or number),
            Consignee(to.name, to.address1, to.city, to.post_code, to.country_code),
            self._rows(),
            self.terms(USUAL_TERMS),
        )

    def _rows(self) -> tuple[Line, ...]:
        rows = [(row.row_number, intern(row.article_number), row.number_of_items) for row in self.order_lines]
        must_differ("orderLines", [row for row, _, _ in rows])
        return tuple(rows)


class PickedRow(Document):
    """What a handheld took for one row; short means that there is no more."""

    row_number: RowNumber
    number_of_items: Annotated[int, Field(ge=0, le=1_000_000)]
    is_short: bool = False


class PickRequest(Document):
    """What a handheld reports."""

    picks: Annotated[list[PickedRow], Field(min_length=1, max_length=ROWS_MAX)]

    def grips(self) -> list[tuple[int, int]]:
        """Give row number and EA of every row of which something was taken."""
        return [(pick.row_number, pick.number_of_items) for pick in self.picks if pick.number_of_items]

    def short_rows(self) -> tuple[int, ...]:
        """Give the rows of which there is no more."""
        return tuple([pick.row_number for pick in self.picks if pick.is_short])


class PackedRow(Document):
    """How much of a row lies in a carton."""

    row_number: RowNumber
    number_of_items: Count


class CartonRequest(Document):
    """What lies in one carton."""

    lines: Annotated[list[PackedRow], Field(min_length=1, max_length=ROWS_MAX)]

    def packed(self) -> tuple[tuple[int, int], ...]:
        """Give row number and EA."""
        must_differ("lines", [line.row_number for line in self.lines])
        return tuple([(line.row_number, line.number_of_items) for line in self.lines])


class ShipRequest(Document):
    """Under which number of the carrier the cartons leave."""

    waybill: Key


class WaveRequest(Document):
    """Which orders are picked together, and by whom."""

    order_ids: Annotated[list[Id], Field(min_length=1, max_length=ROWS_MAX)]
    worked_by: Literal["Floor", "Handheld"] = "Floor"


def must_differ(where: str, numbers: Sequence[int]) -> None:
    """Refuse rows that are named twice.

    Raises:
        RowTwiceError: the message names the second one.
    """
    if len(dict.fromkeys(numbers)) == len(numbers):
        return
    index = next(index for index, number in enumerate(numbers) if number in numbers[:index])
    raise RowTwiceError(f"{where}[{index}].rowNumber: {numbers[index]} stands twice")

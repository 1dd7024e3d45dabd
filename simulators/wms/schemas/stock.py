"""The register, the shelves and those who want to hear of them: what is asked."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, WithJsonSchema

from simulators.chassis.reading import ADDRESS
from simulators.wms.domain.goods import Condition
from simulators.wms.errors import InvalidRequestError
from simulators.wms.schemas.base import ROWS_MAX, Count, Document, Id, Key, Text

Change = Annotated[
    int,
    Field(ge=-1_000_000, le=1_000_000),
    WithJsonSchema({"type": "integer", "minimum": -1_000_000, "maximum": 1_000_000, "not": {"const": 0}}),
]
Topic = Literal["order", "stock", "inboundOrder", "returnOrder", "cycleCount", "receipt"]
Address = Annotated[str, StringConstraints(max_length=500, pattern=ADDRESS)]


class ArticleRequest(Document):
    """What the register says of an article."""

    article_name: Text
    bar_code: Key


class AdjustmentRequest(Document):
    """By how much the book is wrong, and why."""

    stock_item_id: Id
    change: Change
    reason_code: Literal["Damaged", "Found", "Lost", "Expired", "Correction"]

    def must_change_something(self) -> None:
        """Refuse a change of nothing."""
        if self.change == 0:
            raise InvalidRequestError("change: must not be 0")


class MoveRequest(Document):
    """Where goods go, or in which condition they are now."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"type": "string"}}}
                for name in ("locationCode", "condition")
            ]
        }
    )

    number_of_items: Count
    location_code: Key | None = None
    condition: Literal["Available", "Held", "Damaged"] | None = None

    def new_condition(self) -> Condition | None:
        """Give the condition, if it is another."""
        return None if self.condition is None else Condition(self.condition)


class HoldRequest(Document):
    """Why a batch may not be picked."""

    reason: Key


class CountRequest(Document):
    """What is to be counted, and why."""

    stock_item_ids: Annotated[list[Id], Field(min_length=1, max_length=ROWS_MAX)]
    reason: Key


class CountedRow(Document):
    """What was there."""

    stock_item_id: Id
    counted_number_of_items: Annotated[int, Field(ge=0, le=1_000_000)]


class CountedRequest(Document):
    """What the stock takers found; of a stock item that is named twice the last count holds."""

    lines: Annotated[list[CountedRow], Field(min_length=1, max_length=ROWS_MAX)]

    def counted(self) -> dict[int, int]:
        """Give EA by stock item."""
        return {line.stock_item_id: line.counted_number_of_items for line in self.lines}


class SubscriptionRequest(Document):
    """Who wants to hear of what."""

    url: Address
    order_statuses: Annotated[list[Annotated[int, Field(ge=0, le=999)]], Field(max_length=20)] = Field([])
    topics: Annotated[list[Topic], Field(min_length=1, max_length=10)] = Field(["order"])

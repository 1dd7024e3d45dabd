"""What the answers look like, for those who read the API's document."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

Naive = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$")]
"""An instant in UTC that does not say so."""

Sscc = Annotated[str, StringConstraints(pattern=r"^\d{18}$")]


class Described(BaseModel):
    """The base of everything that is answered."""

    model_config = ConfigDict(alias_generator=to_camel, defer_build=True)


class Refusal(Described):
    """A refusal: the code is for programs, the message for people."""

    error_code: str
    message: str
    details: list[dict[str, Any]]


class Status(Described):
    """A rung of a ladder."""

    number: int
    text: str


class OrderStatusAnswer(Described):
    """Where an order stands."""

    order_id: int
    goods_owner_order_number: str
    order_status: Status


class OrderLineAnswer(Described):
    """One row of an order."""

    row_number: int
    article_number: str
    number_of_items: int
    allocated_number_of_items: int
    picked_number_of_items: int


class ConsigneeAnswer(Described):
    """Where the goods go."""

    name: str
    address1: str
    city: str
    post_code: str
    country_code: str


class TrackingAnswer(Described):
    """How to follow the goods."""

    tracking_url: str
    waybill: str
    is_return: bool


class OrderAnswer(OrderStatusAnswer):
    """A whole order."""

    consignee_order_number: str
    created_date: Naive
    changed_date: Naive
    wave_id: int | None
    delivery_note_number: str
    priority: int
    delivery_date: date | None
    shortage_handling: Literal["Reject", "Backorder"]
    short_pick_handling: Literal["ShipPartial", "Backorder"]
    backorder_of_order_id: int | None
    backorder_id: int | None
    tracking: list[TrackingAnswer]
    consignee: ConsigneeAnswer
    order_lines: list[OrderLineAnswer]


class PickRowAnswer(Described):
    """One row of a pick list: how much is to be picked, how much is, and where to go next."""

    row_number: int
    article_number: str
    number_of_items: int
    picked_number_of_items: int
    location_code: str | None
    batch_number: str | None


class PickListAnswer(Described):
    """What the pickers of one order carry with them."""

    order_id: int
    wave_id: int | None
    rows: list[PickRowAnswer]


class WaveAnswer(Described):
    """Orders that are picked together."""

    wave_id: int
    status: Literal["Created", "Released", "Completed"]
    worked_by: Literal["Floor", "Handheld"]
    created_date: Naive
    released_date: Naive | None
    order_ids: list[int]


class PackedLine(Described):
    """Some of a row."""

    row_number: int
    number_of_items: int


class ParcelAnswer(Described):
    """One carton."""

    parcel_number: Sscc
    order_id: int
    waybill: str | None
    lines: list[PackedLine]


class ShippedLine(PackedLine):
    """What has left of a row."""

    article_number: str


class ShipmentAnswer(Described):
    """What has left of an order."""

    shipment_id: int
    order_id: int
    goods_owner_order_number: str
    delivery_note_number: str
    shipped_date: Naive
    tracking: list[TrackingAnswer]
    parcels: list[ParcelAnswer]
    lines: list[ShippedLine]


class StockAnswer(Described):
    """One article's stock in EA."""

    article_number: str
    number_of_items: int
    allocated_number_of_items: int
    held_number_of_items: int
    available_number_of_items: int


class StockItemAnswer(Described):
    """What lies in one place."""

    stock_item_id: int
    article_number: str
    location_code: str
    batch_number: str | None
    condition: Literal["Available", "Held", "Damaged"]
    number_of_items: int


class MovementAnswer(Described):
    """One line of the journal."""

    movement_id: int
    date: Naive
    kind: Literal["Opening", "Receipt", "Issue", "Adjustment", "Move"]
    reference: str
    change: int
    stock_item_id: int
    article_number: str
    location_code: str
    batch_number: str | None


class AdjustmentAnswer(StockItemAnswer):
    """What lies in the place now, and the movement that says why."""

    movement_id: int


class ArticleAnswer(Described):
    """One article of the register."""

    article_number: str
    article_name: str
    bar_code: str
    article_unit_code: Literal["EA"]
    home_location_code: str


class BatchAnswer(Described):
    """One batch."""

    article_number: str
    batch_number: str
    expiry_date: date | None
    is_held: bool
    hold_reason: str | None


class ReceiptAnswer(Described):
    """Something was taken in."""

    receipt_id: int
    goods_owner_reference: str


class WholeReceiptAnswer(ReceiptAnswer):
    """What was taken in, and where it went."""

    inbound_order_id: int | None
    movements: list[MovementAnswer]


class InboundLineAnswer(Described):
    """One row of a delivery."""

    row_number: int
    article_number: str
    announced_number_of_items: int
    received_number_of_items: int


class InboundAnswer(Described):
    """An announced delivery."""

    inbound_order_id: int
    inbound_order_number: str
    inbound_order_status: Status
    inbound_order_lines: list[InboundLineAnswer]
    arrival_date: date | None
    created_date: Naive
    changed_date: Naive


class DisposedAnswer(Described):
    """What became of some of it."""

    disposition: Literal["Restock", "Inspect", "Damaged", "Scrap"]
    number_of_items: int


class ReturnLineAnswer(Described):
    """One row of a return."""

    row_number: int
    article_number: str
    announced_number_of_items: int
    return_cause: str
    received: list[DisposedAnswer]


class ReturnAnswer(Described):
    """An announced return."""

    return_order_id: int
    order_id: int
    return_order_status: Status
    return_order_lines: list[ReturnLineAnswer]
    created_date: Naive
    changed_date: Naive


class CountLineAnswer(Described):
    """One stock item of a count."""

    stock_item_id: int
    expected_number_of_items: int
    counted_number_of_items: int | None


class CountAnswer(Described):
    """A cycle count."""

    cycle_count_id: int
    status: Literal["Planned", "Counted", "Approved", "Cancelled"]
    reason: str
    lines: list[CountLineAnswer]
    created_date: Naive
    changed_date: Naive


class SubscriptionAnswer(Described):
    """One subscription to webhooks."""

    subscription_id: int
    url: str
    order_statuses: list[int]
    topics: list[Literal["order", "stock", "inboundOrder", "returnOrder", "cycleCount"]]


class WavePage(Described):
    """A page."""

    waves: list[WaveAnswer]
    next_wave_id: int | None


class ShipmentPage(Described):
    """A page."""

    shipments: list[ShipmentAnswer]
    next_shipment_id: int | None


class StockPage(Described):
    """A page."""

    stock: list[StockAnswer]
    next_article_number: str | None


class ArticlePage(Described):
    """A page."""

    articles: list[ArticleAnswer]
    next_article_number: str | None


class StockItemPage(Described):
    """A page."""

    stock_items: list[StockItemAnswer]
    next_stock_item_id: int | None


class MovementPage(Described):
    """A page."""

    stock_movements: list[MovementAnswer]
    next_movement_id: int | None


class CountPage(Described):
    """A page."""

    cycle_counts: list[CountAnswer]
    next_cycle_count_id: int | None


class InboundPage(Described):
    """A page."""

    inbound_orders: list[InboundAnswer]
    next_inbound_order_id: int | None


class ReturnPage(Described):
    """A page."""

    return_orders: list[ReturnAnswer]
    next_return_order_id: int | None


class BatchList(Described):
    """All of them."""

    batches: list[BatchAnswer]


class SubscriptionList(Described):
    """All of them."""

    subscriptions: list[SubscriptionAnswer]

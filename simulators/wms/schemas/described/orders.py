"""Answers about orders and the work on them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from simulators.wms.schemas.described.base import Described, Naive, Status

Sscc = Annotated[str, StringConstraints(pattern=r"^\d{18}$")]


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


class WavePage(Described):
    """A page."""

    waves: list[WaveAnswer]
    next_wave_id: int | None


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


class ShipmentPage(Described):
    """A page."""

    shipments: list[ShipmentAnswer]
    next_shipment_id: int | None

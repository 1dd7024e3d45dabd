"""What the answers look like, for those who read the API's document."""

from typing import Annotated, Any

from pydantic import Field

from simulators.chassis.documents import Described


class Refusal(Described):
    """A refusal: the code is for programs, the message for people."""

    status_code: Annotated[int, Field(alias="statusCode")]
    code: str
    message: str
    errors: list[dict[str, Any]]


class ShipmentProductAnswer(Described):
    """One line of a shipment."""

    external_line_id: int
    inventory_id: int
    quantity: int


class StatusDetailAnswer(Described):
    """Why nobody works on a shipment."""

    id: int
    name: str
    description: str


class ShipmentAnswer(Described):
    """A shipment."""

    id: int
    order_id: int
    reference_id: str
    order_number: str
    status: str
    status_details: list[StatusDetailAnswer]
    created_date: str
    last_update_at: str
    tracking: dict[str, str] | None
    products: list[ShipmentProductAnswer]


class OrderedProduct(Described):
    """What was ordered on one line, as the client numbers it."""

    id: int
    external_line_id: int
    quantity: int


class OrderAnswer(Described):
    """A whole order."""

    id: int
    reference_id: str
    order_number: str
    status: str
    created_date: str
    type: str
    channel: dict[str, Any]
    recipient: dict[str, Any]
    products: list[OrderedProduct]
    tags: list[dict[str, Any]]
    shipments: list[ShipmentAnswer]


class CanceledAnswer(Described):
    """What became of the wish to cancel an order."""

    order_id: int
    status: str
    order: OrderAnswer
    canceled_shipment_results: list[dict[str, Any]]


class LogAnswer(Described):
    """One entry of a shipment's log."""

    log_type_id: int
    log_type_name: str
    log_type_text: str
    timestamp: str


class LineItemAnswer(Described):
    """One item in a shipment."""

    inventory_id: int
    name: str
    quantity: int
    committed_quantity: int
    is_lot: bool


class DoneAnswer(Described):
    """That it was done."""

    id: int
    is_success: bool
    error: dict[str, str] | None


class LevelAnswer(Described):
    """One item's inventory level."""

    inventory_id: int
    name: str
    sku: str
    total_on_hand_quantity: int
    total_committed_quantity: int
    total_fulfillable_quantity: int
    total_sellable_quantity: int
    total_awaiting_quantity: int
    total_exception_quantity: int
    total_backordered_quantity: int
    total_internal_transfer_quantity: int


class LocationsAnswer(Described):
    """One item's inventory level, location by location."""

    inventory_id: int
    name: str
    sku: str
    locations: list[dict[str, Any]]


class InventoryAnswer(Described):
    """One item."""

    inventory_id: int
    name: str
    sku: str
    barcode: str


class ProductAnswer(Described):
    """One product."""

    id: int
    name: str
    type: str
    variants: list[dict[str, Any]]


class LocationAnswer(Described):
    """One of the provider's buildings."""

    id: int
    name: str


class ReceivingAnswer(Described):
    """A receiving."""

    id: int
    purchase_order_number: str | None
    status: str
    package_type: str
    box_packaging_type: str
    expected_arrival_date: str
    insert_date: str
    last_updated_date: str
    fulfillment_center: LocationAnswer
    status_history: list[dict[str, Any]]
    inventory_quantities: list[dict[str, Any]]


class BoxAnswer(Described):
    """One box of a receiving."""

    box_id: int
    box_number: int
    box_status: str
    tracking_number: str
    received_date: str | None
    box_items: list[dict[str, int]]


class ReturnAnswer(Described):
    """A return."""

    id: int
    reference_id: str
    original_shipment_id: int | None
    tracking_number: str | None
    status: str
    return_type: str
    insert_date: str
    fulfillment_center: LocationAnswer
    status_history: list[dict[str, str]]
    inventory: list[dict[str, Any]]


class WebhookAnswer(Described):
    """A subscription."""

    id: str
    url: str
    topics: list[str]
    description: str
    created_at: str


class PageAnswer(Described):
    """The frame of a page."""

    first: str
    next: str | None
    prev: str | None
    last: str | None


class LevelPage(PageAnswer):
    """A page of levels."""

    items: list[LevelAnswer]


class LocationsPage(PageAnswer):
    """A page of levels by location."""

    items: list[LocationsAnswer]


class InventoryPage(PageAnswer):
    """A page of inventory."""

    items: list[InventoryAnswer]


class ProductPage(PageAnswer):
    """A page of products."""

    items: list[ProductAnswer]


class ReturnPage(PageAnswer):
    """A page of returns."""

    items: list[ReturnAnswer]


class WebhookPage(PageAnswer):
    """A page of subscriptions."""

    items: list[WebhookAnswer]


class ChannelPage(PageAnswer):
    """A page of channels."""

    items: list[dict[str, Any]]

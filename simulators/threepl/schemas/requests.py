"""What is asked, read strictly; what the product has and we do not simulate is taken and ignored."""

from sys import intern
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from simulators.chassis.documents import ONE_LINE, Count, Document, Id, Key, Text
from simulators.chassis.queries import an_instant
from simulators.chassis.reading import ADDRESS
from simulators.chassis.stock_room import Line
from simulators.threepl.domain.goods import ReturnAction, ReturnLine
from simulators.threepl.domain.orders import OrderDraft, Recipient
from simulators.threepl.errors import DuplicateError
from simulators.threepl.events import KNOWN_TOPICS
from simulators.threepl.service.receiving import Announced
from simulators.threepl.service.returning import Asked

PRODUCTS_MAX = 500
SECRET = r"^whsec_[A-Za-z0-9+/]{32}$"


def _an_instant(text: str) -> str:
    an_instant(text)
    return text


Instant = Annotated[
    str, AfterValidator(_an_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]


class AddressRequest(Document):
    """Where the goods go."""

    address1: Text
    city: Text
    zip_code: Text
    country: Text


class RecipientRequest(Document):
    """Who gets the goods."""

    name: Text
    address: AddressRequest


class ProductRequest(Document):
    """One line: which item, and how many EA."""

    external_line_id: Count
    inventory_id: Id
    quantity: Count


class OrderRequest(Document):
    """A whole order; without an order number it goes by its reference."""

    reference_id: Key
    order_number: Key | None = None
    fulfillment_hold: bool = False
    recipient: RecipientRequest
    products: Annotated[list[ProductRequest], Field(min_length=1, max_length=PRODUCTS_MAX)]

    def draft(self) -> OrderDraft:
        """Give the order as the floor knows it; texts that many orders share are kept once."""
        to, reference = self.recipient, intern(self.reference_id)
        address = to.address
        return OrderDraft(
            reference,
            intern(self.order_number or reference),
            Recipient(to.name, address.address1, address.city, address.zip_code, address.country),
            self._lines(),
            self.fulfillment_hold,
        )

    def _lines(self) -> tuple[Line, ...]:
        lines: dict[int, Line] = {}
        for index, product in enumerate(self.products):
            line = product.external_line_id
            if line in lines:
                raise DuplicateError(f"products[{index}].external_line_id: {line} stands twice")
            lines[line] = (line, intern(str(product.inventory_id)), product.quantity)
        return tuple(lines.values())


class ReaddressRequest(Document):
    """Where a shipment goes instead; what is not named stays as it is."""

    street_address1: Text
    city: Text
    recipient_name: Text | None = None
    zip_code: Text | None = None
    country_code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$", max_length=2)] | None = None

    def recipient(self, before: Recipient) -> Recipient:
        """Give the recipient that follows the one before."""
        return Recipient(
            self.recipient_name or before.name,
            self.street_address1,
            self.city,
            self.zip_code or before.zip_code,
            self.country_code or before.country,
        )


class ItemRequest(Document):
    """How many EA of one item."""

    inventory_id: Id
    quantity: Count


class ItemsRequest(Document):
    """All that is to be in a shipment."""

    items: Annotated[list[ItemRequest], Field(min_length=1, max_length=PRODUCTS_MAX)]

    def quantities(self) -> dict[str, int]:
        """Give EA by inventory id."""
        return _summed(self.items)


class CenterRequest(Document):
    """Which of the provider's buildings."""

    id: Id


class BoxRequest(Document):
    """One box, and what is in it."""

    tracking_number: Text
    box_items: Annotated[list[ItemRequest], Field(min_length=1, max_length=PRODUCTS_MAX)]


class FreightRequest(Document):
    """With whom a receiving travels."""

    carrier: Text | None = None
    bill_of_lading: Key | None = None
    container_number: Key | None = None


class ReceivingRequest(Document):
    """Boxes that will come."""

    fulfillment_center: CenterRequest
    package_type: Literal["Package", "Pallet", "FloorLoadedContainer"]
    box_packaging_type: Literal["EverythingInOneBox", "OneSkuPerBox", "MultipleSkuPerBox"]
    expected_arrival_date: Instant
    purchase_order_number: Key | None = None
    boxes: Annotated[list[BoxRequest], Field(min_length=1, max_length=100)]
    freight: FreightRequest | None = None

    def announced(self) -> Announced:
        """Give the receiving as the dock knows it."""
        freight = self.freight.model_dump(exclude_none=True) if self.freight else {}
        return Announced(
            self.purchase_order_number or "",
            self.package_type,
            self.box_packaging_type,
            an_instant(self.expected_arrival_date),
            tuple((box.tracking_number, tuple(_summed(box.box_items).items())) for box in self.boxes),
            tuple(freight.items()),
        )


class ReturnLineRequest(Document):
    """Some of one item that will come back, and what is to become of it."""

    id: Id
    quantity: Count
    requested_action: Literal["Default", "Restock", "Quarantine", "Dispose"]


class ReturnRequest(Document):
    """Goods that will come back."""

    reference_id: Key
    fulfillment_center: CenterRequest
    inventory: Annotated[list[ReturnLineRequest], Field(min_length=1, max_length=PRODUCTS_MAX)]
    original_shipment_id: Id | None = None
    tracking_number: Text | None = None

    def asked(self) -> Asked:
        """Give the return as the dock knows it."""
        lines = tuple(
            ReturnLine(str(line.id), line.quantity, ReturnAction(line.requested_action))
            for line in self.inventory
        )
        return Asked(self.reference_id, self.original_shipment_id, self.tracking_number or "", lines)


class WebhookRequest(Document):
    """Who wants to know of what; without a secret the provider makes one."""

    url: Annotated[str, StringConstraints(max_length=500, pattern=ADDRESS)]
    topics: Annotated[list[Literal[KNOWN_TOPICS]], Field(min_length=1, max_length=50)]  # type: ignore[valid-type]
    secret: Annotated[str, StringConstraints(pattern=SECRET)] | None = None
    description: Annotated[str, StringConstraints(max_length=200, pattern=ONE_LINE)] | None = None


def _summed(items: list[ItemRequest]) -> dict[str, int]:
    total: dict[str, int] = {}
    for item in items:
        key = str(item.inventory_id)
        total[key] = total.get(key, 0) + item.quantity
    return total

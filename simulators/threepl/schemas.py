"""What goes over the wire: requests read strictly, answers written in the product's own words."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from sys import intern

from simulators.chassis.reading import Document, Reader, found, parsed
from simulators.chassis.stock_room import Line, Quantities, Stock
from simulators.threepl.domain import ORDER_STATUS, InventoryItem, Order, OrderDraft, Recipient, Webhook
from simulators.threepl.errors import MalformedRequestError, ValidationFailedError
from simulators.threepl.events import TOPICS, shipment_document, zulu

PRODUCTS_MAX = 500
ID_MAX = 2**53
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32}")
KNOWN_TOPICS = tuple(TOPICS.values())


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """Who wants to know of what; without a secret the provider makes one."""

    url: str
    topics: tuple[str, ...]
    secret: str | None
    description: str


READ = Reader(ValidationFailedError)


def read_document(body: bytes) -> Document:
    """Parse a body that must be one JSON object."""
    return parsed(body, MalformedRequestError)


def read_order(document: Document) -> OrderDraft:
    """Read an order with its products; without an order number it goes by its reference."""
    reference = READ.key(document, "reference_id")
    number = reference
    if document.get("order_number") is not None:
        number = READ.key(document, "order_number")
    hold = READ.flag(document, "fulfillment_hold", default=False)
    return OrderDraft(
        intern(reference), intern(number), _read_recipient(document), _read_products(document), hold
    )


def _read_recipient(document: Document) -> Recipient:
    recipient = READ.inner(document, "recipient")
    address = READ.inner(recipient, "address", "recipient.")
    fields = ("address1", "city", "zip_code", "country")
    return Recipient(
        READ.text(recipient, "name", "recipient."),
        *[READ.text(address, field, "recipient.address.") for field in fields],
    )


def _read_products(document: Document) -> tuple[Line, ...]:
    products: dict[int, Line] = {}
    for entry, place in READ.lines(document, "products", PRODUCTS_MAX):
        line = READ.count(entry, "external_line_id", place)
        if line in products:
            raise ValidationFailedError(f"{place}external_line_id: {line} stands twice")
        inventory_id = intern(str(READ.count(entry, "inventory_id", place, most=ID_MAX)))
        products[line] = (line, inventory_id, READ.count(entry, "quantity", place))
    return tuple(products.values())


def read_receiving(document: Document) -> tuple[str, Quantities]:
    """Read what has arrived: the client's purchase order, and quantities by inventory id."""
    reference = READ.key(document, "purchase_order_number")
    quantities: dict[str, int] = {}
    for entry, place in READ.lines(document, "inventory_quantities", PRODUCTS_MAX):
        inventory_id = str(READ.count(entry, "inventory_id", place, most=ID_MAX))
        quantities[inventory_id] = quantities.get(inventory_id, 0) + READ.count(entry, "quantity", place)
    return reference, quantities


def read_webhook(document: Document) -> WebhookRequest:
    """Read a subscription."""
    url = READ.url(document, "url")
    topics = document.get("topics")
    if not isinstance(topics, list) or not topics or not all(topic in KNOWN_TOPICS for topic in topics):
        READ.refuse("topics", f"one or more of {', '.join(KNOWN_TOPICS)}", topics)
    secret = document.get("secret")
    if secret is not None and not (isinstance(secret, str) and SECRET.fullmatch(secret)):
        raise ValidationFailedError("secret: must be whsec_ and 32 characters of base64")
    description = document.get("description") or "-"
    if not isinstance(description, str) or len(description) > 200:
        READ.refuse("description", "text of up to 200 characters", description)
    return WebhookRequest(url, tuple(topics), secret, description)


def read_number(text: str | None, name: str, default: int, highest: int) -> int:
    """Read a number of a query."""
    return READ.number(text, name, default, highest)


def read_cursor(text: str | None) -> int:
    """Read where a page of inventory begins."""
    if text is None:
        return 0
    try:
        return int(urlsafe_b64decode(text.encode()).decode("ascii")[:18])
    except (Base64Error, ValueError):
        raise ValidationFailedError(f"Cursor: not one of ours, found {found(text)}") from None


def cursor(inventory_id: int) -> str:
    """Write where the next page of inventory begins; what it means is nobody's business."""
    return urlsafe_b64encode(str(inventory_id).encode()).decode()


def order_summary(order: Order) -> Document:
    """Write the short answer to a command."""
    return {
        "id": order.id,
        "reference_id": order.reference_id,
        "order_number": order.order_number,
        "status": ORDER_STATUS[order.status],
    }


def order_document(order: Order) -> Document:
    """Write the whole order with its shipment."""
    to = order.recipient
    return {
        **order_summary(order),
        "created_date": zulu(order.created_at),
        "type": "B2B",
        "recipient": {
            "name": to.name,
            "address": {
                "address1": to.address1,
                "city": to.city,
                "zip_code": to.zip_code,
                "country": to.country,
            },
        },
        "shipments": [shipment_document(order)],
    }


def inventory_document(item: InventoryItem, stock: Stock) -> Document:
    """Write one item's inventory level."""
    return {
        "inventory_id": int(item.id),
        "name": item.name,
        "barcode": item.barcode,
        "total_on_hand_quantity": stock.on_hand,
        "total_committed_quantity": stock.allocated,
        "total_fulfillable_quantity": stock.available,
    }


def webhook_document(webhook: Webhook) -> Document:
    """Write one subscription, without its secret."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "topics": list(webhook.topics),
        "description": webhook.description,
        "created_at": zulu(webhook.created_at),
        "enabled": True,
    }

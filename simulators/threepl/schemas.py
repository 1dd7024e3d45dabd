"""What goes over the wire: requests read strictly, answers written in the product's own words."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

import orjson

from simulators.threepl.domain import ORDER_STATUS, Inventory, Order, OrderDraft, Product, Recipient, Webhook
from simulators.threepl.errors import MalformedRequestError, ValidationFailedError
from simulators.threepl.events import TOPICS, shipment_document, zulu

PRODUCTS_MAX = 500
QUANTITY_MAX = 1_000_000
ID_MAX = 2**53
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{32}")
KNOWN_TOPICS = tuple(TOPICS.values())
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """Who wants to know of what; without a secret the provider makes one."""

    url: str
    topics: tuple[str, ...]
    secret: str | None
    description: str


def read_document(body: bytes) -> Document:
    """Parse a body that must be one JSON object; NaN and infinities are not JSON."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"body: not JSON: {error}") from None
    if not isinstance(document, dict):
        raise MalformedRequestError(f"body: must be an object, found {_found(document)}")
    return document


def read_order(document: Document) -> OrderDraft:
    """Read an order with its products; without an order number it goes by its reference."""
    reference = _read_key(document, "reference_id")
    number = reference
    if document.get("order_number") is not None:
        number = _read_key(document, "order_number")
    hold = document.get("fulfillment_hold", False)
    if not isinstance(hold, bool):
        raise ValidationFailedError(f"fulfillment_hold: must be true or false, found {_found(hold)}")
    return OrderDraft(
        intern(reference), intern(number), _read_recipient(document), _read_products(document), hold
    )


def _read_recipient(document: Document) -> Recipient:
    recipient = _read_object(document, "recipient", "recipient")
    address = _read_object(recipient, "address", "recipient.address")
    fields = ("address1", "city", "zip_code", "country")
    return Recipient(
        _read_text(recipient, "name", "recipient"),
        *[_read_text(address, field, "recipient.address") for field in fields],
    )


def _read_products(document: Document) -> tuple[Product, ...]:
    products: dict[int, Product] = {}
    for index, entry in enumerate(_read_list(document, "products")):
        line = _read_count(entry, "external_line_id", "products", index)
        if line in products:
            raise ValidationFailedError(f"products[{index}].external_line_id: {line} stands twice")
        inventory_id = intern(str(_read_count(entry, "inventory_id", "products", index, ID_MAX)))
        products[line] = (line, inventory_id, _read_count(entry, "quantity", "products", index))
    return tuple(products.values())


def read_receiving(document: Document) -> tuple[str, Mapping[str, int]]:
    """Read what has arrived: the client's purchase order, and quantities by inventory id."""
    reference = _read_key(document, "purchase_order_number")
    quantities: dict[str, int] = {}
    for index, entry in enumerate(_read_list(document, "inventory_quantities")):
        inventory_id = str(_read_count(entry, "inventory_id", "inventory_quantities", index, ID_MAX))
        quantity = _read_count(entry, "quantity", "inventory_quantities", index)
        quantities[inventory_id] = quantities.get(inventory_id, 0) + quantity
    return reference, quantities


def read_webhook(document: Document) -> WebhookRequest:
    """Read a subscription."""
    url = _read_text(document, "url", longest=500)
    if not url.startswith(("http://", "https://")) or not (url.isascii() and url.isprintable()) or " " in url:
        raise ValidationFailedError(f"url: must be an http or https address, found {_found(url)}")
    topics = document.get("topics")
    if not isinstance(topics, list) or not topics or not all(topic in KNOWN_TOPICS for topic in topics):
        raise ValidationFailedError(f"topics: must be one or more of {', '.join(KNOWN_TOPICS)}")
    secret = document.get("secret")
    if secret is not None and not (isinstance(secret, str) and SECRET.fullmatch(secret)):
        raise ValidationFailedError("secret: must be whsec_ and 32 characters of base64")
    description = document.get("description") or "-"
    if not isinstance(description, str) or len(description) > 200:
        raise ValidationFailedError("description: must be text of up to 200 characters")
    return WebhookRequest(url, tuple(topics), secret, description)


def read_number(text: str | None, name: str, default: int, highest: int) -> int:
    """Read a number of a query."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or not 1 <= int(text) <= highest:
        raise ValidationFailedError(f"{name}: must be 1 to {highest}, found {_found(text)}")
    return int(text)


def read_cursor(text: str | None) -> int:
    """Read where a page of inventory begins."""
    if text is None:
        return 0
    try:
        return int(urlsafe_b64decode(text.encode()).decode("ascii")[:18])
    except (Base64Error, ValueError):
        raise ValidationFailedError(f"Cursor: not one of ours, found {_found(text)}") from None


def cursor(inventory_id: int) -> str:
    """Write where the next page of inventory begins; what it means is nobody's business."""
    return urlsafe_b64encode(str(inventory_id).encode()).decode()


def _read_key(document: Document, field: str) -> str:
    text = _read_text(document, field, longest=50)
    if not (text.isascii() and text.isprintable()):
        raise ValidationFailedError(f"{field}: must be printable ASCII, found {_found(text)}")
    return text


def _read_object(document: Document, field: str, place: str) -> Document:
    value = document.get(field)
    if not isinstance(value, dict):
        raise ValidationFailedError(f"{place}: must be an object, found {_found(value)}")
    return value


def _read_list(document: Document, field: str) -> list[Document]:
    entries = document.get(field)
    if not isinstance(entries, list) or not 1 <= len(entries) <= PRODUCTS_MAX:
        found = _found(entries)
        raise ValidationFailedError(f"{field}: must be a list of 1 to {PRODUCTS_MAX} entries, found {found}")
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise ValidationFailedError(f"{field}[{index}]: must be an object, found {_found(entry)}")
    return entries


def _read_text(document: Document, field: str, inside: str = "", longest: int = 100) -> str:
    text = document.get(field)
    if not isinstance(text, str) or not 1 <= len(text) <= longest:
        place, found = f"{inside}.{field}" if inside else field, _found(text)
        raise ValidationFailedError(f"{place}: must be text of 1 to {longest} characters, found {found}")
    return text


def _read_count(entry: Document, field: str, inside: str, index: int, highest: int = QUANTITY_MAX) -> int:
    count = entry.get(field)
    if type(count) is not int or not 1 <= count <= highest:
        place, found = f"{inside}[{index}].{field}", _found(count)
        raise ValidationFailedError(f"{place}: must be a whole number from 1 to {highest}, found {found}")
    return count


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


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


def inventory_document(item: Inventory) -> Document:
    """Write one item's inventory level."""
    return {
        "inventory_id": int(item.id),
        "name": item.name,
        "barcode": item.barcode,
        "total_on_hand_quantity": item.on_hand,
        "total_committed_quantity": item.committed,
        "total_fulfillable_quantity": item.fulfillable,
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

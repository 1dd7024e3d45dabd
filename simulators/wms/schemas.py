"""What goes over the wire: requests read strictly, answers written in the product's own words."""

from collections.abc import Mapping
from sys import intern
from typing import Any

import orjson

from simulators.wms.domain import Article, Consignee, OrderDraft, Row, Subscription, WarehouseOrder
from simulators.wms.errors import InvalidRequestError
from simulators.wms.events import naive

ROWS_MAX = 500
ITEMS_MAX = 1_000_000
Document = Mapping[str, Any]


def read_document(body: bytes) -> Document:
    """Parse a body that must be one JSON object; NaN and infinities are not JSON."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidRequestError(f"body: not JSON: {error}") from None
    if not isinstance(document, dict):
        raise InvalidRequestError(f"body: must be an object, found {_found(document)}")
    return document


def read_order(document: Document) -> OrderDraft:
    """Read an order with its rows; without a reference of its own it goes by the goods owner's number."""
    number = read_key(document, "goodsOwnerOrderNumber")
    reference = number
    if document.get("consigneeOrderNumber") is not None:
        reference = read_key(document, "consigneeOrderNumber")
    consignee = document.get("consignee")
    if not isinstance(consignee, dict):
        raise InvalidRequestError(f"consignee: must be an object, found {_found(consignee)}")
    return OrderDraft(intern(number), intern(reference), _read_consignee(consignee), _read_rows(document))


def _read_consignee(consignee: Document) -> Consignee:
    fields = ("name", "address1", "city", "postCode", "countryCode")
    return Consignee(*[_read_text(consignee, field, "consignee") for field in fields])


def _read_rows(document: Document) -> tuple[Row, ...]:
    rows: dict[int, Row] = {}
    for index, line in enumerate(_read_list(document, "orderLines")):
        number = _read_count(line, "rowNumber", "orderLines", index)
        if number in rows:
            raise InvalidRequestError(f"orderLines[{index}].rowNumber: {number} stands twice")
        article = intern(_read_text(line, "articleNumber", "orderLines", index))  # one text for all orders
        rows[number] = (number, article, _read_count(line, "numberOfItems", "orderLines", index))
    return tuple(rows.values())


def read_receipt(document: Document) -> tuple[str, Mapping[str, int]]:
    """Read what has arrived: the goods owner's reference, and items by article."""
    reference = read_key(document, "goodsOwnerReference")
    quantities: dict[str, int] = {}
    for index, line in enumerate(_read_list(document, "articles")):
        article = _read_text(line, "articleNumber", "articles", index)
        quantity = _read_count(line, "numberOfItems", "articles", index)
        quantities[article] = quantities.get(article, 0) + quantity
    return reference, quantities


def read_subscription(document: Document) -> tuple[str, tuple[int, ...]]:
    """Read who wants to know, and of which statuses."""
    url = _read_text(document, "url", longest=500)
    if not url.startswith(("http://", "https://")) or not (url.isascii() and url.isprintable()) or " " in url:
        raise InvalidRequestError(f"url: must be an http or https address, found {_found(url)}")
    statuses = document.get("orderStatuses", [])
    if not isinstance(statuses, list) or not all(type(status) is int for status in statuses):
        raise InvalidRequestError(f"orderStatuses: must be a list of numbers, found {_found(statuses)}")
    return url, tuple(statuses)


def read_key(document: Document, field: str) -> str:
    """Read a number or reference that others will quote: short, and fit for a header."""
    text = _read_text(document, field, longest=50)
    if not (text.isascii() and text.isprintable()):
        raise InvalidRequestError(f"{field}: must be printable ASCII, found {_found(text)}")
    return text


def read_limit(text: str | None) -> int:
    """Read how many articles a page may hold."""
    if text is None:
        return 100
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or not 1 <= int(text) <= 1000:
        raise InvalidRequestError(f"maxArticlesToGet: must be 1 to 1000, found {_found(text)}")
    return int(text)


def _read_list(document: Document, field: str) -> list[Document]:
    lines = document.get(field)
    if not isinstance(lines, list) or not 1 <= len(lines) <= ROWS_MAX:
        raise InvalidRequestError(f"{field}: must be a list of 1 to {ROWS_MAX} rows, found {_found(lines)}")
    for index, line in enumerate(lines):
        if not isinstance(line, dict):
            raise InvalidRequestError(f"{field}[{index}]: must be an object, found {_found(line)}")
    return lines


def _read_text(
    document: Document, field: str, inside: str = "", index: int | None = None, longest: int = 100
) -> str:
    text = document.get(field)
    if not isinstance(text, str) or not 1 <= len(text) <= longest:
        place, found = _place(inside, index, field), _found(text)
        raise InvalidRequestError(f"{place}: must be text of 1 to {longest} characters, found {found}")
    return text


def _read_count(line: Document, field: str, inside: str, index: int) -> int:
    count = line.get(field)
    if type(count) is not int or not 1 <= count <= ITEMS_MAX:
        place, found = _place(inside, index, field), _found(count)
        raise InvalidRequestError(f"{place}: must be a whole number from 1 to {ITEMS_MAX}, found {found}")
    return count


def _place(inside: str, index: int | None, field: str) -> str:
    if index is not None:
        inside = f"{inside}[{index}]"
    return f"{inside}.{field}" if inside else field


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "an object"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


def order_status(order: WarehouseOrder) -> Document:
    """Write the short answer to a command."""
    return {
        "orderId": order.order_id,
        "goodsOwnerOrderNumber": order.number,
        "orderStatus": {"number": order.status.value, "text": order.status.text},
    }


def order_document(order: WarehouseOrder) -> Document:
    """Write the whole order."""
    to = order.consignee
    return {
        **order_status(order),
        "consigneeOrderNumber": order.reference,
        "createdDate": naive(order.created_at),
        "changedDate": naive(order.changed_at),
        "waveId": order.wave_id,
        "deliveryNoteNumber": order.delivery_note,
        "tracking": [{"waybill": order.waybill, "isReturn": False}] if order.waybill else [],
        "consignee": {
            "name": to.name,
            "address1": to.address,
            "city": to.city,
            "postCode": to.post_code,
            "countryCode": to.country_code,
        },
        "orderLines": [
            {"rowNumber": row, "articleNumber": article, "numberOfItems": quantity}
            for row, article, quantity in order.rows
        ],
    }


def stock_document(article: Article) -> Document:
    """Write one article's stock."""
    return {
        "articleNumber": article.number,
        "numberOfItems": article.on_hand,
        "allocatedNumberOfItems": article.allocated,
        "availableNumberOfItems": article.available,
    }


def article_document(article: Article) -> Document:
    """Write one article of the register."""
    return {
        "articleNumber": article.number,
        "articleName": article.name,
        "barCode": article.bar_code,
        "articleUnitCode": "EA",
    }


def subscription_document(subscription: Subscription) -> Document:
    """Write one subscription."""
    return {
        "subscriptionId": subscription.subscription_id,
        "url": subscription.url,
        "orderStatuses": list(subscription.statuses),
    }

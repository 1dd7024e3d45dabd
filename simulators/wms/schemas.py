"""What goes over the wire: requests read strictly, answers written in the product's own words."""

from sys import intern

from simulators.chassis.reading import Document, Reader, parsed
from simulators.chassis.stock_room import Line, Quantities, Stock
from simulators.wms.domain import Article, Consignee, OrderDraft, Subscription, WarehouseOrder
from simulators.wms.errors import InvalidRequestError
from simulators.wms.events import naive

ROWS_MAX = 500
READ = Reader(InvalidRequestError)


def read_document(body: bytes) -> Document:
    """Parse a body that must be one JSON object."""
    return parsed(body, InvalidRequestError)


def read_order(document: Document) -> OrderDraft:
    """Read an order with its rows; without a reference of its own it goes by the goods owner's number."""
    number = READ.key(document, "goodsOwnerOrderNumber")
    reference = number
    if document.get("consigneeOrderNumber") is not None:
        reference = READ.key(document, "consigneeOrderNumber")
    consignee = _read_consignee(READ.inner(document, "consignee"))
    return OrderDraft(intern(number), intern(reference), consignee, _read_rows(document))


def _read_consignee(consignee: Document) -> Consignee:
    fields = ("name", "address1", "city", "postCode", "countryCode")
    return Consignee(*[READ.text(consignee, field, "consignee.") for field in fields])


def _read_rows(document: Document) -> tuple[Line, ...]:
    rows: dict[int, Line] = {}
    for line, place in READ.lines(document, "orderLines", ROWS_MAX):
        number = READ.count(line, "rowNumber", place)
        if number in rows:
            raise InvalidRequestError(f"{place}rowNumber: {number} stands twice")
        article = intern(READ.text(line, "articleNumber", place))  # one text for all orders
        rows[number] = (number, article, READ.count(line, "numberOfItems", place))
    return tuple(rows.values())


def read_receipt(document: Document) -> tuple[str, Quantities]:
    """Read what has arrived: the goods owner's reference, and items by article."""
    reference = READ.key(document, "goodsOwnerReference")
    quantities: dict[str, int] = {}
    for line, place in READ.lines(document, "articles", ROWS_MAX):
        article = READ.text(line, "articleNumber", place)
        quantities[article] = quantities.get(article, 0) + READ.count(line, "numberOfItems", place)
    return reference, quantities


def read_subscription(document: Document) -> tuple[str, tuple[int, ...]]:
    """Read who wants to know, and of which statuses."""
    url = READ.url(document, "url")
    statuses = document.get("orderStatuses", [])
    if not isinstance(statuses, list) or not all(type(status) is int for status in statuses):
        READ.refuse("orderStatuses", "a list of numbers", statuses)
    return url, tuple(statuses)


def read_limit(text: str | None) -> int:
    """Read how many articles a page may hold."""
    return READ.number(text, "maxArticlesToGet", 100, 1000)


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


def stock_document(stock: Stock) -> Document:
    """Write one article's stock."""
    return {
        "articleNumber": stock.item,
        "numberOfItems": stock.on_hand,
        "allocatedNumberOfItems": stock.allocated,
        "availableNumberOfItems": stock.available,
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

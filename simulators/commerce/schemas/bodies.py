"""What the bodies sent to the shop must look like, field by field, and the plain records it gives."""

from collections.abc import Mapping
from decimal import Decimal
from sys import intern
from typing import Any

import orjson

from simulators.chassis.figures import figure
from simulators.commerce.domain.catalogue import CASE, EACH, Address, Company, Product
from simulators.commerce.domain.documents import NewItem, NewOrder, Track
from simulators.commerce.domain.order import STATE_OF, SalesOrder
from simulators.commerce.errors import InvalidInputError
from simulators.commerce.events import ORDER_CANCELLED, ORDER_SAVED, amount

ITEMS_MAX = 1000
QUANTITY_MAX = 1_000_000
AMOUNT_MAX = Decimal(10**9)
TEXT_MAX = 255
Body = Mapping[str, Any]


def read_object(raw: bytes) -> Body:
    """Read a JSON object.

    Raises:
        InvalidInputError: the body is no JSON object.
    """
    if not raw:
        return {}
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise InvalidInputError("The body is no JSON: %why.", why=error) from None
    return _object(body, "body")


def sign_in_of(body: Body) -> tuple[str, str]:
    """Read user name and password."""
    return _text(body, "username", "", required=True), _text(body, "password", "", required=True)


def subscription_of(body: Body) -> tuple[str, str]:
    """Read which hook is to be said to which URL."""
    webhook = _object(body.get("webhook"), "webhook")
    hook = _text(webhook, "webhook_method", "webhook.", required=True)
    if hook not in (ORDER_SAVED, ORDER_CANCELLED):
        raise _wrong("webhook.webhook_method", f"{ORDER_SAVED} or {ORDER_CANCELLED}", hook)
    url = _text(webhook, "url", "webhook.", required=True, length_max=2000)
    if not url.startswith(("http://", "https://")) or not (url.isascii() and url.isprintable()):
        raise _wrong("webhook.url", "an http or https address", url)
    return hook, url


def new_order_of(body: Body) -> NewOrder:
    """Read an order that is to be placed."""
    entity = _object(body.get("entity"), "entity")
    extension = _object(entity.get("extension_attributes", {}), "entity.extension_attributes")
    payment = _object(entity.get("payment", {}), "entity.payment")
    rows = _rows(entity, "items", "entity.")
    if not rows:
        raise _wrong("entity.items", "at least one item", "none")
    reference = _text(entity, "ext_order_id", "entity.", length_max=64)
    if not (reference.isascii() and reference.isprintable() and reference == reference.strip()):
        raise _wrong("entity.ext_order_id", "printable ASCII without blanks around it", reference)
    return NewOrder(
        company_id=_company_id(entity, extension),
        reference=intern(reference),  # as are the words below: one text for all that hold it
        currency=intern(_text(entity, "order_currency_code", "entity.")),
        items=tuple([_new_item(row, f"entity.items[{index}].") for index, row in enumerate(rows)]),
        billing=_address(entity.get("billing_address"), "entity.billing_address"),
        shipping=_shipping(extension),
        payment_method=intern(_text(payment, "method", "entity.payment.")),
        po_number=intern(_text(payment, "po_number", "entity.payment.")),
    )


def comment_of(body: Body) -> tuple[str, str]:
    """Read a status and what is said of it."""
    history = _object(body.get("statusHistory"), "statusHistory")
    status = _text(history, "status", "statusHistory.")
    if status and status not in STATE_OF:
        raise _wrong("statusHistory.status", "one of " + ", ".join(STATE_OF), status)
    return status, _text(history, "comment", "statusHistory.", length_max=2000)


def shipment_of(body: Body, order: SalesOrder) -> tuple[str, tuple[tuple[int, int], ...], tuple[Track, ...]]:
    """Read a shipment of `order`: its reference, quantities by line (none: all), tracks."""
    extension = _object(body.get("extension_attributes", {}), "extension_attributes")
    tracks = []
    for index, row in enumerate(_rows(body, "tracks", "")):
        path = f"tracks[{index}]."
        number = _text(row, "track_number", path, required=True)
        tracks.append(Track(number, _text(row, "title", path), _text(row, "carrier_code", path)))
    reference = _text(extension, "ext_shipment_reference", "extension_attributes.")
    return reference, quantities_of(body, order), tuple(tracks)


def invoice_of(
    body: Body, order: SalesOrder
) -> tuple[str, tuple[tuple[int, int], ...], tuple[Decimal, Decimal, Decimal]]:
    """Read an invoice of `order`: its reference, quantities by line, and subtotal, tax and grand total."""
    where = "extension_attributes."
    extension = _object(body.get("extension_attributes", {}), "extension_attributes")
    subtotal, tax, grand_total = (
        _amount(extension.get(name), where + name) for name in ("subtotal", "tax_amount", "grand_total")
    )
    if subtotal + tax != grand_total:
        raise _wrong(where + "grand_total", f"subtotal and tax together, {subtotal + tax}", grand_total)
    reference = _text(extension, "ext_invoice_number", where)
    return reference, quantities_of(body, order), (subtotal, tax, grand_total)


def quantities_of(body: Body, order: SalesOrder) -> tuple[tuple[int, int], ...]:
    """Read quantities of an order's lines, each named by item id or line number, none twice."""
    quantities: dict[int, int] = {}
    for index, row in enumerate(_rows(body, "items", "")):
        path = f"items[{index}]."
        line = _line(row, order, path)
        if line in quantities:
            raise _wrong(path + "order_item_id", "each line once", f"line {line} again")
        quantities[line] = _quantity(row, "qty", path)
    return tuple(quantities.items())


def native_product(product: Product, company_price: Decimal | None) -> dict[str, Any]:
    """Write a product, and what one each costs the company that asks."""
    return {
        "sku": product.sku,
        "name": product.name,
        "price": amount(product.list_price),
        "status": 1,
        "type_id": "simple",
        "extension_attributes": {
            "company_price": None if company_price is None else amount(company_price),
            "pack_size": product.pack_size,
            "sales_units": [EACH, CASE],
        },
        "custom_attributes": [{"attribute_code": "gtin", "value": product.gtin}],
    }


def native_company(company: Company) -> dict[str, Any]:
    """Write a company; approved always, for only the books know who is blocked."""
    address = company.address
    return {
        "id": company.id,
        "status": 1,
        "company_name": company.name,
        "street": [address.street],
        "city": address.city,
        "postcode": address.postcode,
        "country_id": address.country,
        "currency_code": company.currency,
    }


def _new_item(row: Body, path: str) -> NewItem:
    extension = _object(row.get("extension_attributes", {}), path + "extension_attributes")
    unit = extension.get("sales_unit", EACH)
    if unit not in (EACH, CASE):
        raise _wrong(path + "extension_attributes.sales_unit", f"{EACH} or {CASE}", unit)
    price = row.get("price")
    return NewItem(
        sku=_text(row, "sku", path, required=True),
        unit=EACH if unit == EACH else CASE,  # the one text for all orders
        quantity=_quantity(row, "qty_ordered", path),
        price=None if price is None else _amount(price, path + "price"),
    )


def _company_id(entity: Body, extension: Body) -> int:
    company = _object(extension.get("company_order_attributes", {}), "company_order_attributes")
    for value in (entity.get("customer_id"), entity.get("ext_customer_id"), company.get("company_id")):
        if value is not None:
            return _whole(value, "entity.customer_id")
    raise _wrong("entity.customer_id", "the number of a company", "nothing")


def _shipping(extension: Body) -> Address | None:
    path = "entity.extension_attributes.shipping_assignments"
    rows = _rows(extension, "shipping_assignments", "entity.extension_attributes.")
    if not rows:
        return None
    shipping = _object(rows[0].get("shipping", {}), path + "[0].shipping")
    return _address(shipping.get("address"), path + "[0].shipping.address")


def _address(value: object, path: str) -> Address | None:
    if value is None:
        return None
    row = _object(value, path)
    dotted = path + "."
    street = row.get("street")
    lines = [street] if isinstance(street, str) else street
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise _wrong(dotted + "street", "lines of text", street)
    person = f"{_text(row, 'firstname', dotted)} {_text(row, 'lastname', dotted)}".strip()
    name = _text(row, "company", dotted) or person
    country = _text(row, "country_id", dotted, required=True)
    if not name:
        raise _wrong(dotted + "company", "a company's or a person's name", "nothing")
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        raise _wrong(dotted + "country_id", "two capital letters", country)
    return Address(
        name=name,
        street=", ".join(lines)[:TEXT_MAX],
        city=_text(row, "city", dotted, required=True),
        postcode=_text(row, "postcode", dotted),
        country=country,
    )


def _line(row: Body, order: SalesOrder, path: str) -> int:
    extension = _object(row.get("extension_attributes", {}), path + "extension_attributes")
    if (item_id := row.get("order_item_id", row.get("item_id"))) is not None:
        line = _whole(item_id, path + "order_item_id") - order.first_item_id + 1
    else:
        line = _whole(extension.get("line_number", row.get("line")), path + "line")
    if not 1 <= line <= len(order.items):
        raise _wrong(path + "order_item_id", f"an item of order {order.increment_id}", item_id or line)
    return line


def _rows(body: Body, name: str, path: str) -> list[Body]:
    rows = body.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list) or len(rows) > ITEMS_MAX:
        raise _wrong(path + name, f"a list of at most {ITEMS_MAX}", type(rows).__name__)
    return [_object(row, f"{path}{name}[{index}]") for index, row in enumerate(rows)]


def _object(value: object, path: str) -> Body:
    if not isinstance(value, dict):
        raise _wrong(path, "an object", value)
    return value


def _text(body: Body, name: str, path: str, *, required: bool = False, length_max: int = TEXT_MAX) -> str:
    value = body.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or len(value) > length_max or (required and not value):
        raise _wrong(path + name, f"text of at most {length_max} characters", value)
    return value


def _quantity(body: Body, name: str, path: str) -> int:
    value = body.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is not int or not 0 < value <= QUANTITY_MAX:
        raise _wrong(path + name, f"a whole number from 1 to {QUANTITY_MAX}", value)
    return value


def _whole(value: object, path: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 18:
        return int(value)
    if type(value) is int:
        return value
    raise _wrong(path, "a whole number", value)


def _amount(value: object, path: str) -> Decimal:
    """Read money from a JSON number or text; the text of a double is exact for what the shop takes in."""
    if type(value) in (int, float, str):
        text = str(value)
        whole, _, decimals = text.partition(".")
        is_plain = text.isascii() and (whole + decimals).isdecimal() and len(text) <= 15
        if is_plain and whole and len(decimals) <= 4 and (money := figure(text)) < AMOUNT_MAX:
            return money
    raise _wrong(path, "an amount with at most 4 decimals", value)


def _wrong(field: str, expected: str, value: object) -> InvalidInputError:
    return InvalidInputError(
        "%field must be %expected; got %value.", field=field, expected=expected, value=value
    )

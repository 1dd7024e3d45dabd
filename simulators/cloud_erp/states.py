"""What a contract may presuppose of this product, brought about by name, with the values to use in it."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from simulators.cloud_erp.domain.masters import BLOCKED_ALL, NOT_BLOCKED, Customer, Item
from simulators.cloud_erp.domain.order import Order
from simulators.cloud_erp.service.book import Book
from simulators.cloud_erp.service.drafts import DocumentDraft, LineDraft
from simulators.cloud_erp.service.vendor_desk import CONFIRM, SEND

Values = Mapping[str, str]
QUANTITY = Decimal(2)
PRICE = Decimal("1.50")
SOME_ITEM, NO_MORE_OF_IT = "STATE-ITEM", "STATE-SOLD-OUT"


def _line(number: str, price: Decimal | None = PRICE) -> LineDraft:
    return LineDraft(None, number, "", "", QUANTITY, price)


def _customer(book: Book, *, is_blocked: bool = False) -> Customer:
    """Enter a customer of whom nothing else is known."""
    customer: Customer = book.masters.create(
        "customers", {"name": "State & Sons", "blocked": BLOCKED_ALL if is_blocked else NOT_BLOCKED}
    )
    return customer


def _item(book: Book, number: str = SOME_ITEM, stock: int = 100) -> Item:
    """Give an item that is in stock as asked; it is entered on first use."""
    if ("items", number) not in book.store.ids:
        book.masters.create("items", {"number": number, "description": "A thing", "list_price": PRICE})
        if stock:
            book.masters.open_stock(number, stock)
    return book.store.items[book.store.ids["items", number]]


def _draft(book: Book) -> DocumentDraft:
    customer, item = _customer(book), _item(book)
    reference = f"STATE-{book.store.last_version}"
    return DocumentDraft(customer.number, "", external_number=reference, lines=(_line(item.number),))


def _ordered(book: Book) -> Order:
    return book.selling.create(_draft(book))


def _values(order: Order) -> Values:
    head = order.head
    return {
        "id": head.id,
        "number": head.number,
        "externalDocumentNumber": head.external_number,
        "customerNumber": head.party.number,
        "lineObjectNumber": order.lines[0].item_number,
    }


def _shipped(book: Book) -> Order:
    order = _ordered(book)
    book.selling.ship(order.head.id, f"STATE-WH-{order.head.number}", ())
    return order


def _is_invoiced(book: Book) -> Values:
    order = _shipped(book)
    invoice = book.selling.invoice(order.head.id)
    return {**_values(order), "invoiceId": invoice.id, "invoiceNumber": invoice.number}


def _is_canceled(book: Book) -> Values:
    order = _ordered(book)
    book.selling.cancel(order.head.id)
    return _values(order)


def _account(customer: Customer) -> Values:
    return {"customerId": customer.id, "customerNumber": customer.number}


def _goods(item: Item) -> Values:
    return {"itemId": item.id, "lineObjectNumber": item.number}


def _price_is_agreed(book: Book) -> Values:
    customer, item = _customer(book), _item(book)
    agreed = {"customer_number": customer.number, "item_number": item.number}
    book.masters.create("priceListLines", {**agreed, "unit_price": PRICE / 2})
    return {**_account(customer), **_goods(item)}


def _invoice_is_drafted(book: Book) -> Values:
    invoice = book.billing.draft_invoice(_draft(book))
    return {"id": invoice.id, "number": invoice.number, "customerNumber": invoice.head.party.number}


def _memo_is_drafted(book: Book) -> Values:
    order = _shipped(book)
    invoice = book.selling.invoice(order.head.id)
    memo = book.billing.correct(invoice.id)
    return {"id": memo.id, "number": memo.number, "invoiceId": invoice.id, "invoiceNumber": invoice.number}


def _vendor_at_work(book: Book) -> Values:
    return {"vendorNumber": book.masters.create("vendors", {"name": "State Supplies"}).number}


def _drop_shipment(book: Book, *acts: str) -> Values:
    """Let a vendor be asked to send an order's goods to its customer, and have done what is named."""
    sale, vendor = _ordered(book), book.masters.create("vendors", {"name": "State Supplies"})
    [line] = sale.lines
    order = book.purchasing.create(
        DocumentDraft(
            vendor.number,
            "",
            your_reference=sale.head.external_number,
            sales_order_number=sale.head.number,
            lines=(LineDraft(line.sequence, line.item_number, "", line.unit, line.quantity, None),),
        )
    )
    for act in acts:
        book.acts[act](order.head.id)
    return {
        **_values(sale),
        "purchaseId": order.head.id,
        "purchaseNumber": order.head.number,
        "yourReference": order.your_reference,
        "vendorNumber": vendor.number,
    }


def _purchase_is_open(book: Book) -> Values:
    vendor = book.masters.create("vendors", {"name": "State Supplies"})
    item = _item(book)
    order = book.purchasing.create(DocumentDraft(vendor.number, "", lines=(_line(item.number),)))
    return {"id": order.head.id, "number": order.head.number, "vendorNumber": vendor.number, **_goods(item)}


STATES: Mapping[str, Callable[[Book], Values]] = {
    "a customer may buy": lambda book: _account(_customer(book)),
    "a customer is blocked": lambda book: _account(_customer(book, is_blocked=True)),
    "an item is in stock": lambda book: _goods(_item(book)),
    "an item is out of stock": lambda book: _goods(_item(book, NO_MORE_OF_IT, 0)),
    "a price is agreed": _price_is_agreed,
    "an order is open": lambda book: _values(_ordered(book)),
    "an order is shipped": lambda book: _values(_shipped(book)),
    "an order is invoiced": _is_invoiced,
    "an order is canceled": _is_canceled,
    "an invoice is drafted": _invoice_is_drafted,
    "a credit memo is drafted": _memo_is_drafted,
    "a purchase order is open": _purchase_is_open,
    "a vendor may be bought from": _vendor_at_work,
    "a drop shipment is open": _drop_shipment,
    "a drop shipment is confirmed": lambda book: _drop_shipment(book, CONFIRM),
    "a drop shipment is sent": lambda book: _drop_shipment(book, CONFIRM, SEND),
}

"""The pages of this installation, field by field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from simulators.legacy_erp.domain.key import (
    CUSTOMER_TABLE,
    INVOICE_TABLE,
    ITEM_TABLE,
    ORDER_TABLE,
    PRICE_TABLE,
    SHIPMENT_TABLE,
)
from simulators.legacy_erp.domain.masters import BASE_UNIT, BLOCKED_WORDS, CARTON, SalesPrice
from simulators.legacy_erp.domain.sales import CANCELLED, INVOICED, LEADING, MIRROR, RELEASED, SHIPPED
from simulators.legacy_erp.service.pages import Field, Page
from simulators.legacy_erp.store import Store

Named = Mapping[str, Sequence[str]]
_ROLES = (LEADING, MIRROR)
_STATUSES = (RELEASED, SHIPPED, INVOICED, CANCELLED)
_no, _version = attrgetter("no"), attrgetter("version")


def _by_age(record: Any) -> tuple[int, str]:
    return len(record.no), record.no


def _text(name: str, path: str) -> Field:
    return Field(name, "string", attrgetter(path))


def _number(name: str, path: str) -> Field:
    return Field(name, "decimal", attrgetter(path))


def _date(name: str, path: str) -> Field:
    return Field(name, "date", attrgetter(path))


def _by_number(table: str) -> Callable[[Store, Named], Iterable[Any] | None]:
    rows = attrgetter(table)

    def find(store: Store, named: Named) -> Iterable[Any] | None:
        if "No" not in named:
            return None
        records = rows(store)
        return sorted((records[no] for no in named["No"] if no in records), key=_by_age)

    return find


CUSTOMER = Page(
    name="Customer",
    table=CUSTOMER_TABLE,
    fields=(
        _text("No", "no"),
        _text("Name", "name"),
        _text("Address", "address"),
        _text("City", "city"),
        _text("Post_Code", "post_code"),
        _text("Country_Region_Code", "country"),
        _text("Currency_Code", "currency"),
        Field("VAT_Percent", "decimal", lambda customer: customer.tax_rate * 100),
        _number("Credit_Limit_LCY", "credit_limit"),
        _number("Balance", "balance"),
        Field("Payment_Terms_Days", "int", attrgetter("terms_days")),
        Field("Blocked", "string", attrgetter("blocked"), BLOCKED_WORDS),
    ),
    by_number=lambda store, no: store.customers.get(no),
    by_index=_by_number("customers"),
    scan=lambda store: store.customers.values(),
    number=_no,
    version=_version,
    indexed=("No",),
)

ITEM = Page(
    name="Item",
    table=ITEM_TABLE,
    fields=(
        _text("No", "no"),
        _text("Description", "description"),
        Field("Base_Unit_of_Measure", "string", lambda _: BASE_UNIT),
        Field("Packing_Unit_of_Measure", "string", lambda _: CARTON),
        Field("Pieces_per_Packing_Unit", "int", attrgetter("pieces_per_carton")),
        _number("Unit_Price", "unit_price"),
        _text("GTIN", "gtin"),
    ),
    by_number=lambda store, no: store.items.get(no),
    by_index=_by_number("items"),
    scan=lambda store: store.items.values(),
    number=_no,
    version=_version,
    indexed=("No",),
)


def _price(store: Store, number: str) -> SalesPrice | None:
    customer_no, _, item_no = number.partition("/")
    customer, item = store.customers.get(customer_no), store.items.get(item_no)
    return store.price(customer, item) if customer and item else None


def _prices(store: Store, named: Named) -> Iterable[SalesPrice] | None:
    if "Sales_Code" not in named:
        return None
    customers = [store.customers[no] for no in named["Sales_Code"] if no in store.customers]
    if "Item_No" in named:
        items = [store.items[no] for no in named["Item_No"] if no in store.items]
    else:
        items = list(store.items.values())
    return (store.price(customer, item) for customer in customers for item in items)


SALES_PRICE = Page(
    name="SalesPrice",
    table=PRICE_TABLE,
    fields=(
        _text("Sales_Code", "customer_no"),
        _text("Item_No", "item.no"),
        Field("Unit_of_Measure_Code", "string", lambda _: BASE_UNIT),
        _number("Unit_Price", "unit_price"),
        _text("Currency_Code", "currency"),
        Field("Price_Source", "string", attrgetter("source"), ("Contract", "List")),
        Field("Packing_Unit_of_Measure", "string", lambda _: CARTON),
        Field("Pieces_per_Packing_Unit", "int", attrgetter("item.pieces_per_carton")),
    ),
    by_number=_price,
    by_index=_prices,
    scan=lambda store: (
        store.price(customer, item) for customer in store.customers.values() for item in store.items.values()
    ),
    number=_no,
    version=lambda _: 1,
    indexed=("Sales_Code", "Item_No"),
    read_by=("Sales_Code", "Item_No"),
)


def _orders(store: Store, named: Named) -> Iterable[Any] | None:
    if "No" in named:
        return sorted((store.orders[no] for no in named["No"] if no in store.orders), key=_by_age)
    if "External_Document_No" in named:
        found = [
            order for ref in named["External_Document_No"] for order in store.orders_by_document.get(ref, ())
        ]
        return sorted(found, key=_by_age)
    return None


SALES_ORDER = Page(
    name="SalesOrder",
    table=ORDER_TABLE,
    fields=(
        _text("No", "no"),
        _text("External_Document_No", "external_document_no"),
        _text("Sell_to_Customer_No", "customer.no"),
        _date("Order_Date", "order_date"),
        _text("Currency_Code", "customer.currency"),
        Field("Book_Role", "string", attrgetter("book_role"), _ROLES),
        Field("Status", "string", attrgetter("status"), _STATUSES),
        _text("Ship_to_Name", "ship_to.name"),
        _text("Ship_to_Address", "ship_to.address"),
        _text("Ship_to_City", "ship_to.city"),
        _text("Ship_to_Post_Code", "ship_to.post_code"),
        _text("Ship_to_Country_Region_Code", "ship_to.country"),
        _number("Amount", "totals.net"),
        _number("VAT_Amount", "totals.tax"),
        _number("Amount_Including_VAT", "totals.gross"),
    ),
    by_number=lambda store, no: store.orders.get(no),
    by_index=_orders,
    scan=lambda store: store.orders.values(),
    number=_no,
    version=_version,
    indexed=("No",),
)


def _shipments(store: Store, named: Named) -> Iterable[Any] | None:
    if "External_Shipment_No" in named:
        found = [
            one for ref in named["External_Shipment_No"] for one in store.shipments_by_document.get(ref, ())
        ]
    elif "Order_No" in named:
        orders = [store.orders[no] for no in named["Order_No"] if no in store.orders]
        found = [store.shipments[no] for order in orders for no in order.shipments]
    else:
        return _by_number("shipments")(store, named)
    return sorted(found, key=_by_age)


SHIPMENT = Page(
    name="PostedSalesShipment",
    table=SHIPMENT_TABLE,
    fields=(
        _text("No", "no"),
        _text("Order_No", "order.no"),
        _text("External_Document_No", "order.external_document_no"),
        _text("External_Shipment_No", "external_shipment_no"),
        _text("Location_Code", "location_code"),
        _date("Posting_Date", "posting_date"),
        Field("Book_Role", "string", attrgetter("order.book_role"), _ROLES),
    ),
    by_number=lambda store, no: store.shipments.get(no),
    by_index=_shipments,
    scan=lambda store: store.shipments.values(),
    number=_no,
    version=_version,
    indexed=(),
)


def _invoices(store: Store, named: Named) -> Iterable[Any] | None:
    if "Order_No" in named:
        orders = [store.orders[no] for no in named["Order_No"] if no in store.orders]
        return [store.invoices[no] for order in orders for no in order.invoices]
    return _by_number("invoices")(store, named)


INVOICE = Page(
    name="PostedSalesInvoice",
    table=INVOICE_TABLE,
    fields=(
        _text("No", "no"),
        _text("Order_No", "order.no"),
        _text("External_Document_No", "order.external_document_no"),
        _text("Sell_to_Customer_No", "order.customer.no"),
        _date("Posting_Date", "posting_date"),
        _date("Due_Date", "due_date"),
        _text("Currency_Code", "order.customer.currency"),
        Field("Book_Role", "string", attrgetter("order.book_role"), _ROLES),
        Field("VAT_Percent", "decimal", lambda invoice: invoice.order.customer.tax_rate * 100),
        _number("Amount", "totals.net"),
        _number("VAT_Amount", "totals.tax"),
        _number("Amount_Including_VAT", "totals.gross"),
        _number("Remaining_Amount", "remaining"),
    ),
    by_number=lambda store, no: store.invoices.get(no),
    by_index=_invoices,
    scan=lambda store: store.invoices.values(),
    number=_no,
    version=_version,
    indexed=(),
)

PAGES: Mapping[str, Page] = {
    page.name: page for page in (CUSTOMER, ITEM, SALES_PRICE, SALES_ORDER, SHIPMENT, INVOICE)
}

"""Pages of masters: customers, vendors, items, locations, and what an item costs a customer."""

from collections.abc import Iterable

from simulators.legacy_erp.domain.key import (
    CUSTOMER_TABLE,
    ITEM_TABLE,
    LOCATION_TABLE,
    PRICE_TABLE,
    VENDOR_TABLE,
)
from simulators.legacy_erp.domain.masters import (
    BLOCKED_WORDS,
    CONTRACT,
    LIST,
    VENDOR_BLOCKED_WORDS,
    SalesPrice,
)
from simulators.legacy_erp.domain.text import CODE_LENGTH, DESCRIPTION_LENGTH, NAME_LENGTH
from simulators.legacy_erp.service.pages import ALWAYS, ONCE, Field, Literals, Page, table_page
from simulators.legacy_erp.store import CompanyStore

_ADDRESS = (
    Field("Name", "text", "name", ALWAYS, NAME_LENGTH),
    Field("Address", "text", "address", ALWAYS, NAME_LENGTH),
    Field("City", "text", "city", ALWAYS, DESCRIPTION_LENGTH),
    Field("Post_Code", "text", "post_code", ALWAYS, CODE_LENGTH),
    Field("Country_Region_Code", "text", "country", ALWAYS, CODE_LENGTH),
)
_NO = Field("No", "code", "no", ONCE)
_TERMS = Field("Payment_Terms_Days", "int", "terms_days", ALWAYS, at_least=0, at_most=9_999)

CUSTOMER = table_page(
    "Customer",
    CUSTOMER_TABLE,
    "Customer",
    lambda store: store.customers,
    _NO,
    *_ADDRESS,
    Field("Currency_Code", "code", "currency", ONCE),
    Field("VAT_Percent", "decimal", "vat_percent", ONCE, at_least=0),
    Field("Credit_Limit_LCY", "decimal", "credit_limit", ALWAYS, at_least=0),
    Field("Balance", "decimal", "balance"),
    _TERMS,
    Field("Blocked", "word", "blocked", ALWAYS, words=BLOCKED_WORDS),
)

VENDOR = table_page(
    "Vendor",
    VENDOR_TABLE,
    "Vendor",
    lambda store: store.vendors,
    _NO,
    *_ADDRESS,
    Field("Currency_Code", "code", "currency", ONCE),
    Field("Balance", "decimal", "unpaid"),
    _TERMS,
    Field("Blocked", "word", "blocked", ALWAYS, words=VENDOR_BLOCKED_WORDS),
)

ITEM = table_page(
    "Item",
    ITEM_TABLE,
    "Item",
    lambda store: store.items,
    _NO,
    Field("Description", "text", "description", ALWAYS, DESCRIPTION_LENGTH),
    Field("Base_Unit_of_Measure", "code", "base_unit"),
    Field("Packing_Unit_of_Measure", "code", "packing_unit"),
    Field("Pieces_per_Packing_Unit", "int", "pieces_per_carton", ONCE, at_least=1),
    Field("Unit_Price", "decimal", "unit_price", ALWAYS, at_least=0),
    Field("GTIN", "text", "gtin", ALWAYS, CODE_LENGTH),
)

LOCATION = table_page(
    "Location",
    LOCATION_TABLE,
    "Location",
    lambda store: store.locations,
    Field("Code", "code", "no", ONCE),
    Field("Name", "text", "name", ALWAYS, NAME_LENGTH),
)
LOCATION.read_by = ("Code",)


def _price(store: CompanyStore, number: str) -> SalesPrice | None:
    customer_no, _, item_no = number.partition("/")
    customer, item = store.customers.get(customer_no), store.items.get(item_no)
    return store.price(customer, item) if customer and item else None


def _prices_named(store: CompanyStore, named: Literals) -> Iterable[SalesPrice] | None:
    if "Sales_Code" not in named:
        return None
    customers = [store.customers[no] for no in sorted(named["Sales_Code"]) if no in store.customers]
    if "Item_No" in named:
        items = [store.items[no] for no in sorted(named["Item_No"]) if no in store.items]
    else:
        items = [store.items[no] for no in sorted(store.items)]
    return [store.price(customer, item) for customer in customers for item in items]


def _prices(store: CompanyStore) -> Iterable[SalesPrice]:
    items = [store.items[no] for no in sorted(store.items)]
    return (store.price(store.customers[no], item) for no in sorted(store.customers) for item in items)


def _price_place(number: str) -> tuple[str, str]:
    customer_no, _, item_no = number.partition("/")
    return customer_no, item_no


SALES_PRICE = Page(
    name="SalesPrice",
    table=PRICE_TABLE,
    title="Sales Price",
    fields=(
        Field("Sales_Code", "code", "customer_no", ONCE),
        Field("Item_No", "code", "item_no", ONCE),
        Field("Unit_of_Measure_Code", "code", "base_unit"),
        Field("Unit_Price", "decimal", "unit_price", ALWAYS, at_least=0),
        Field("Currency_Code", "code", "currency"),
        Field("Price_Source", "word", "source", words=(CONTRACT, LIST)),
        Field("Packing_Unit_of_Measure", "code", "packing_unit"),
        Field("Pieces_per_Packing_Unit", "int", "pieces_per_carton"),
    ),
    by_number=_price,
    scan=_prices,
    place=_price_place,
    by_index=_prices_named,
    indexed=("Sales_Code", "Item_No"),
    read_by=("Sales_Code", "Item_No"),
)

"""Customers, vendors, items and codes: entered, changed and deleted, as far as no document needs them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from simulators.cloud_erp.domain.line import LINE_STEP, Line, Ware
from simulators.cloud_erp.domain.listening import ChangeType
from simulators.cloud_erp.domain.masters import (
    NO_ID,
    PIECE,
    ZERO,
    Account,
    Coded,
    Currency,
    Customer,
    Item,
    Location,
    PaymentTerms,
    PriceListLine,
    Unit,
    Vendor,
)
from simulators.cloud_erp.domain.order import Order, OrderStatus
from simulators.cloud_erp.errors import (
    FieldValidationError,
    PostingRefusedError,
    SameKeyError,
    TableRelationError,
)
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.stock import OPENING, book_stock

if TYPE_CHECKING:
    from simulators.chassis.tables import Table

Master = Customer | Vendor | Item | PriceListLine | Location | PaymentTerms | Unit | Currency
M = TypeVar("M", Customer, Vendor, Item, PriceListLine, Location, PaymentTerms, Unit, Currency)
Values = Mapping[str, Any]
"""By attribute of the row, what it is to be."""

MAKERS: Mapping[str, type[Master]] = {
    "customers": Customer,
    "vendors": Vendor,
    "items": Item,
    "priceListLines": PriceListLine,
    "locations": Location,
    "paymentTerms": PaymentTerms,
    "unitsOfMeasure": Unit,
    "currencies": Currency,
}
SERIES = {
    "customers": ("C", 90001),
    "vendors": ("V", 90001),
    "items": ("ITEM", 90001),
    "priceListLines": ("S", 10001),
}
STANDARD_TAX_RATE = Decimal("0.20")  # of accounts entered without one: no field of theirs says it
REFERENCES = (
    ("currency", "currency_id", "currencies"),
    ("terms_code", "terms_id", "paymentTerms"),
    ("base_unit", "base_unit_id", "unitsOfMeasure"),
)
"""A code, the id of the same row, and where both stand: a caller gives one or both, the book keeps both."""


class Masters:
    """The use cases of everything that documents refer to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        store = desk.store
        self.tables: Mapping[str, Table[str, Any]] = {
            "customers": store.customers,
            "vendors": store.vendors,
            "items": store.items,
            "priceListLines": store.price_list_lines,
            "locations": store.locations,
            "paymentTerms": store.payment_terms,
            "unitsOfMeasure": store.units,
            "currencies": store.currencies,
        }

    def create(self, entity_set: str, values: Values) -> Any:
        """Enter a row; without a number it gets the next one.

        Raises:
            SameKeyError: there is one of that number or code, or such a price is agreed already.
            TableRelationError: it refers to a row that is not there.
        """
        key = "number" if entity_set in SERIES else "code"
        given = {name: value for name, value in values.items() if value != ""}
        by_id = [code_name for code_name, id_name, _ in REFERENCES if id_name in given]
        usual = self._defaults(entity_set)
        values = {name: value for name, value in usual.items() if name not in by_id} | given
        values |= self._references(values)
        number = values.get(key) or self._free_number(entity_set)
        if (entity_set, number) in self._desk.store.ids:
            raise SameKeyError(f"There is a row of {entity_set} with the {key} {number!r} already.")
        row = MAKERS[entity_set](
            **{**values, "id": self._desk.new_id(entity_set, number), key: number},
            version=self._desk.store.next_version(),
            modified_at=self._desk.now(),
        )
        if isinstance(row, PriceListLine):
            self._agree(row)
        else:
            self.tables[entity_set][row.id] = row
        self._desk.store.ids[entity_set, number] = row.id
        self._desk.note(entity_set, row.id, ChangeType.CREATED)
        return row

    def open_stock(self, number: str, quantity: int) -> None:
        """Book the stock that an item begins with."""
        store = self._desk.store
        item = store.items[store.ids["items", number]]
        line = Line(
            sequence=LINE_STEP,
            ware=Ware(item.id, number, item.description, item.base_unit, 1, ZERO),
            unit_price=ZERO,
            quantity=Decimal(quantity),
            version=0,
        )
        document = (self._desk.new_id("openingStock", number), "OPENING", " ")
        book_stock(store, document, OPENING, 1, [(line, line.quantity)], self._desk.now())

    def change(self, entity_set: str, row_id: str, values: Values) -> Any:
        """Change a row; a number or code stays what it is.

        Raises:
            TableRelationError: it would refer to a code that is not there.
        """
        values = {**values, **self._references(values)}
        row = self.tables[entity_set].edit(row_id)
        for name, value in values.items():
            setattr(row, name, value)
        if isinstance(row, Account):
            row.renew_party()
        row.version, row.modified_at = self._desk.store.next_version(), self._desk.now()
        self._desk.note(entity_set, row_id, ChangeType.UPDATED)
        return row

    def delete(self, entity_set: str, row_id: str) -> None:
        """Forget a row that no document and no other row needs.

        Raises:
            PostingRefusedError: something needs it.
        """
        row = self.tables[entity_set][row_id]
        needing = next(self._needing(row), None)
        number = getattr(row, "number", None) or row.code
        if needing is not None:
            raise PostingRefusedError(f"You cannot delete {number!r} of {entity_set}: {needing}.")
        if isinstance(row, PriceListLine):
            self._desk.store.drop_price(row)
        else:
            del self.tables[entity_set][row_id]
        del self._desk.store.ids[entity_set, number]
        self._desk.note(entity_set, row_id, ChangeType.DELETED)

    def _defaults(self, entity_set: str) -> Values:
        """Give what a row is unless the caller says otherwise: in our currency, by the piece."""
        if issubclass(MAKERS[entity_set], Account):
            ours = next(iter(self._desk.store.currencies.values()), None)
            return {"tax_rate": STANDARD_TAX_RATE, "currency": ours.code if ours else ""}
        return {"base_unit": PIECE} if entity_set == "items" else {}

    def _agree(self, line: PriceListLine) -> None:
        """Enter a price if there is such a customer and such an item, and no price between them yet."""
        store = self._desk.store
        for entity_set, number in (("customers", line.customer_number), ("items", line.item_number)):
            if (entity_set, number) not in store.ids:
                raise TableRelationError(f"There is no row {number!r} of {entity_set}.")
        agreed = store.agreed_price(line.customer_number, line.item_number)
        if agreed is not None:
            there = f"{line.customer_number!r} and {line.item_number!r}"
            raise SameKeyError(f"The line {agreed.number} is about {there} already.")
        line.currency = store.customers[store.ids["customers", line.customer_number]].currency
        store.put_price(line)

    def _free_number(self, entity_set: str) -> str:
        if entity_set not in SERIES:
            raise FieldValidationError(f"A row of {entity_set} needs a code.")
        number = self._desk.store.next_number(*SERIES[entity_set])
        while (entity_set, number) in self._desk.store.ids:
            number = self._desk.store.next_number(*SERIES[entity_set])
        return number

    def _references(self, values: Values) -> Values:
        """Give both the code and the id of every row that is referred to by either."""
        found: dict[str, Any] = {}
        for code_name, id_name, entity_set in REFERENCES:
            if code_name not in values and id_name not in values:
                continue
            code, row_id = values.get(code_name), values.get(id_name)
            if not code and not row_id:
                found |= {code_name: "", id_name: NO_ID}
                continue
            row_id = row_id or self._desk.store.ids.get((entity_set, code or ""))
            row = self.tables[entity_set].get(row_id or "")
            if row is None or (code and row.code != code):
                raise TableRelationError(f"There is no row {code or row_id!r} of {entity_set}.")
            found |= {code_name: row.code, id_name: row.id}
        return found

    def _needing(self, row: Master) -> Iterator[str]:
        """Say what stands in the way of forgetting a row; nothing needs the line of a price list."""
        if isinstance(row, Account):
            yield from self._needing_account(row)
        elif isinstance(row, Item):
            yield from self._needing_item(row)
        elif isinstance(row, Coded):
            others = (other for name in SERIES for other in self.tables[name].values())
            for other in others:
                if any(getattr(other, id_name, "") == row.id for _, id_name, _ in REFERENCES):
                    yield f"{other.number} refers to it"

    def _needing_account(self, row: Account) -> Iterator[str]:
        if row.balance != ZERO:
            yield f"its balance is {row.balance}"
        if isinstance(row, Customer) and row.number in self._desk.store.prices_by_customer:
            yield "prices are agreed with it"
        yield from (f"it has order {o.head.number}" for o in self._open() if o.head.party.id == row.id)

    def _needing_item(self, row: Item) -> Iterator[str]:
        if row.inventory:
            yield f"there are {row.inventory} of it in stock"
        if row.number in self._desk.store.prices_by_item:
            yield "prices are agreed for it"
        for order in self._open():
            if any(line.item_id == row.id for line in order.lines):
                yield f"it is on order {order.head.number}"

    def _open(self) -> Iterator[Order]:
        """Give the orders on which something is still to be done."""
        store = self._desk.store
        for order in (*store.sales_orders.values(), *store.purchase_orders.values()):
            if order.status in (OrderStatus.OPEN, order.moved_status):
                yield order

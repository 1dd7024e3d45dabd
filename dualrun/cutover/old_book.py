"""The old book read for a migration: masters, and of its documents what is still open."""

from collections.abc import Awaitable, Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from dualrun.cutover.rows import NOTHING, Line, Row
from facade.adapters.legacy_erp_reading import LINE_STEP, Record, part
from facade.adapters.legacy_erp_wire import LegacyErpWire, equal_to, escape
from facade.canonical.value import CENT, figure
from facade.canonical.xref import CrossReference
from facade.ports import Call

PAGE = 200
_ADDRESS = {
    "name": "Name",
    "street": "Address",
    "city": "City",
    "postcode": "Post_Code",
    "country": "Country_Region_Code",
}
_SHIP_TO = {
    "to_name": "Ship_to_Name",
    "to_street": "Ship_to_Address",
    "to_city": "Ship_to_City",
    "to_postcode": "Ship_to_Post_Code",
    "to_country": "Ship_to_Country_Region_Code",
}
OPEN = {"Status": equal_to("Open", "Released", "Shipped")}


class OldBook:
    """Reads the old book kind by kind, page by page."""

    def __init__(self, erp: LegacyErpWire, xref: CrossReference, call: Callable[[str], Call]) -> None:
        self.erp = erp
        self._xref = xref
        self._call = call
        self._read: Mapping[str, Callable[[], Awaitable[list[Row]]]] = {
            "vendors": self._vendors,
            "customers": self._customers,
            "items": self._items,
            "prices": self._prices,
            "stock": self._stock,
            "orders": lambda: self._orders("orders"),
            "backorders": lambda: self._orders("backorders"),
            "receivables": self._receivables,
            "purchase_orders": self._purchase_orders,
            "goods_received": self._goods_received,
            "payables": self._payables,
        }

    async def read(self, kind: str) -> list[Row]:
        """Give all rows of a kind.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        return await self._read[kind]()

    async def records(self, page: str, filters: Mapping[str, str] | None = None) -> list[Record]:
        """Give all records of a page."""
        said = [
            f"<filter><Field>{f}</Field><Criteria>{c}</Criteria></filter>" for f, c in (filters or {}).items()
        ]
        rows: list[Record] = []
        mark = ""
        while True:
            content = f"{''.join(said)}{mark}<setSize>{PAGE}</setSize>"
            result = await self.erp.page(page, "ReadMultiple", content, self._call(f"{page}-{len(rows)}"))
            listed = part(result, "ReadMultiple_Result")
            found = [Record(one) for one in (listed if listed is not None else ())]
            rows += found
            if len(found) < PAGE:
                return rows
            mark = f"<bookmarkKey>{escape(found[-1]['Key'])}</bookmarkKey>"

    async def _vendors(self) -> list[Row]:
        return [
            Row("vendors", one["No"], currency=one["Currency_Code"], facts=_facts(one))
            for one in await self.records("Vendor")
        ]

    async def _customers(self) -> list[Row]:
        return [self._customer(one) for one in await self.records("Customer")]

    def _customer(self, said: Record) -> Row:
        terms = (
            ("terms", said["Payment_Terms_Days"]),
            ("tax_percent", _plain(said["VAT_Percent"])),
            ("blocked", "no" if said["Blocked"] == "_blank_" else "yes"),
        )
        limit = figure(said["Credit_Limit_LCY"])
        return Row("customers", said["No"], said["No"], said["Currency_Code"], limit, (*_facts(said), *terms))

    async def _items(self) -> list[Row]:
        return [
            Row(
                "items",
                one["No"],
                amount=figure(one["Unit_Price"]),
                facts=(
                    ("name", one["Description"]),
                    ("pack_size", one["Pieces_per_Packing_Unit"]),
                    ("gtin", one["GTIN"]),
                ),
            )
            for one in await self.records("Item")
        ]

    async def _prices(self) -> list[Row]:
        """Give the contract prices; list prices go with their items."""
        found = []
        for customer in await self.records("Customer"):
            filters = {"Sales_Code": equal_to(customer["No"]), "Price_Source": "Contract"}
            for one in await self.records("SalesPrice", filters):
                number, price = f"{one['Sales_Code']}/{one['Item_No']}", figure(one["Unit_Price"])
                found.append(Row("prices", number, one["Sales_Code"], one["Currency_Code"], price))
        return found

    async def _stock(self) -> list[Row]:
        on_hand: dict[str, Decimal] = {}
        for one in await self.records("InventoryByLocation"):
            on_hand[one["Item_No"]] = on_hand.get(one["Item_No"], NOTHING) + figure(one["Inventory"])
        return [Row("stock", item, amount=units) for item, units in on_hand.items() if units]

    async def _orders(self, kind: str) -> list[Row]:
        """Give what is still to be shipped; an order of which some has left is a backorder."""
        found = []
        for one in await self.records("SalesOrder", OPEN):
            lines, begun = [], False
            for said in lines_of(one, "SalesLines"):
                shipped = figure(said["Quantity_Shipped"])
                begun |= shipped > 0
                lines.append(self._line(said, shipped, "Unit_Price"))
            is_wanted = begun == (kind == "backorders")
            if is_wanted and one["Book_Role"] == "Leading" and (left := _to_come(lines)):
                facts = (
                    ("reference", one["External_Document_No"]),
                    ("date", one["Order_Date"]),
                    *_facts(one, _SHIP_TO),
                )
                party, currency = one["Sell_to_Customer_No"], one["Currency_Code"]
                found.append(Row(kind, one["No"], party, currency, _worth(left), facts, left))
        return found

    async def _receivables(self) -> list[Row]:
        return [
            Row(
                "receivables",
                one["No"],
                one["Sell_to_Customer_No"],
                one["Currency_Code"],
                figure(one["Remaining_Amount"]),
                (
                    ("date", one["Posting_Date"]),
                    ("net", _plain(one["Amount"])),
                    ("gross", _plain(one["Amount_Including_VAT"])),
                ),
            )
            for one in await self.records("PostedSalesInvoice")
            if figure(one["Remaining_Amount"])
        ]

    async def _purchase_orders(self) -> list[Row]:
        found = []
        for one, lines in await self._purchases():
            left = _to_come(
                [self._line(said, figure(said["Quantity_Received"]), "Direct_Unit_Cost") for said in lines]
            )
            if left and one["Status"] == "Released":
                facts = (("date", one["Order_Date"]),)
                found.append(
                    Row(
                        "purchase_orders",
                        one["No"],
                        one["Buy_from_Vendor_No"],
                        one["Currency_Code"],
                        _worth(left),
                        facts,
                        left,
                    )
                )
        return found

    async def _goods_received(self) -> list[Row]:
        """Give what vendors have delivered and not billed."""
        found = []
        for one, lines in await self._purchases():
            owed = sum(map(_unbilled, lines), NOTHING)
            if owed:
                party, facts = one["Buy_from_Vendor_No"], (("date", one["Order_Date"]),)
                found.append(Row("goods_received", one["No"], party, one["Currency_Code"], owed, facts))
        return found

    async def _payables(self) -> list[Row]:
        """Give what vendors have billed and nobody has paid."""
        return [
            Row(
                "payables",
                one["No"],
                one["Buy_from_Vendor_No"],
                one["Currency_Code"],
                figure(one["Remaining_Amount"]),
                (
                    ("reference", one.get("Vendor_Invoice_No")),
                    ("date", one["Posting_Date"]),
                    ("due", one["Due_Date"]),
                ),
            )
            for one in await self.records("PostedPurchaseInvoice")
            if figure(one["Remaining_Amount"])
        ]

    async def _purchases(self) -> list[tuple[Record, list[Record]]]:
        return [(one, lines_of(one, "PurchLines")) for one in await self.records("PurchaseOrder")]

    def _line(self, said: Record, done: Decimal, price: str) -> Line:
        unit = self._xref.business("unit", said["Unit_of_Measure_Code"])
        left = figure(said["Quantity"]) - done
        return Line(int(said["Line_No"]) // LINE_STEP, said["No"], left, unit, figure(said[price]))


def lines_of(said: Record, name: str) -> list[Record]:
    """Give the lines below a document."""
    rows = said.rows(name)
    return [] if rows is None else list(map(Record, rows))


def _facts(said: Record, fields: Mapping[str, str] = _ADDRESS) -> tuple[tuple[str, str], ...]:
    return tuple((name, said[field]) for name, field in fields.items())


def _to_come(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.quantity > 0)


def _worth(lines: tuple[Line, ...]) -> Decimal:
    return sum((_cents(line.quantity * line.price) for line in lines), NOTHING)


def _unbilled(said: Record) -> Decimal:
    waiting = figure(said["Quantity_Received"]) - figure(said["Quantity_Invoiced"])
    return _cents(waiting * figure(said["Direct_Unit_Cost"]))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _plain(text: str) -> str:
    return f"{figure(text).normalize():f}"

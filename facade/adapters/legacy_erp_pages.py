"""The old book's masters, stock and purchases, read in sets: each goes on behind the last record's Key."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from facade.adapters.legacy_erp_reading import READING, Record, part
from facade.adapters.legacy_erp_wire import SYSTEM, LegacyErpWire, equal_to, escape
from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.canonical.order import address_of
from facade.canonical.page import Page
from facade.canonical.supply import Due, OnHand
from facade.canonical.value import figure
from facade.canonical.xref import CrossReference
from facade.errors import UnknownCodeError
from facade.ports import Call, Wire
from facade.settings import SystemSettings

PAGE = 500
NO_DATE = "0001-01-01"
_NOT_BLOCKED = "_blank_"
_COPY = "Mirror"
_CONTRACT = {"Price_Source": "Contract"}


class LegacyErpPages:
    """Reads the old book page by page; what the cross-reference does not know is left out."""

    name = SYSTEM

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference) -> None:
        self._erp = LegacyErpWire(wire, settings)
        self._xref = xref
        self._pieces: dict[str, int] = {}

    async def items(self, after: str, call: Call) -> Page[ItemRecord]:
        """Give a page of articles with their list prices."""
        rows, following = await self._page("Item", {}, after, call)
        with READING:
            return Page(tuple(self._items(rows)), following)

    async def customers(self, after: str, call: Call) -> Page[CustomerRecord]:
        """Give a page of customers."""
        rows, following = await self._page("Customer", {}, after, call)
        with READING:
            return Page(tuple(self._customers(rows)), following)

    async def on_hand(self, after: str, call: Call) -> Page[OnHand]:
        """Give a page of what lies where."""
        rows, following = await self._page("InventoryByLocation", {}, after, call)
        with READING:
            return Page(tuple(self._on_hand(rows)), following)

    async def on_hand_of(self, item_id: str, call: Call) -> tuple[OnHand, ...]:
        """Give what lies where of one item, now."""
        code = self._xref.native("item", item_id)
        rows, _ = await self._page("InventoryByLocation", {"Item_No": equal_to(code)}, "", call)
        with READING:
            return tuple(self._on_hand(rows))

    async def due(self, after: str, call: Call) -> Page[Due]:
        """Give a page of what is on its way; goods without a day are not counted on."""
        rows, following = await self._page("PurchaseOrder", {"Status": "Released"}, after, call)
        with READING:
            return Page(tuple([due for row in rows for due in self._due(row)]), following)

    async def contracts(self, customer_id: str, call: Call) -> Mapping[str, Decimal]:
        """Give what a customer has agreed to pay for one EA, by item."""
        code = self._xref.known("customer", customer_id)
        if code is None:
            return {}
        filters, found, after = {"Sales_Code": equal_to(code), **_CONTRACT}, dict[str, Decimal](), ""
        while True:
            rows, after = await self._page("SalesPrice", filters, after, call)
            with READING:
                for said in rows:
                    if (item := self._known("item", said["Item_No"])) is not None:
                        found[item] = figure(said["Unit_Price"])
            if not after:
                return found

    async def _page(
        self, page: str, filters: Mapping[str, str], after: str, call: Call
    ) -> tuple[list[Record], str]:
        said = [f"<filter><Field>{f}</Field><Criteria>{c}</Criteria></filter>" for f, c in filters.items()]
        mark = f"<bookmarkKey>{escape(after)}</bookmarkKey>" if after else ""
        content = f"{''.join(said)}{mark}<setSize>{PAGE}</setSize>"
        result = await self._erp.page(page, "ReadMultiple", content, call)
        listed = part(result, "ReadMultiple_Result")
        with READING:
            rows = [Record(one) for one in (listed if listed is not None else ())]
            return rows, rows[-1]["Key"] if len(rows) == PAGE else ""

    def _items(self, rows: list[Record]) -> Iterator[ItemRecord]:
        for said in rows:
            item_id = self._known("item", said["No"])
            if item_id is None:
                continue
            pieces = self._pieces[said["No"]] = int(said["Pieces_per_Packing_Unit"])
            units = said["Base_Unit_of_Measure"], said["Packing_Unit_of_Measure"]
            base, packing = [self._xref.business("unit", unit) for unit in units]
            sizes = ((base, 1), (packing, pieces))
            yield ItemRecord(item_id, _text(said, "Description"), figure(said["Unit_Price"]), sizes,
                             _text(said, "GTIN"))  # fmt: skip

    def _customers(self, rows: list[Record]) -> Iterator[CustomerRecord]:
        for said in rows:
            customer_id = self._known("customer", said["No"])
            if customer_id is None:
                continue
            names = ("Name", "Address", "City", "Post_Code", "Country_Region_Code")
            address = address_of(*[_text(said, name) for name in names])
            yield CustomerRecord(
                customer_id=customer_id,
                bill_to=address,
                ship_to=address,
                currency=said["Currency_Code"],
                terms_days=int(said["Payment_Terms_Days"]),
                tax_percent=figure(said["VAT_Percent"]),
                credit_limit=figure(said["Credit_Limit_LCY"]),
                exposure=figure(said["Balance"]),
                blocked=said["Blocked"] != _NOT_BLOCKED,
            )

    def _on_hand(self, rows: list[Record]) -> Iterator[OnHand]:
        for said in rows:
            item_id = self._known("item", said["Item_No"])
            if item_id is not None:
                units = int(figure(said["Inventory"]))
                yield OnHand(item_id, self._site(_text(said, "Location_Code")), units)

    def _due(self, said: Record) -> Iterator[Due]:
        day, lines = _text(said, "Expected_Receipt_Date"), said.rows("PurchLines")
        if not day or day == NO_DATE or lines is None or _text(said, "Sales_Order_No"):
            return  # what goes straight to a buyer never comes in
        site, posts = self._site(_text(said, "Location_Code")), _text(said, "Book_Role") != _COPY
        for line in map(Record, lines):
            item_id = self._known("item", line["No"])
            size = self._size(line["No"], line["Unit_of_Measure_Code"])
            left = figure(line["Quantity"]) - figure(line["Quantity_Received"])
            if item_id is not None and size and left > 0:
                yield Due(item_id, site, date.fromisoformat(day), int(left * size), posts)

    def _size(self, number: str, unit: str) -> int:
        """Give how many EA a unit holds; nothing for a carton of an article that was never read."""
        return 1 if self._xref.business("unit", unit) == "EA" else self._pieces.get(number, 0)

    def _site(self, code: str) -> str:
        return (self._known("site", code) or code) if code else ""

    def _known(self, kind: str, code: str) -> str | None:
        try:
            return self._xref.business(kind, code)
        except UnknownCodeError:
            return None


def _text(said: Record, name: str) -> str:
    """Give a field that the book leaves out when it is empty."""
    cell = said.rows(name)
    return "" if cell is None else cell.text or ""

"""The new book's masters, stock and purchases, read by number: each page goes on behind the last one's."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

from facade.adapters.cloud_erp_reading import READING, exact
from facade.adapters.cloud_erp_wire import SYSTEM, CloudErpWire, Record, equals
from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.canonical.order import address_of
from facade.canonical.page import Page
from facade.canonical.supply import ANYWHERE, Due, OnHand
from facade.canonical.xref import CrossReference
from facade.errors import UnknownCodeError
from facade.ports import Call, Clock, Wire
from facade.settings import SystemSettings

PAGE = 500
NO_DAY = "0001-01-01"
_NOT_BLOCKED = " "
_COPY = "mirror"


class CloudErpPages:
    """Reads the new book page by page; what the cross-reference does not know is left out.

    It does not know where its goods lie.
    """

    name = SYSTEM

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference, clock: Clock) -> None:
        self._erp = CloudErpWire(wire, settings, clock)
        self._xref = xref
        self._pieces: dict[str, int] = {}

    async def items(self, after: str, call: Call) -> Page[ItemRecord]:
        """Give a page of articles with their list prices."""
        rows, following = await self._page("items", after, "", call)
        with READING:
            return Page(tuple(self._items(rows)), following)

    async def customers(self, after: str, call: Call) -> Page[CustomerRecord]:
        """Give a page of customers."""
        rows, following = await self._page("customers", after, "", call)
        with READING:
            return Page(tuple(self._customers(rows)), following)

    async def on_hand(self, after: str, call: Call) -> Page[OnHand]:
        """Give a page of what there is, wherever it lies."""
        rows, following = await self._page("items", after, "&$select=number,inventory", call)
        with READING:
            return Page(tuple(self._on_hand(rows)), following)

    async def on_hand_of(self, item_id: str, call: Call) -> tuple[OnHand, ...]:
        """Give what there is of one item, now."""
        query = f"$filter={equals('number', self._xref.native('item', item_id))}&$select=number,inventory"
        rows = await self._erp.rows("items", query, call)
        with READING:
            return tuple(self._on_hand(rows))

    async def due(self, after: str, call: Call) -> Page[Due]:
        """Give a page of what is on its way; goods without a day are not counted on."""
        rows, following = await self._page("purchaseOrders", after, "&$expand=purchaseOrderLines", call)
        with READING:
            return Page(tuple([due for row in rows for due in self._due(row)]), following)

    async def contracts(self, customer_id: str, call: Call) -> Mapping[str, Decimal]:
        """Give what a customer has agreed to pay for one EA, by item."""
        code = self._xref.known("customer", customer_id)
        if code is None:
            return {}
        rows = await self._erp.rows("priceListLines", f"$filter={equals('assignToNumber', code)}", call)
        with READING:
            return {
                item_id: exact(said["unitPrice"])
                for said in rows
                if (item_id := self._known("item", said["assetNumber"])) is not None
            }

    async def _page(self, entity_set: str, after: str, also: str, call: Call) -> tuple[list[Record], str]:
        doubled = after.replace("'", "''")
        begin = "&$filter=" + quote(f"number gt '{doubled}'", safe="") if after else ""
        query = f"$orderby=number&$top={PAGE}{begin}{also}"
        rows = await self._erp.rows(entity_set, query, call)
        with READING:
            return rows, str(rows[-1]["number"]) if len(rows) == PAGE else ""

    def _items(self, rows: list[Record]) -> Iterator[ItemRecord]:
        for said in rows:
            item_id = self._known("item", said["number"])
            if item_id is None:
                continue
            pieces = self._pieces[said["number"]] = int(said["quantityPerPack"])
            units = said["baseUnitOfMeasureCode"], said["packUnitOfMeasureCode"]
            base, packing = [self._xref.business("unit", unit) for unit in units]
            price, changed_at = exact(said["unitPrice"]), _instant(said)
            sizes = ((base, 1), (packing, pieces))
            yield ItemRecord(item_id, said["displayName"], price, sizes, said["gtin"], changed_at)

    def _customers(self, rows: list[Record]) -> Iterator[CustomerRecord]:
        for said in rows:
            customer_id = self._known("customer", said["number"])
            if customer_id is None:
                continue
            names = ("displayName", "addressLine1", "city", "postalCode", "country")
            address = address_of(*[said[name] for name in names])
            yield CustomerRecord(
                customer_id=customer_id,
                bill_to=address,
                ship_to=address,
                currency=said["currencyCode"],
                terms_days=_days(said["paymentTermsCode"]),
                tax_percent=None,
                credit_limit=exact(said["creditLimit"]),
                exposure=exact(said["balanceDue"]),
                blocked=said["blocked"] != _NOT_BLOCKED,
                changed_at=_instant(said),
            )

    def _on_hand(self, rows: list[Record]) -> Iterator[OnHand]:
        for said in rows:
            item_id = self._known("item", said["number"])
            if item_id is not None:
                yield OnHand(item_id, ANYWHERE, int(exact(said["inventory"])))

    def _due(self, said: Record) -> Iterator[Due]:
        if said["status"] != "Open" or said["salesOrderNumber"]:
            return  # what goes straight to a buyer never comes in
        posts = said.get("bookRole") != _COPY
        for line in said["purchaseOrderLines"]:
            item_id, day = self._known("item", line["lineObjectNumber"]), line["expectedReceiptDate"]
            size = self._size(line["lineObjectNumber"], line["unitOfMeasureCode"])
            left = exact(line["quantity"]) - exact(line["receivedQuantity"])
            if item_id is not None and size and left > 0 and day != NO_DAY:
                yield Due(item_id, ANYWHERE, date.fromisoformat(day), int(left * size), posts)

    def _size(self, number: str, unit: str) -> int:
        """Give how many EA a unit holds; nothing for a box of an article that was never read."""
        return 1 if self._xref.business("unit", unit) == "EA" else self._pieces.get(number, 0)

    def _known(self, kind: str, code: str) -> str | None:
        try:
            return self._xref.business(kind, code)
        except UnknownCodeError:
            return None


def _days(terms: str) -> int:
    """Read payment terms, which this installation names by their days."""
    days, _, _ = terms.partition(" ")
    return int(days) if days.isdecimal() else 0


def _instant(said: Record) -> datetime:
    return datetime.fromisoformat(said["lastModifiedDateTime"])

"""The new book during a migration: loaded record by record, and read back to see what is really there."""

from collections.abc import Callable, Sequence

from dualrun.cutover.read_back import read_back
from dualrun.cutover.rows import Row
from dualrun.cutover.transform import CLEARING_ITEM, CLEARING_VENDOR, Content, Transformation
from facade.adapters.cloud_erp_reading import LINE_STEP
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.ports import Call

PAGE = 200
RECEIPT = "opening stock"
_SETS = {
    **{"vendors": "vendors", "customers": "customers", "items": "items", "stock": "items"},
    "prices": "priceListLines",
    **{"orders": "salesOrders", "backorders": "salesOrders", "receivables": "salesInvoices"},
    **{"purchase_orders": "purchaseOrders", "goods_received": "purchaseOrders"},
    "payables": "purchaseInvoices",
}
_LINES = {"salesOrders": "salesOrderLines", "purchaseOrders": "purchaseOrderLines"}


class NewBook:
    """Loads rows, and reads back what came of them under the old book's numbers."""

    def __init__(self, erp: CloudErpWire, rules: Transformation, call: Callable[[str], Call]) -> None:
        self._erp = erp
        self._rules = rules
        self._numbers = rules.numbers
        self._call = call
        self._ids: dict[tuple[str, str], str] = {}
        self._own: set[str] = set()

    async def prepare(self) -> None:
        """Take down what is the book's own, and enter what open balances are booked on."""
        for entity_set in ("vendors", "customers", "items"):
            self._own |= {str(row["number"]) for row in await self._rows(entity_set)}
        item = {"number": CLEARING_ITEM, "displayName": "Opening balances", "type": "Service"}
        await self._erp.post("items", item, self._call("clearing-item"))
        vendor = {"number": CLEARING_VENDOR, "displayName": "Opening stock"}
        await self._erp.post("vendors", vendor, self._call("clearing-vendor"))

    async def load(self, row: Row, *, is_paired: bool = True) -> None:
        """Enter one row, and post what has to be posted; of one that is not paired nobody keeps the number.

        Raises:
            SystemRefusedError: the book does not want it; see facade/errors.py for the others.
        """
        entity_set, content = self._rules.content(row)
        name = f"{row.kind}-{row.number}"
        made = await self._erp.post(entity_set, content, self._call(name))
        self._ids.setdefault((row.kind, row.number), made["id"])
        path = f"{entity_set}({made['id']})"
        if row.kind in ("receivables", "payables"):
            await self._erp.post(f"{path}/Microsoft.NAV.post", {}, self._call(f"{name}-post"))
            made = await self._erp.get(path, self._call(f"{name}-posted"))
        elif row.kind == "goods_received":
            said = {"vendorShipmentNumber": row.number, "lines": [{"sequence": LINE_STEP, "quantity": 1}]}
            await self._erp.post(f"{path}/Microsoft.NAV.receive", said, self._call(f"{name}-receive"))
        if is_paired:
            self._numbers.pair(row.kind, row.number, made["number"])

    async def change(self, row: Row) -> None:
        """Bring a master to what the old book has by now."""
        entity_set, content = self._rules.content(row)
        fields = {name: value for name, value in content.items() if name not in ("number", "quantityPerPack")}
        path = f"{entity_set}({self._ids[row.kind, row.number]})"
        await self._erp.change(path, fields, self._call(f"change-{row.kind}-{row.number}"))

    async def receive(self, rows: Sequence[Row]) -> None:
        """Enter the opening stock of some items, as goods received from nobody."""
        lines = [
            {
                "sequence": place * LINE_STEP,
                "lineObjectNumber": self._numbers.new("items", row.number),
                "quantity": row.amount,
            }
            for place, row in enumerate(rows, 1)
        ]
        order = {"vendorNumber": CLEARING_VENDOR, "purchaseOrderLines": lines}
        name = f"stock-{rows[0].number}"
        made = await self._erp.post("purchaseOrders", order, self._call(name))
        said = {
            "vendorShipmentNumber": RECEIPT,
            "lines": [{"sequence": line["sequence"], "quantity": line["quantity"]} for line in lines],
        }
        path = f"purchaseOrders({made['id']})/Microsoft.NAV.receive"
        await self._erp.post(path, said, self._call(f"{name}-receive"))
        for row in rows:
            self._numbers.pair("stock", row.number, self._numbers.new("items", row.number))

    async def read(self, kind: str) -> list[Row]:
        """Give what the book holds of a kind; what did not come from the old book goes by its own number."""
        if kind not in _SETS:
            return []
        rows = await self._rows(_SETS[kind])
        ours = [said for said in rows if said["number"] not in self._own]
        return [row for said in ours for row in read_back(kind, said, self._rules)]

    async def _rows(self, entity_set: str) -> list[Content]:
        rows: list[Content] = []
        expand = f"&$expand={_LINES[entity_set]}" if entity_set in _LINES else ""
        while True:
            query = f"$orderby=number&$top={PAGE}&$skip={len(rows)}{expand}"
            found = await self._erp.rows(entity_set, query, self._call(f"read-{entity_set}-{len(rows)}"))
            rows += found
            if len(found) < PAGE:
                return rows

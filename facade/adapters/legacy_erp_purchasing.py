"""What suppliers send straight to the buyer, as the old book keeps it: a purchase order for a sales order."""

from datetime import datetime

from lxml import etree

from facade.adapters.legacy_erp_lines import line_cells
from facade.adapters.legacy_erp_lookup import lookup
from facade.adapters.legacy_erp_reading import LINE_STEP, READING, Record, part, table
from facade.adapters.legacy_erp_wire import SYSTEM, LegacyErpWire, equal_to, escape
from facade.adapters.lists import Lists
from facade.canonical.fulfilment import Shipment, shipped_line
from facade.canonical.purchase import DropShipment, Purchase, PurchaseStatus
from facade.canonical.value import figure, quantity_written
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemUnavailableError
from facade.ports import Call

_PAGE = "PurchaseOrder"
_CANCELLED = "Cancelled"


class LegacyErpPurchasing:
    """Implements Purchasing. Whatever is not the first attempt looks for its document before it makes one."""

    def __init__(self, erp: LegacyErpWire, xref: CrossReference, lists: Lists) -> None:
        self._erp = erp
        self._xref = xref
        self._lists = lists

    async def buy(self, wanted: DropShipment, call: Call) -> Purchase:
        """Enter a purchase order; the book fills in what the goods cost."""
        if self._lists.may_hold(call):
            found = await self._referred(wanted.reference, call)
            if found is not None:
                return self._purchase(found)
            self._lists.show_nothing(f"the purchase {wanted.reference}", call)
        with READING:
            content = self._native(wanted)
        result = await self._lists.written(self._erp.page(_PAGE, "Create", content, call), call)
        record = part(result, _PAGE)
        if record is None:
            raise SystemUnavailableError(SYSTEM, "an answer without the purchase order it is about")
        return self._purchase(record)

    async def read_purchase(self, number: str, call: Call) -> Purchase | None:
        """Give a purchase order as it is now."""
        found = await self._numbered(number, call)
        return None if found is None else self._purchase(found)

    async def withdraw(self, number: str, reference: str, call: Call) -> bool:
        """Delete the order as it was read: whatever its supplier says meanwhile, the book then refuses."""
        found = await (self._numbered(number, call) if number else self._referred(reference, call))
        if found is None:
            self._lists.show_nothing(f"the purchase {reference}", call)
            if number:
                raise SystemRefusedError(SYSTEM, "unknown_purchase", f"there is no purchase order {number}")
            return True
        status = self._purchase(found).status
        if status is PurchaseStatus.OPEN:
            with READING:
                key = Record(found)["Key"]
            await self._erp.page(_PAGE, "Delete", f"<Key>{escape(key)}</Key>", call)
        return status in (PurchaseStatus.OPEN, PurchaseStatus.CANCELLED)

    async def _numbered(self, number: str, call: Call) -> etree._Element | None:
        return part(await self._erp.page(_PAGE, "Read", f"<No>{escape(number)}</No>", call), _PAGE)

    async def _referred(self, reference: str, call: Call) -> etree._Element | None:
        return await lookup(self._erp, _PAGE, {"Your_Reference": equal_to(reference)}, call)

    def _native(self, wanted: DropShipment) -> str:
        lines = "".join(
            [
                f"<Purchase_Order_Line>{line_cells(self._xref, line)}</Purchase_Order_Line>"
                for line in wanted.goods.lines
            ]
        )
        vendor = self._xref.native("supplier", wanted.supplier_id)
        return (
            f"<PurchaseOrder><Your_Reference>{escape(wanted.reference)}</Your_Reference>"
            f"<Sales_Order_No>{escape(wanted.order_number)}</Sales_Order_No>"
            f"<Buy_from_Vendor_No>{escape(vendor)}</Buy_from_Vendor_No>"
            f"<PurchLines>{lines}</PurchLines></PurchaseOrder>"
        )

    def _purchase(self, record: etree._Element) -> Purchase:
        with READING:
            said = Record(record)
            rows = [
                (int(line) // LINE_STEP, quantity, self._xref.business("unit", unit))
                for line, quantity, unit in table(
                    said.rows("PurchLines"), "Line_No", "Quantity", "Unit_of_Measure_Code"
                )
            ]
            return Purchase(
                number=said["No"],
                supplier_id=self._xref.business("supplier", said["Buy_from_Vendor_No"]),
                status=_status(said),
                lines=tuple([(line, figure(quantity)) for line, quantity, _ in rows]),
                shipment=_shipment(said, rows),
            )


def _status(said: Record) -> PurchaseStatus:
    if said["Status"] == _CANCELLED:
        return PurchaseStatus.CANCELLED
    if said.get("Vendor_Shipment_No"):
        return PurchaseStatus.SENT
    return PurchaseStatus.CONFIRMED if said.get("Vendor_Order_No") else PurchaseStatus.OPEN


def _shipment(said: Record, rows: list[tuple[int, str, str]]) -> Shipment | None:
    papers = said.get("Vendor_Shipment_No")
    if not papers:
        return None
    lines = [shipped_line(line, quantity_written(quantity, unit)) for line, quantity, unit in rows]
    left_at = datetime.fromisoformat(said["Vendor_Shipment_DateTime"])
    return Shipment(papers, "", "", left_at, tuple(lines))

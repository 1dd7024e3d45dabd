"""What suppliers send straight to the buyer, as the new book keeps it: a purchase order for a sales order."""

from datetime import datetime

from facade.adapters.cloud_erp_lines import native_line
from facade.adapters.cloud_erp_reading import CANCELED, LINE_STEP, READING, exact
from facade.adapters.cloud_erp_wire import SYSTEM, CloudErpWire, Record, equals
from facade.adapters.lists import Lists
from facade.canonical.fulfilment import Shipment, shipped_line
from facade.canonical.purchase import DropShipment, Purchase, PurchaseStatus
from facade.canonical.value import quantity_of
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError
from facade.ports import Call

_WITH_LINES = "&$expand=purchaseOrderLines"


class CloudErpPurchasing:
    """Implements Purchasing. Whatever is not the first attempt looks for its document before it makes one."""

    def __init__(self, erp: CloudErpWire, xref: CrossReference, lists: Lists) -> None:
        self._erp = erp
        self._xref = xref
        self._lists = lists

    async def buy(self, wanted: DropShipment, call: Call) -> Purchase:
        """Enter a purchase order; the book fills in what the goods cost."""
        if self._lists.may_hold(call):
            found = await self._found("yourReference", wanted.reference, call)
            if found is not None:
                return self._purchase(found)
            self._lists.show_nothing(f"the purchase {wanted.reference}", call)
        with READING:
            content = self._native(wanted)
        return self._purchase(
            await self._lists.written(self._erp.post("purchaseOrders", content, call), call)
        )

    async def read_purchase(self, number: str, call: Call) -> Purchase | None:
        """Give a purchase order as it is now; one that has just changed is in no list for a while."""
        found = await self._found("number", number, call)
        return None if found is None else self._purchase(found)

    async def withdraw(self, number: str, reference: str, call: Call) -> bool:
        """Cancel the order; the book itself refuses once its supplier has confirmed."""
        named = ("number", number) if number else ("yourReference", reference)
        found = await self._found(*named, call)
        if found is None:
            self._lists.show_nothing(f"the purchase {reference}", call)
            if number:
                raise SystemRefusedError(SYSTEM, "unknown_purchase", f"there is no purchase order {number}")
            return True
        status = self._purchase(found).status
        if status is not PurchaseStatus.OPEN:
            return status is PurchaseStatus.CANCELLED
        with READING:
            path = f"purchaseOrders({found['id']})"
        try:
            await self._erp.post(f"{path}/Microsoft.NAV.cancel", {}, call)
        except SystemRefusedError:
            newest = await self._erp.get(f"{path}?{_WITH_LINES[1:]}", call)
            if self._purchase(newest).status in (PurchaseStatus.CONFIRMED, PurchaseStatus.SENT):
                return False
            raise
        return True

    async def _found(self, field: str, value: str, call: Call) -> Record | None:
        rows = await self._erp.rows("purchaseOrders", f"$filter={equals(field, value)}{_WITH_LINES}", call)
        return rows[0] if rows else None

    def _native(self, wanted: DropShipment) -> Record:
        return {
            "yourReference": wanted.reference,
            "salesOrderNumber": wanted.order_number,
            "vendorNumber": self._xref.native("supplier", wanted.supplier_id),
            "purchaseOrderLines": [native_line(self._xref, line) for line in wanted.goods.lines],
        }

    def _purchase(self, record: Record) -> Purchase:
        with READING:
            lines = record["purchaseOrderLines"]
            return Purchase(
                number=record["number"],
                supplier_id=self._xref.business("supplier", record["vendorNumber"]),
                status=_status(record),
                lines=tuple([(line["sequence"] // LINE_STEP, exact(line["quantity"])) for line in lines]),
                shipment=self._shipment(record),
            )

    def _shipment(self, record: Record) -> Shipment | None:
        if not record["vendorShipmentNumber"]:
            return None
        lines = [
            shipped_line(
                line["sequence"] // LINE_STEP,
                quantity_of(exact(line["quantity"]), self._xref.business("unit", line["unitOfMeasureCode"])),
            )
            for line in record["purchaseOrderLines"]
        ]
        left_at = datetime.fromisoformat(record["vendorShipmentDateTime"])
        return Shipment(record["vendorShipmentNumber"], "", "", left_at, tuple(lines))


def _status(record: Record) -> PurchaseStatus:
    if record["status"] == CANCELED:
        return PurchaseStatus.CANCELLED
    if record["vendorShipmentNumber"]:
        return PurchaseStatus.SENT
    return PurchaseStatus.CONFIRMED if record["vendorOrderNumber"] else PurchaseStatus.OPEN

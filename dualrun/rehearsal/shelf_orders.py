"""How those who keep a book enter purchase orders for the shelf there, and what has come of them.

Each order goes by a reference of ours in both books, which its supplier uses as well: whoever did not hear an
answer looks for it before it is entered again.
"""

from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from facade.adapters.cloud_erp_reading import exact
from facade.adapters.cloud_erp_wire import SYSTEM as NEW
from facade.adapters.cloud_erp_wire import CloudErpWire, equals
from facade.adapters.legacy_erp_lookup import lookup
from facade.adapters.legacy_erp_reading import Record, table
from facade.adapters.legacy_erp_wire import SYSTEM as OLD
from facade.adapters.legacy_erp_wire import LegacyErpWire, equal_to, escape
from facade.canonical.value import figure
from facade.canonical.xref import CrossReference
from facade.ports import Call
from simulators.chassis.master import EACH, OnOrder

_PAGE = "PurchaseOrder"


class Standing(NamedTuple):
    """What has come of an order, in single units, and what one of them costs."""

    came: Decimal
    cost: Decimal


class ShelfBook(Protocol):
    """One book. All methods raise as those of OrderBook do, and change nothing the second time."""

    async def order(self, wanted: OnOrder, call: Call) -> None:
        """Enter an order, or a copy of one that posts in the other book."""
        ...

    async def receive(self, wanted: OnOrder, call: Call) -> None:
        """Post that all of it has come, and where it posts the bill as well; of an unknown order nothing."""
        ...

    async def take_in(self, wanted: OnOrder, call: Call) -> None:
        """Post that all of it has come, and leave the bill to whoever holds it against the order."""
        ...

    async def bill(self, wanted: OnOrder, call: Call) -> bool:
        """Post the bill over what has come, and say whether it is posted now; of an unknown order nothing."""
        ...

    async def standing(self, wanted: OnOrder, call: Call) -> Standing | None:
        """Give how an order stands that the book knows."""
        ...


class OldShelfBook:
    """Implements ShelfBook."""

    def __init__(self, erp: LegacyErpWire, xref: CrossReference) -> None:
        self._erp = erp
        self._xref = xref

    async def order(self, wanted: OnOrder, call: Call) -> None:
        """Enter an order."""
        if await self._found(wanted, call) is None:
            await self._erp.page(_PAGE, "Create", self._native(wanted), call)

    async def receive(self, wanted: OnOrder, call: Call) -> None:
        """Post the receipt and the bill."""
        found = await self._found(wanted, call)
        if found is None:
            return
        await self._post_receipt(found, wanted, call)
        if wanted.book == OLD:
            await self._post_bill(found, wanted, call)

    async def take_in(self, wanted: OnOrder, call: Call) -> None:
        """Post the receipt."""
        found = await self._found(wanted, call)
        if found is not None:
            await self._post_receipt(found, wanted, call)

    async def bill(self, wanted: OnOrder, call: Call) -> bool:
        """Post the bill."""
        found = await self._found(wanted, call)
        if found is not None:
            await self._post_bill(found, wanted, call)
        return found is not None

    async def standing(self, wanted: OnOrder, call: Call) -> Standing | None:
        """Look at the only line of the order."""
        found = await self._found(wanted, call)
        if found is None:
            return None
        [(cost, came)] = table(found.rows("PurchLines"), "Direct_Unit_Cost", "Quantity_Received")
        return Standing(figure(came), figure(cost))

    async def _post_receipt(self, found: Record, wanted: OnOrder, call: Call) -> None:
        [(came,)] = table(found.rows("PurchLines"), "Quantity_Received")
        if not figure(came):
            said = f"<vendorShipmentNo>{escape(wanted.reference)}</vendorShipmentNo>"
            await self._erp.codeunit("PurchPost", "PostReceipt", f"{_order_no(found)}{said}", call)

    async def _post_bill(self, found: Record, wanted: OnOrder, call: Call) -> None:
        [(billed,)] = table(found.rows("PurchLines"), "Quantity_Invoiced")
        if not figure(billed):
            said = f"<vendorInvoiceNo>{escape(wanted.reference)}</vendorInvoiceNo>"
            await self._erp.codeunit("PurchPost", "PostVendorInvoice", f"{_order_no(found)}{said}", call)

    async def _found(self, wanted: OnOrder, call: Call) -> Record | None:
        found = await lookup(self._erp, _PAGE, {"Your_Reference": equal_to(wanted.reference)}, call)
        return Record(found) if found is not None else None

    def _native(self, wanted: OnOrder) -> str:
        native, reference = self._xref.native, escape(wanted.reference)
        line = (
            f"<Purchase_Order_Line><No>{escape(native('item', wanted.item))}</No>"
            f"<Quantity>{wanted.units}</Quantity>"
            f"<Unit_of_Measure_Code>{escape(native('unit', EACH))}</Unit_of_Measure_Code>"
            "</Purchase_Order_Line>"
        )
        return (
            f"<PurchaseOrder><Your_Reference>{reference}</Your_Reference>"
            f"<Buy_from_Vendor_No>{escape(native('supplier', wanted.supplier))}</Buy_from_Vendor_No>"
            f"<Vendor_Order_No>{reference}</Vendor_Order_No>"
            f"<Book_Role>{'Leading' if wanted.book == OLD else 'Mirror'}</Book_Role>"
            f"<Location_Code>{escape(native('site', wanted.site))}</Location_Code>"
            f"<Expected_Receipt_Date>{wanted.due.isoformat()}</Expected_Receipt_Date>"
            f"<PurchLines>{line}</PurchLines></PurchaseOrder>"
        )


class NewShelfBook:
    """Implements ShelfBook."""

    def __init__(self, erp: CloudErpWire, xref: CrossReference) -> None:
        self._erp = erp
        self._xref = xref

    async def order(self, wanted: OnOrder, call: Call) -> None:
        """Enter an order."""
        if await self._found(wanted, call) is None:
            await self._erp.post("purchaseOrders", self._native(wanted), call)

    async def receive(self, wanted: OnOrder, call: Call) -> None:
        """Post the receipt, with the bill at one go where the order posts here."""
        found = await self._found(wanted, call)
        if found is None or found["status"] != "Open":
            return
        if wanted.book == NEW:
            await self._post_bill(found, call)
        else:
            await self._post_receipt(found, wanted, call)

    async def take_in(self, wanted: OnOrder, call: Call) -> None:
        """Post the receipt."""
        found = await self._found(wanted, call)
        if found is not None and found["status"] == "Open":
            await self._post_receipt(found, wanted, call)

    async def bill(self, wanted: OnOrder, call: Call) -> bool:
        """Post the bill over what has been received."""
        found = await self._found(wanted, call)
        if found is None or found["status"] not in ("Received", "Closed"):
            return False
        if found["status"] == "Received":
            await self._post_bill(found, call)
        return True

    async def standing(self, wanted: OnOrder, call: Call) -> Standing | None:
        """Look at the only line of the order."""
        found = await self._found(wanted, call, "&$expand=purchaseOrderLines")
        if found is None:
            return None
        [line] = found["purchaseOrderLines"]
        return Standing(exact(line["receivedQuantity"]), exact(line["directUnitCost"]))

    async def _post_receipt(self, found: dict[str, Any], wanted: OnOrder, call: Call) -> None:
        path = f"purchaseOrders({found['id']})/Microsoft.NAV.receive"
        await self._erp.post(path, {"vendorShipmentNumber": wanted.reference}, call)

    async def _post_bill(self, found: dict[str, Any], call: Call) -> None:
        """Post the bill over what has come, and before it the receipt of what is not posted yet."""
        await self._erp.post(f"purchaseOrders({found['id']})/Microsoft.NAV.receiveAndInvoice", {}, call)

    async def _found(self, wanted: OnOrder, call: Call, more: str = "") -> dict[str, Any] | None:
        query = f"$filter={equals('yourReference', wanted.reference)}{more}"
        rows = await self._erp.rows("purchaseOrders", query, call)
        return rows[0] if rows else None

    def _native(self, wanted: OnOrder) -> dict[str, Any]:
        line = {
            "lineType": "Item",
            "lineObjectNumber": self._xref.native("item", wanted.item),
            "unitOfMeasureCode": self._xref.native("unit", EACH),
            "quantity": Decimal(wanted.units),
            "expectedReceiptDate": wanted.due.isoformat(),
        }
        return {
            "vendorNumber": self._xref.native("supplier", wanted.supplier),
            "vendorOrderNumber": wanted.reference,
            "bookRole": "leading" if wanted.book == NEW else "mirror",
            "yourReference": wanted.reference,
            "purchaseOrderLines": [line],
        }


def _order_no(found: Record) -> str:
    return f"<orderNo>{escape(found['No'])}</orderNo>"

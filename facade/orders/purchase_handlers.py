"""What each command about goods that a supplier sends does: one call at the book that buys them.

The book tells nobody how its suppliers answer, so it is asked, again and again until the goods have left.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from facade.canonical.purchase import DropShipment, PurchaseStatus
from facade.errors import SystemRefusedError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.handlers import booked_number, part_of
from facade.orders.part import Part, PartStatus, contents, reference_of
from facade.orders.part_notes import PARTS_MAX
from facade.orders.state import OrderState
from facade.ports import Call, Purchasing
from facade.routing.policy import Route
from facade.routing.stage import Side

if TYPE_CHECKING:
    from facade.orders.handlers import Handler

_WITH_SUPPLIER = (PartStatus.BOUGHT, PartStatus.RECALLED, PartStatus.CONFIRMED)


class PurchaseHandlers:
    """The commands of purchases that an order waits for."""

    def __init__(self, books: Mapping[Side, Purchasing]) -> None:
        self._books = books
        self.table: dict[str, Handler] = {
            Do.BUY: self._buy,
            Do.ASK_SUPPLIER: self._ask,
            Do.WITHDRAW: self._withdraw,
        }

    async def _buy(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        wanted = drop_shipment(state, part, booked_number(state))
        bought = await self._books[route.authoritative].buy(wanted, call)
        return ev.PurchaseOrdered(bought.number, part.number)

    async def _ask(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part = part_of(state, row)
        if part.status not in _WITH_SUPPLIER:
            return ev.SupplierSilent(part.number)
        bought = await self._books[route.authoritative].read_purchase(part.site_number, call)
        if bought is None:
            return ev.SupplierSilent(part.number)
        if bought.shipment is not None:
            return ev.OrderShipped(bought.shipment, part.number)
        if bought.status is PurchaseStatus.CANCELLED and part.status is not PartStatus.RECALLED:
            if part.status is PartStatus.BOUGHT and len(state.parts) < PARTS_MAX:
                return ev.SupplierDeclined(part.number)
            raise SystemRefusedError("facade", "declined", f"purchase order {bought.number} is cancelled")
        if bought.status is PurchaseStatus.CONFIRMED and part.status is not PartStatus.CONFIRMED:
            return ev.SupplierConfirmed(part.number)
        return ev.SupplierSilent(part.number)

    async def _withdraw(self, state: OrderState, route: Route, row: OutboxRow, call: Call) -> ev.Event:
        part, book = part_of(state, row), self._books[route.authoritative]
        if await book.withdraw(part.site_number, reference_of(state.order, part), call):
            return ev.PurchaseWithdrawn(part.number)
        return ev.PurchaseKept(part.number)


def drop_shipment(state: OrderState, part: Part, order_number: str) -> DropShipment:
    """Give what a book is to buy for a part of an order, which it knows by a number of its own."""
    reference = reference_of(state.order, part)
    return DropShipment(reference, part.supplier, order_number, contents(state.order, part))

"""Goods that come back to the fulfilment house.

It has no place for our reference: after a lost answer it is asked which returns of the order there are.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from facade.adapters.lists import Lists
from facade.adapters.site_client import notice_field
from facade.adapters.site_returns import item_of
from facade.adapters.threepl_graphql_wire import SYSTEM, GraphQlWire, Trail
from facade.adapters.trail import trail_headers
from facade.canonical.goods_back import PROPOSED, Disposition, ReturnNotice, Rma
from facade.canonical.xref import CrossReference
from facade.errors import SystemTimeoutError
from facade.ports import Call
from facade.settings import SystemSettings

RETURN_UPDATE = "Return Update"
DONE = "warehouse_complete"
_CREATE = "mutation($data: CreateReturnInput!) { return_create(data: $data) { return { id order_id } } }"
_OF_ORDER = (
    "query($id: String!) { order(id: $id) { data { id returns { id status line_items { sku quantity } } } } }"
)


class ThreePlGraphQlReturns:
    """The returns of one account."""

    def __init__(
        self, wire: GraphQlWire, settings: SystemSettings, xref: CrossReference, lists: Lists
    ) -> None:
        (self._warehouse,) = settings.codes["site"].values()
        self._wire = wire
        self._lists = lists
        self._xref = xref

    async def expect(self, rma: Rma, call: Call) -> str:
        """Announce a return, unless an earlier attempt has."""
        trail, data = trail_headers(call), self._native(rma)
        if self._lists.may_hold(call):
            if found := await self._find(rma, data, trail):
                return found
            self._lists.show_nothing(f"the return {rma.reference}", call)
        creating = self._wire.ask("return_create", _CREATE, trail, data=data)
        answer = (await self._lists.written(creating, call)).get("return")
        if not isinstance(answer, dict) or answer.get("order_id") != rma.site_order:
            raise SystemTimeoutError(SYSTEM, f"the answer is not about a return of {rma.site_order}")
        return str(notice_field(answer, "id", str))

    async def _find(self, rma: Rma, data: Mapping[str, Any], trail: Trail) -> str:
        """Find the return of the same goods that none of our other returns goes by."""
        answer = (await self._wire.ask("order", _OF_ORDER, trail, id=rma.site_order)).get("data")
        wanted = [(line["sku"], line["quantity"]) for line in data["line_items"]]
        for back in answer.get("returns") or () if isinstance(answer, dict) else ():
            same = [(line["sku"], line["quantity"]) for line in back["line_items"]] == wanted
            if same and back["status"] != "canceled" and back["id"] not in rma.others:
                return str(back["id"])
        return ""

    def _native(self, rma: Rma) -> Mapping[str, Any]:
        is_sold_again = PROPOSED[rma.reason] is Disposition.RESTOCK
        return {
            "order_id": rma.site_order,
            "warehouse_id": self._warehouse,
            "return_reason": rma.reason,
            "shipping_carrier": "customer",
            "shipping_method": "customer",
            "label_cost": "0.00",
            "line_items": [
                {
                    "sku": self._xref.native("item", line.item_id),
                    "quantity": line.base_units,
                    "return_reason": rma.reason,
                    "condition": "opened" if is_sold_again else "damaged",
                }
                for line in rma.goods.lines
            ],
        }

    def read(self, document: Mapping[str, Any]) -> ReturnNotice | None:
        """Translate a notice of a return; nothing before the house is done with it."""
        status = notice_field(document, "status", str)
        if status != DONE:
            return None
        number = notice_field(document, "return_uuid", str)
        return ReturnNotice(
            source=SYSTEM,
            message_id=f"{RETURN_UPDATE}/{number}/{status}",
            fulfilment_ref=notice_field(document, "partner_order_id", str),
            site_number=number,
            taken=tuple(
                taken for line in notice_field(document, "line_items", list) for taken in self._taken(line)
            ),
        )

    def _taken(self, line: Mapping[str, Any]) -> Iterator[tuple[str, int, Disposition]]:
        item = item_of(self._xref, notice_field(line, "sku", str))
        received, again = notice_field(line, "quantity_received", int), notice_field(line, "restock", int)
        if again:
            yield item, again, Disposition.RESTOCK
        if received > again:
            yield item, received - again, Disposition.QUARANTINE

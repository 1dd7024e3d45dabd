"""Goods that come back to the own warehouse: rows under their order, a cause, and what the desk did."""

from collections.abc import Mapping
from typing import Any

from facade.adapters.lists import Lists
from facade.adapters.site_client import SiteClient, notice_field
from facade.adapters.site_returns import disposition_of, item_of
from facade.adapters.trail import trail_headers
from facade.canonical.goods_back import Disposition, ReturnNotice, Rma
from facade.canonical.xref import CrossReference
from facade.ports import Call

SOURCE = "wms"
RETURN_TOPIC = "returnOrder"
RECEIVED = 300
_RETURNS = "/api/v1/returnOrders"
_DONE = {
    "Restock": Disposition.RESTOCK,
    "Inspect": Disposition.QUARANTINE,
    "Damaged": Disposition.QUARANTINE,
    "Scrap": Disposition.SCRAP,
}


class WmsReturns:
    """The returns desk of the own warehouse."""

    def __init__(self, client: SiteClient, xref: CrossReference, lists: Lists) -> None:
        self._client = client
        self._lists = lists
        self._xref = xref

    async def expect(self, rma: Rma, call: Call) -> str:
        """Announce a return, unless an earlier attempt has."""
        trail = trail_headers(call)
        if self._lists.may_hold(call):
            path = f"{_RETURNS}?orderId={rma.site_order}"
            for found in await self._client.ask_list(path, trail, "returnOrders"):
                if found.get("goodsOwnerReturnNumber") == rma.reference:
                    return self._client.number(found, "returnOrderId")
            self._lists.show_nothing(f"the return {rma.reference}", call)
        wanted = {
            "orderId": int(rma.site_order),
            "goodsOwnerReturnNumber": rma.reference,
            "returnOrderLines": [
                {"rowNumber": line.line, "numberOfItems": line.base_units, "returnCause": rma.reason}
                for line in rma.goods.lines
            ],
        }
        echo = {"goodsOwnerReturnNumber": rma.reference}
        announcing = self._client.ask("POST", _RETURNS, trail, wanted, echo)
        answer = await self._lists.written(announcing, call)
        return self._client.number(answer, "returnOrderId")

    def read(self, document: Mapping[str, Any], message_id: str) -> ReturnNotice | None:
        """Translate a notice of a return; nothing before all of it is back, or when it is not ours."""
        status = notice_field(notice_field(document, "returnOrderStatus", dict), "number", int)
        if status != RECEIVED or document.get("goodsOwnerReturnNumber") is None:
            return None
        return ReturnNotice(
            source=SOURCE,
            message_id=message_id,
            fulfilment_ref=notice_field(document, "goodsOwnerReturnNumber", str),
            site_number=str(notice_field(document, "returnOrderId", int)),
            taken=tuple(
                (item_of(self._xref, notice_field(row, "articleNumber", str)), units, became)
                for row in notice_field(document, "returnOrderLines", list)
                for units, became in _became(row)
            ),
        )


def _became(row: Mapping[str, Any]) -> list[tuple[int, Disposition]]:
    return [
        (notice_field(one, "numberOfItems", int), disposition_of(_DONE, one, "disposition"))
        for one in notice_field(row, "received", list)
    ]

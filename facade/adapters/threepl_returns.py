"""Goods that come back to the logistics provider: what it is asked to do with them, and what it did."""

from collections.abc import Mapping
from typing import Any

from facade.adapters.lists import Lists
from facade.adapters.site_client import SiteClient, in_query, notice_field
from facade.adapters.site_returns import disposition_of, item_of
from facade.adapters.trail import trail_headers
from facade.canonical.goods_back import PROPOSED, Disposition, ReturnNotice, Rma
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError
from facade.ports import Call
from facade.settings import SystemSettings

SOURCE = "threepl"
RETURN_DONE = "return.completed"
_RETURN = "/2026-01/return"
_ACTIONS = {
    Disposition.RESTOCK: "Restock",
    Disposition.QUARANTINE: "Quarantine",
    Disposition.SCRAP: "Dispose",
}
_DONE = {word: disposition for disposition, word in _ACTIONS.items()}


class ThreePlReturns:
    """The returns of one client."""

    def __init__(
        self, client: SiteClient, settings: SystemSettings, xref: CrossReference, lists: Lists
    ) -> None:
        (self._location,) = settings.codes["site"].values()
        self._client = client
        self._lists = lists
        self._xref = xref

    async def expect(self, rma: Rma, call: Call) -> str:
        """Announce a return, unless an earlier attempt has."""
        trail = trail_headers(call)
        if self._lists.may_hold(call):
            if found := await self._find(rma.reference, trail):
                return found
            self._lists.show_nothing(f"the return {rma.reference}", call)
        echo = {"reference_id": rma.reference}
        try:
            announcing = self._client.ask("POST", _RETURN, trail, self._native(rma), echo)
            answer = await self._lists.written(announcing, call)
        except SystemRefusedError as refusal:
            found = await self._find(rma.reference, trail) if refusal.code == "duplicate_reference_id" else ""
            if not found:
                raise
            return found
        return self._client.number(answer, "id")

    async def _find(self, reference: str, trail: Mapping[str, str]) -> str:
        path = f"{_RETURN}?ReferenceIds={in_query(reference)}&Limit=250"
        for found in await self._client.ask_list(path, trail, "items"):
            if found.get("status") != "Cancelled":
                return self._client.number(found, "id")
        return ""

    def _native(self, rma: Rma) -> Mapping[str, Any]:
        return {
            "reference_id": rma.reference,
            "fulfillment_center": {"id": int(self._location)},
            "original_shipment_id": int(rma.shipment),
            "inventory": [
                {
                    "id": int(self._xref.native("item", line.item_id)),
                    "quantity": line.base_units,
                    "requested_action": _ACTIONS[PROPOSED[rma.reason]],
                }
                for line in rma.goods.lines
            ],
        }

    def read(self, document: Mapping[str, Any], message_id: str) -> ReturnNotice:
        """Translate the notice that a return is done with."""
        return ReturnNotice(
            source=SOURCE,
            message_id=message_id,
            fulfilment_ref=notice_field(document, "reference_id", str),
            site_number=str(notice_field(document, "id", int)),
            taken=tuple(
                (
                    item_of(self._xref, str(notice_field(line, "id", int))),
                    notice_field(done, "quantity_processed", int),
                    disposition_of(_DONE, done, "action"),
                )
                for line in notice_field(document, "inventory", list)
                for done in notice_field(line, "action_taken", list)
            ),
        )

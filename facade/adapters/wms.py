"""The own warehouse: its ladder of status numbers, its rows in EA, its plain HMAC, in canonical words."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from facade.adapters.site_client import SiteClient, in_query, notice_document, notice_field
from facade.adapters.trail import trail_headers
from facade.canonical.fulfilment import SiteNotice
from facade.canonical.order import Order
from facade.canonical.xref import CrossReference
from facade.errors import NoticeRefusedError, SystemRefusedError
from facade.ports import Call, Wire
from facade.settings import SystemSettings

CANCELLED = 900
ORDERED = "numberOfItems"
_COUNTED = {500: "pickedNumberOfItems"}  # what left may be less than what was ordered
EVENTS = {400: "picked", 500: "shipped", CANCELLED: "cancelled"}
_ORDERS = "/api/v1/orders"
_SUBSCRIPTIONS = "/api/v1/webhookSubscriptions"


class Wms:
    """The adapter of the own warehouse."""

    name = "wms"

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference) -> None:
        (self.site,) = settings.codes["site"]
        self._xref = xref
        self._secret = settings.credentials["webhook_secret"].encode()
        key = {"x-api-key": settings.credentials["api_key"]}
        self._client = SiteClient(self.name, wire, settings, key, "errorCode")

    async def reserve(self, fulfilment_ref: str, order: Order, call: Call) -> str | None:
        """Reserve the whole order: the warehouse's order id, or nothing when stock does not cover it."""
        trail = trail_headers(call)
        if call.attempt > 1 and (found := await self._find(fulfilment_ref, trail)) is not None:
            return found
        echo = {"goodsOwnerOrderNumber": fulfilment_ref}
        try:
            answer = await self._client.ask("POST", _ORDERS, trail, self._native(fulfilment_ref, order), echo)
        except SystemRefusedError as refusal:
            if refusal.code == "INSUFFICIENT_STOCK":
                return None
            raise
        return self._client.number(answer, "orderId")

    async def release(self, fulfilment_ref: str, number: str, call: Call) -> None:
        """Let the order join the next wave; an order that is further along already needs no release."""
        try:
            await self._command(number, "release", call)
        except SystemRefusedError as refusal:
            if refusal.code != "ORDER_ALREADY_RELEASED":
                raise

    async def cancel(self, fulfilment_ref: str, number: str, call: Call) -> bool:
        """Take the order back; false when it has been picked."""
        try:
            await self._command(number, "cancel", call)
        except SystemRefusedError as refusal:
            if refusal.code == "ORDER_ALREADY_PICKED":
                return False
            if refusal.code != "ORDER_ALREADY_CANCELLED":
                raise
        return True

    async def subscribe(self, callback_url: str) -> None:
        """Ask for the statuses that mean something here; a subscription that stands is kept."""
        statuses = sorted(EVENTS)
        standing = await self._client.ask_list(_SUBSCRIPTIONS, {}, "subscriptions")
        if any(s.get("url") == callback_url and s.get("orderStatuses") == statuses for s in standing):
            return
        wanted = {"url": callback_url, "orderStatuses": statuses}
        await self._client.ask("POST", _SUBSCRIPTIONS, {}, wanted, {"url": callback_url})

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> SiteNotice | None:
        """Verify and translate a status webhook; nothing for a status that is of no interest.

        The id in the header is not signed, so the one in the body counts, and both must agree.

        Raises:
            NoticeRefusedError: the signature is missing or wrong, or the body is not the warehouse's.
        """
        expected = b64encode(hmac.digest(self._secret, body, "sha256"))
        if not hmac.compare_digest(expected, headers.get("x-wms-signature", "").encode()):
            raise NoticeRefusedError("x-wms-signature: missing, or not of this body")
        document = notice_document(body)
        event_id = notice_field(document, "webhookEventId", str)
        if headers.get("x-wms-message-id") != event_id:
            raise NoticeRefusedError("x-wms-message-id: not the id that the signed body carries")
        status = notice_field(notice_field(document, "orderStatus", dict), "number", int)
        if status not in EVENTS:
            return None
        return SiteNotice(
            source=self.name,
            message_id=event_id,
            event=EVENTS[status],
            fulfilment_ref=notice_field(document, "goodsOwnerOrderNumber", str),
            shipment_reference=notice_field(document, "deliveryNoteNumber", str),
            tracking=_waybill(document),
            occurred_at=_instant(notice_field(document, "timestamp", str)),
            base_units=tuple(
                (notice_field(row, "rowNumber", int), notice_field(row, _COUNTED.get(status, ORDERED), int))
                for row in notice_field(document, "orderLines", list)
            ),
        )

    async def _find(self, fulfilment_ref: str, trail: Mapping[str, str]) -> str | None:
        path = f"{_ORDERS}?goodsOwnerOrderNumber={in_query(fulfilment_ref)}"
        for found in await self._client.ask_list(path, trail):
            status = found.get("orderStatus")
            if not isinstance(status, dict) or status.get("number") != CANCELLED:
                return self._client.number(found, "orderId")
        return None

    async def _command(self, number: str, verb: str, call: Call) -> None:
        path = f"{_ORDERS}/{number}/{verb}"
        await self._client.ask("POST", path, trail_headers(call), echo={"orderId": int(number)})

    def _native(self, fulfilment_ref: str, order: Order) -> Mapping[str, Any]:
        to = order.ship_to
        return {
            "goodsOwnerOrderNumber": fulfilment_ref,
            "consigneeOrderNumber": order.external_ref,
            "consignee": {
                "name": to.name,
                "address1": to.street,
                "city": to.city,
                "postCode": to.postcode,
                "countryCode": to.country,
            },
            "orderLines": [
                {
                    "rowNumber": line.line,
                    "articleNumber": self._xref.native("item", line.item_id),
                    "numberOfItems": line.base_units,
                }
                for line in order.lines
                if line.base_units
            ],
        }


def _instant(text: str) -> datetime:
    """Read a timestamp that does not say its zone: it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise NoticeRefusedError(f"timestamp: no date and time: {text[:40]!r}") from None
    if at.tzinfo is not None:
        raise NoticeRefusedError("timestamp: has a zone, which this warehouse never writes")
    return at.replace(tzinfo=UTC)


def _waybill(document: Mapping[str, Any]) -> str:
    for parcel in notice_field(document, "tracking", list):
        if not notice_field(parcel, "isReturn", bool):
            waybill: str = notice_field(parcel, "waybill", str)
            return waybill
    return ""

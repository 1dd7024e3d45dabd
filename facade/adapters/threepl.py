"""The logistics provider: its words and integer ids, its hold, its Standard Webhooks, in canonical words."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from facade.adapters.lists import Lists
from facade.adapters.site_client import (
    SiteClient,
    in_query,
    listed,
    listing,
    notice_document,
    notice_field,
)
from facade.adapters.site_positions import PAGE, Columns, positions
from facade.adapters.site_returns import items_of
from facade.adapters.threepl_returns import RETURN_DONE, ThreePlReturns
from facade.adapters.trail import trail_headers
from facade.canonical.fulfilment import SiteNotice
from facade.canonical.goods_back import Rma
from facade.canonical.news import News, StockNews
from facade.canonical.order import Order
from facade.canonical.page import Page
from facade.canonical.supply import Lot, Position
from facade.canonical.xref import CrossReference
from facade.errors import NoticeRefusedError, SystemRefusedError
from facade.ports import Call, Wire
from facade.settings import SystemSettings

LISTED_BY_ATTEMPT = 6
"""By then retries have gone on for half a minute, and a request that was late has arrived: this house refuses
a second order of one reference, but not after the first was cancelled."""
EVENTS = {
    "order.shipment.picked": "picked",
    "order.shipped": "shipped",
    "order.shipment.cancelled": "cancelled",
}
STOCKED = "inventory.stocked"
TOPICS = sorted((*EVENTS, RETURN_DONE, STOCKED))
SKEW_S_MAX = 300
_ORDER = "/2026-01/order"
_LEVEL = "/2026-01/inventory-level"
_COLUMNS = Columns(
    "inventory_id", "total_on_hand_quantity", "total_committed_quantity", "total_fulfillable_quantity"
)
_WEBHOOK = "/2026-01/webhook"


class ThreePl:
    """The adapter of the logistics provider."""

    name = "threepl"

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference) -> None:
        (self.site,) = settings.codes["site"]
        self._xref = xref
        self._webhook_secret = settings.credentials["webhook_secret"]
        self._signing_key = b64decode(self._webhook_secret.removeprefix("whsec_"))
        key = {"authorization": f"Bearer {settings.credentials['token']}"}
        self._client = SiteClient(self.name, wire, settings, key, "code")
        self._lists = Lists(self.name, LISTED_BY_ATTEMPT)
        self._returns = ThreePlReturns(self._client, settings, xref, self._lists)

    async def reserve(self, fulfilment_ref: str, order: Order, call: Call) -> str | None:
        """Create the order on hold: its id, or nothing when inventory does not cover it whole."""
        trail = trail_headers(call)
        if self._lists.may_hold(call):
            found = await self._find(fulfilment_ref, trail)
            if found is not None:
                return found
            self._lists.show_nothing(f"the order {fulfilment_ref}", call)
        echo = {"reference_id": fulfilment_ref}
        creating = self._client.ask("POST", _ORDER, trail, self._native(fulfilment_ref, order), echo)
        try:
            answer = await self._lists.written(creating, call)
        except SystemRefusedError as refusal:
            if refusal.code == "insufficient_inventory":
                return None
            if refusal.code == "duplicate_reference_id":
                return await self._find(fulfilment_ref, trail)
            raise
        return self._client.number(answer, "id")

    async def available(self, item_ids: Sequence[str], call: Call) -> Mapping[str, int]:
        """Give what can be fulfilled of each item."""
        items = {int(code): item_id for code, item_id in listed(self._xref, item_ids).items()}
        if not items:
            return {}
        wanted = ",".join(map(str, items))
        path = f"{_LEVEL}?InventoryIds={in_query(wanted)}&PageSize=250"
        levels = await self._client.ask_list(path, trail_headers(call), "items")
        return {
            items[level["inventory_id"]]: int(self._client.number(level, "total_fulfillable_quantity"))
            for level in levels
            if level.get("inventory_id") in items
        }

    async def positions(self, after: str, call: Call) -> Page[Position]:
        """Give a page of what lies here; the provider says itself where the next one is."""
        answer = await self._client.ask("GET", f"{_LEVEL}?{after or f'PageSize={PAGE}'}", trail_headers(call))
        rows = listing(answer, "items", self.name)
        following = str(answer.get("next") or "").partition("?")[2]
        return Page(positions((self.site, self.name), self._xref, _COLUMNS, rows), following)

    async def lots(self, call: Call) -> tuple[Lot, ...]:
        """Give none: this site does not tell lots apart."""
        return ()

    async def release(self, fulfilment_ref: str, number: str, call: Call) -> None:
        """End the hold; an order that is further along already needs no release."""
        try:
            await self._command(number, "release", {"id": int(number)}, call)
        except SystemRefusedError as refusal:
            if refusal.code != "order_already_released":
                raise

    async def cancel(self, fulfilment_ref: str, number: str, call: Call) -> bool:
        """Take the order back; false when it has been picked."""
        try:
            await self._command(number, "cancel", {"order_id": int(number)}, call)
        except SystemRefusedError as refusal:
            if refusal.code == "order_already_picked":
                return False
            if refusal.code != "order_already_cancelled":
                raise
        return True

    async def subscribe(self, callback_url: str) -> None:
        """Ask for the topics that mean something here; a subscription that stands is kept."""
        standing = await self._client.ask_list(_WEBHOOK, {}, "items")
        if any(w.get("url") == callback_url and w.get("topics") == TOPICS for w in standing):
            return
        wanted = {"url": callback_url, "topics": TOPICS, "secret": self._webhook_secret}
        await self._client.ask("POST", _WEBHOOK, {}, wanted, {"url": callback_url})

    async def expect_return(self, rma: Rma, call: Call) -> str:
        """Announce a return: the provider's own number of it."""
        return await self._returns.expect(rma, call)

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> News | None:
        """Verify and translate a webhook; nothing for a topic that is of no interest.

        The topic header is not signed, so the type in the body counts.

        Raises:
            NoticeRefusedError: signature or time are missing or wrong, or the body is not the provider's.
        """
        message_id = self._verified(headers, body, now)
        document = notice_document(body)
        kind = notice_field(document, "type", str)
        if kind == RETURN_DONE:
            return self._returns.read(notice_field(document, "data", dict), message_id)
        if kind == STOCKED:
            stocked = notice_field(notice_field(document, "data", dict), "inventory", list)
            codes = [str(notice_field(level, "inventory_id", int)) for level in stocked]
            return StockNews(self.name, message_id, items_of(self._xref, codes))
        event = EVENTS.get(kind)
        if event is None:
            return None
        shipment = notice_field(document, "data", dict)
        tracking = shipment.get("tracking")
        return SiteNotice(
            source=self.name,
            message_id=message_id,
            event=event,
            fulfilment_ref=notice_field(shipment, "reference_id", str),
            shipment_reference=str(notice_field(shipment, "id", int)),
            tracking="" if tracking is None else notice_field(tracking, "tracking_number", str),
            occurred_at=_instant(notice_field(document, "timestamp", str)),
            base_units=tuple(
                (notice_field(product, "external_line_id", int), notice_field(product, "quantity", int))
                for product in notice_field(shipment, "products", list)
            ),
        )

    def _verified(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """Check the signature and its time, and give the message's id, which the signature covers."""
        message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        signed = f"{message_id}.{timestamp}.".encode() + body
        expected = b64encode(hmac.digest(self._signing_key, signed, "sha256"))
        matches = [
            hmac.compare_digest(expected, signature.encode())
            for version, _, signature in (
                entry.partition(",") for entry in headers.get("webhook-signature", "").split(" ")
            )
            if version == "v1"
        ]
        if not message_id or not any(matches):
            raise NoticeRefusedError("webhook-signature: missing, or not of this id, time and body")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise NoticeRefusedError("webhook-timestamp: not in seconds")
        if abs(now.timestamp() - int(timestamp)) > SKEW_S_MAX:
            raise NoticeRefusedError(f"webhook-timestamp: more than {SKEW_S_MAX} s from now")
        return message_id

    async def _find(self, fulfilment_ref: str, trail: Mapping[str, str]) -> str | None:
        path = f"{_ORDER}?ReferenceIds={in_query(fulfilment_ref)}&Limit=250"
        for found in await self._client.ask_list(path, trail):
            if found.get("status") != "Cancelled":
                return self._client.number(found, "id")
        return None

    async def _command(self, number: str, verb: str, echo: Mapping[str, int], call: Call) -> None:
        path = f"{_ORDER}/{number}:{verb}"
        await self._client.ask("POST", path, trail_headers(call), echo=echo)

    def _native(self, fulfilment_ref: str, order: Order) -> Mapping[str, Any]:
        to = order.ship_to
        return {
            "reference_id": fulfilment_ref,
            "order_number": order.external_ref,
            "type": "B2B",
            "fulfillment_hold": True,
            "recipient": {
                "name": to.name,
                "address": {
                    "address1": to.street,
                    "city": to.city,
                    "zip_code": to.postcode,
                    "country": to.country,
                },
            },
            "products": [
                {
                    "external_line_id": line.line,
                    "inventory_id": int(self._xref.native("item", line.item_id)),
                    "quantity": line.base_units,
                }
                for line in order.lines
                if line.base_units
            ],
        }


def _instant(text: str) -> datetime:
    """Read an instant, which this provider writes with its zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise NoticeRefusedError(f"timestamp: no date and time: {text[:40]!r}") from None
    if at.tzinfo is None:
        raise NoticeRefusedError("timestamp: has no zone, which this provider always writes")
    return at

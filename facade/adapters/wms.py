"""The own warehouse: its ladder of status numbers, its rows in EA, its plain HMAC, in canonical words."""

import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
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
from facade.adapters.trail import trail_headers
from facade.adapters.wms_lots import sellable_lots
from facade.adapters.wms_returns import RETURN_TOPIC, WmsReturns
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
"""By then retries have gone on for half a minute. This warehouse's lists never lag, but a request may arrive
late, and it takes a second order under one number without a word."""
CANCELLED = 900
ORDERED = "numberOfItems"
_COUNTED = {500: "pickedNumberOfItems"}  # what left may be less than what was ordered
EVENTS = {400: "picked", 500: "shipped", CANCELLED: "cancelled"}
_ORDERS = "/api/v1/orders"
_STOCK = "/api/v1/stock"
_COLUMNS = Columns("articleNumber", "numberOfItems", "allocatedNumberOfItems", "availableNumberOfItems")
_STOCK_ITEMS = "/api/v1/stockItems"
_BATCHES = "/api/v1/batches"
_SUBSCRIPTIONS = "/api/v1/webhookSubscriptions"
RECEIPT = "receipt"
TOPICS = ["order", RETURN_TOPIC, RECEIPT]


class Wms:
    """The adapter of the own warehouse."""

    name = "wms"

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference) -> None:
        (self.site,) = settings.codes["site"]
        self._xref = xref
        self._secret = settings.credentials["webhook_secret"].encode()
        key = {"x-api-key": settings.credentials["api_key"]}
        self._client = SiteClient(self.name, wire, settings, key, "errorCode")
        self._lists = Lists(self.name, LISTED_BY_ATTEMPT)
        self._returns = WmsReturns(self._client, xref, self._lists)

    async def reserve(self, fulfilment_ref: str, order: Order, call: Call) -> str | None:
        """Reserve the whole order: the warehouse's order id, or nothing when stock does not cover it."""
        trail = trail_headers(call)
        if self._lists.may_hold(call):
            found = await self._find(fulfilment_ref, trail)
            if found is not None:
                return found
            self._lists.show_nothing(f"the order {fulfilment_ref}", call)
        echo = {"goodsOwnerOrderNumber": fulfilment_ref}
        reserving = self._client.ask("POST", _ORDERS, trail, self._native(fulfilment_ref, order), echo)
        try:
            answer = await self._lists.written(reserving, call)
        except SystemRefusedError as refusal:
            if refusal.code == "INSUFFICIENT_STOCK":
                return None
            raise
        return self._client.number(answer, "orderId")

    async def available(self, item_ids: Sequence[str], call: Call) -> Mapping[str, int]:
        """Give what is free of each item; the warehouse shows its stock in pages that begin at an article."""
        found, trail = {}, trail_headers(call)
        for article, item_id in listed(self._xref, item_ids).items():
            path = f"{_STOCK}?articleNumberFrom={in_query(article)}&maxArticlesToGet=1"
            for stock in await self._client.ask_list(path, trail, "stock"):
                if stock.get("articleNumber") == article:
                    found[item_id] = int(self._client.number(stock, "availableNumberOfItems"))
        return found

    async def positions(self, after: str, call: Call) -> Page[Position]:
        """Give a page of what lies here, article by article."""
        path = f"{_STOCK}?articleNumberFrom={in_query(after)}&maxArticlesToGet={PAGE}"
        answer = await self._client.ask("GET", path, trail_headers(call))
        rows = listing(answer, "stock", self.name)
        following = answer.get("nextArticleNumber") or ""
        return Page(positions((self.site, self.name), self._xref, _COLUMNS, rows), following)

    async def lots(self, call: Call) -> tuple[Lot, ...]:
        """Give what may be sold of each lot; goods that came without one have none."""
        trail = trail_headers(call)
        batches = {
            (batch.get("articleNumber"), batch.get("batchNumber")): batch
            for batch in await self._client.ask_list(_BATCHES, trail, "batches")
        }
        if not batches:
            return ()
        found: list[Mapping[str, Any]] = []
        begin = 0
        while True:
            path = f"{_STOCK_ITEMS}?condition=Available&stockItemIdFrom={begin}&maxToGet={PAGE}"
            answer = await self._client.ask("GET", path, trail)
            found += listing(answer, "stockItems", self.name)
            begin = answer.get("nextStockItemId") or 0
            if not begin:
                return sellable_lots(self.site, self._xref, found, batches)

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
        wanted = {"url": callback_url, "orderStatuses": statuses, "topics": TOPICS}
        if any(all(s.get(name) == value for name, value in wanted.items()) for s in standing):
            return
        await self._client.ask("POST", _SUBSCRIPTIONS, {}, wanted, {"url": callback_url})

    async def expect_return(self, rma: Rma, call: Call) -> str:
        """Announce a return: the warehouse's own number of it."""
        return await self._returns.expect(rma, call)

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> News | None:
        """Verify and translate a webhook; nothing for what is of no interest.

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
        if document.get("topic") == RETURN_TOPIC:
            return self._returns.read(document, event_id)
        if document.get("topic") == RECEIPT:
            rows = notice_field(document, "articles", list)
            codes = [notice_field(row, "articleNumber", str) for row in rows]
            return StockNews(self.name, event_id, items_of(self._xref, codes))
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

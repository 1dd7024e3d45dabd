"""The fulfilment house: its node ids, its holds, its backorders, its webhooks, in canonical words."""

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from facade.adapters.lists import Lists
from facade.adapters.site_client import listed, notice_document, notice_field
from facade.adapters.site_positions import Columns, positions
from facade.adapters.threepl_graphql_returns import RETURN_UPDATE, ThreePlGraphQlReturns
from facade.adapters.threepl_graphql_wire import SYSTEM, GraphQlWire, Trail
from facade.adapters.trail import trail_headers
from facade.canonical.fulfilment import SiteNotice
from facade.canonical.goods_back import Rma
from facade.canonical.news import News
from facade.canonical.order import Order
from facade.canonical.page import Page
from facade.canonical.supply import Lot, Position
from facade.canonical.xref import CrossReference
from facade.errors import NoticeRefusedError, SystemRefusedError, SystemTimeoutError
from facade.ports import Call, Wire
from facade.settings import SystemSettings

EVENTS = {"Order Packed Out": "picked", "Shipment Update": "shipped", "Order Canceled": "cancelled"}
SHOP = "integration"
"""Our webhooks go by this shop, so that we never touch anybody else's."""
SAME_REFERENCE_MAX = 5
LISTED_BY_ATTEMPT = 6
"""By then retries have gone on for half a minute, and a request that was late has arrived."""
_PAGE = 50

_LINES = "line_items(first: $lines) { edges { node { backorder_quantity } } }"
_ORDER = f"id partner_order_id fulfillment_status {_LINES}"
_CREATE = (
    "mutation($data: CreateOrderInput!, $lines: Int!)"
    f" {{ order_create(data: $data) {{ order {{ {_ORDER} }} }} }}"
)
_FIND = (
    "query($ref: String!, $first: Int!, $lines: Int!) { orders(partner_order_id: $ref)"
    f" {{ data(first: $first) {{ edges {{ node {{ {_ORDER} }} }} }} }} }}"
)
_STOCK = (
    "query($sku: String!) { warehouse_products(sku: $sku)"
    " { data(first: 1) { edges { node { sku available } } } } }"
)
_POSITIONS = (
    "query($first: Int!, $after: String) { warehouse_products { data(first: $first, after: $after)"
    " { edges { node { sku on_hand allocated available } } pageInfo { hasNextPage endCursor } } } }"
)
_COLUMNS = Columns("sku", "on_hand", "allocated", "available")
_HOLDS = "mutation($data: UpdateOrderHoldsInput!) { order_update_holds(data: $data) { order { id } } }"
_CANCEL = "mutation($data: CancelOrderInput!) { order_cancel(data: $data) { order { id } } }"
_WEBHOOKS = "{ webhooks { data(first: 50) { edges { node { name url shop_name } } } } }"
_LISTEN = (
    "mutation($data: CreateWebhookInput!) { webhook_create(data: $data)"
    " { webhook { url shared_signature_secret } } }"
)
_UNLISTEN = "mutation($data: DeleteWebhookInput!) { webhook_delete(data: $data) { request_id } }"


class ThreePlGraphQl:
    """The adapter of the fulfilment house."""

    name = SYSTEM

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference) -> None:
        (self.site,) = settings.codes["site"]
        self._xref = xref
        self._wire = GraphQlWire(wire, settings)
        self._lists = Lists(SYSTEM, LISTED_BY_ATTEMPT)
        self._returns = ThreePlGraphQlReturns(self._wire, settings, xref, self._lists)
        self._secrets: dict[str, str] = {}

    async def reserve(self, fulfilment_ref: str, order: Order, call: Call) -> str | None:
        """Create the order on hold: its id, or nothing when the house would have to wait for goods.

        The house takes in what it cannot cover, so such an order is taken back at once.
        """
        trail = trail_headers(call)
        data = self._native(fulfilment_ref, order)
        lines = len(data["line_items"])
        if self._lists.may_hold(call):
            found = await self._find(fulfilment_ref, lines, trail)
            if found is not None:
                return await self._kept(found, trail)
            self._lists.show_nothing(f"the order {fulfilment_ref}", call)
        creating = self._wire.ask("order_create", _CREATE, trail, data=data, lines=lines)
        answer = await self._lists.written(creating, call)
        return await self._kept(_echoed(answer.get("order"), fulfilment_ref), trail)

    async def available(self, item_ids: Sequence[str], call: Call) -> Mapping[str, int]:
        """Give what is free of each item; the house shows its stock product by product."""
        found, trail = {}, trail_headers(call)
        for sku, item_id in listed(self._xref, item_ids).items():
            answer = await self._wire.ask("warehouse_products", _STOCK, trail, sku=sku)
            for product in _nodes(answer):
                if type(free := product.get("available")) is int:
                    found[item_id] = free
        return found

    async def positions(self, after: str, call: Call) -> Page[Position]:
        """Give a page of what lies here; a page costs credits by its length."""
        trail, begin = trail_headers(call), {"after": after} if after else {}
        answer = await self._wire.ask("warehouse_products", _POSITIONS, trail, first=_PAGE, **begin)
        rows, info = list(_nodes(answer)), answer["data"].get("pageInfo") or {}
        following = str(info.get("endCursor") or "") if info.get("hasNextPage") else ""
        return Page(positions((self.site, self.name), self._xref, _COLUMNS, rows), following)

    async def lots(self, call: Call) -> tuple[Lot, ...]:
        """Give none: this site does not tell lots apart."""
        return ()

    async def release(self, fulfilment_ref: str, number: str, call: Call) -> None:
        """Lift the hold; an order that is further along already needs no release."""
        data = {"order_id": number, "operator_hold": False}
        try:
            answer = await self._wire.ask("order_update_holds", _HOLDS, trail_headers(call), data=data)
        except SystemRefusedError as refusal:
            if refusal.code != "order_already_picked":
                raise
        else:
            _same(answer.get("order"), number)

    async def cancel(self, fulfilment_ref: str, number: str, call: Call) -> bool:
        """Take the order back; false when it has been picked."""
        try:
            await self._cancel(number, trail_headers(call))
        except SystemRefusedError as refusal:
            if refusal.code == "order_already_picked":
                return False
            if refusal.code != "order_cancelled":
                raise
        return True

    async def subscribe(self, callback_url: str) -> None:
        """Ask for what means something here; what stands from an earlier life has a secret nobody knows."""
        answer = await self._wire.ask("webhooks", _WEBHOOKS, {})
        standing = {w.get("name"): w.get("url") for w in _nodes(answer) if w.get("shop_name") == SHOP}
        for name in (*EVENTS, RETURN_UPDATE):
            if name in standing:
                if name in self._secrets and standing[name] == callback_url:
                    continue
                await self._wire.ask("webhook_delete", _UNLISTEN, {}, data={"name": name, "shop_name": SHOP})
            data = {"name": name, "url": callback_url, "shop_name": SHOP}
            made = (await self._wire.ask("webhook_create", _LISTEN, {}, data=data)).get("webhook")
            secret = made.get("shared_signature_secret") if isinstance(made, dict) else None
            if not isinstance(secret, str):
                raise SystemTimeoutError(SYSTEM, "webhook_create: the answer has no secret")
            self._secrets[name] = secret

    async def expect_return(self, rma: Rma, call: Call) -> str:
        """Announce a return: the house's own id of it."""
        return await self._returns.expect(rma, call)

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> News | None:
        """Verify and translate a webhook; nothing for what is of no interest.

        The message id is not signed, so what happened to which order when, which is, tells one from another.

        Raises:
            NoticeRefusedError: the signature is missing or wrong, or the body is not the house's.
        """
        document = notice_document(body)
        kind = notice_field(document, "webhook_type", str)
        self._verify(kind, headers, body)
        if kind == RETURN_UPDATE:
            return self._returns.read(document)
        if kind not in EVENTS:
            return None
        order = notice_field(document, "fulfillment", dict) if kind == "Shipment Update" else document
        order_id, at = notice_field(order, "order_uuid", str), notice_field(order, "timestamp", str)
        has_left = EVENTS[kind] == "shipped"
        return SiteNotice(
            source=self.name,
            message_id=f"{kind}/{order_id}/{at}",
            event=EVENTS[kind],
            fulfilment_ref=notice_field(order, "partner_order_id", str),
            shipment_reference=str(notice_field(order, "shipment_id" if has_left else "order_id", int)),
            tracking=notice_field(order, "tracking_number", str) if has_left else "",
            occurred_at=_instant(at),
            base_units=tuple(_units(line) for line in notice_field(order, "line_items", list)),
        )

    def _verify(self, kind: str, headers: Mapping[str, str], body: bytes) -> None:
        given = headers.get("x-threepl-hmac-sha256", "").encode()
        secrets = [self._secrets[kind]] if kind in self._secrets else list(self._secrets.values())
        if not any(
            hmac.compare_digest(b64encode(hmac.digest(secret.encode(), body, "sha256")), given)
            for secret in secrets
        ):
            raise NoticeRefusedError("x-threepl-hmac-sha256: missing, or not of this body")

    async def _find(self, fulfilment_ref: str, lines: int, trail: Trail) -> Mapping[str, Any] | None:
        named = {"ref": fulfilment_ref, "first": SAME_REFERENCE_MAX, "lines": lines}
        answer = await self._wire.ask("orders", _FIND, trail, **named)
        for order in _nodes(answer):
            if order.get("fulfillment_status") != "canceled":
                return _echoed(order, fulfilment_ref)
        return None

    async def _kept(self, order: Mapping[str, Any], trail: Trail) -> str | None:
        number: str = order["id"]
        edges = order["line_items"]["edges"] if isinstance(order.get("line_items"), dict) else []
        if not any(edge["node"]["backorder_quantity"] for edge in edges):
            return number
        await self._cancel(number, trail)
        return None

    async def _cancel(self, number: str, trail: Trail) -> None:
        answer = await self._wire.ask("order_cancel", _CANCEL, trail, data={"order_id": number})
        _same(answer.get("order"), number)

    def _native(self, fulfilment_ref: str, order: Order) -> Mapping[str, Any]:
        to = order.ship_to
        return {
            "order_number": order.external_ref,
            "partner_order_id": fulfilment_ref,
            "currency": order.currency,
            "shipping_address": {
                "company": to.name,
                "address1": to.street,
                "city": to.city,
                "zip": to.postcode,
                "country_code": to.country,
            },
            "holds": {"operator_hold": True},
            "line_items": [
                {
                    "sku": self._xref.native("item", line.item_id),
                    "partner_line_item_id": str(line.line),
                    "quantity": line.base_units,
                    "price": "0.00",
                }
                for line in order.lines
                if line.base_units
            ],
        }


def _nodes(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    page = answer.get("data")
    edges = page.get("edges") if isinstance(page, dict) else None
    if not isinstance(edges, list) or not all(
        isinstance(e, dict) and isinstance(e.get("node"), dict) for e in edges
    ):
        raise SystemTimeoutError(SYSTEM, "the answer is no page")
    return (edge["node"] for edge in edges)


def _echoed(order: object, fulfilment_ref: str) -> Mapping[str, Any]:
    """Give the order of an answer, if it is the one that was meant."""
    if not isinstance(order, dict) or order.get("partner_order_id") != fulfilment_ref:
        raise SystemTimeoutError(SYSTEM, f"the answer is not about {fulfilment_ref}")
    if not isinstance(order.get("id"), str):
        raise SystemTimeoutError(SYSTEM, "the answer has no id")
    return order


def _same(order: object, number: str) -> None:
    if not isinstance(order, dict) or order.get("id") != number:
        raise SystemTimeoutError(SYSTEM, f"the answer is not about {number}")


def _units(line: object) -> tuple[int, int]:
    number = notice_field(line, "partner_line_item_id", str)
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        raise NoticeRefusedError(f"partner_line_item_id: not one of ours: {number[:40]!r}")
    return int(number), notice_field(line, "quantity", int)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise NoticeRefusedError(f"timestamp: no date and time: {text[:40]!r}") from None
    if at.tzinfo is None:
        raise NoticeRefusedError("timestamp: has no zone, which the house always writes")
    return at

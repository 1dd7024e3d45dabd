"""The shop as a channel: its native orders read in canonical words, and what its buyers are to be told.

Telling needs no look-up before a second try: the shop knows a shipment or an invoice by the reference it was
told with, and takes the same status twice in a row as one.
"""

import asyncio
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any, Protocol

import orjson

from facade.adapters.commerce_reading import parsed, read_cancellation, read_order
from facade.adapters.trail import trail_headers
from facade.canonical.fulfilment import Shipment
from facade.canonical.goods_back import CreditMemo
from facade.canonical.invoice import Invoice
from facade.canonical.order import Order
from facade.canonical.value import Quantity
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.ports import Call, Clock, Reply, Wire
from facade.settings import SystemSettings

ORDER_HOOK = "observer.sales_order_save_after"
CANCEL_HOOK = "observer.order_cancel_after"
TOKEN_LASTS_S = 4 * 3600.0
TOKEN_SPARE_S = 60.0
_STATUS = {
    "processing": "processing",
    "backordered": "backordered",
    "on_hold": "holded",
    "rejected": "rejected",
    "cancelled": "canceled",
    "complete": "complete",
}
_JSON = {"content-type": "application/json", "accept": "application/json"}


class Commerce:
    """The adapter of an Adobe-Commerce-shaped shop."""

    name = "commerce"

    def __init__(self, wire: Wire, settings: SystemSettings, xref: CrossReference, clock: Clock) -> None:
        self._wire = wire
        self._settings = settings
        self._xref = xref
        self._clock = clock
        self._base = f"{settings.url}/rest/V1"
        self._token = ""
        self._token_until_s = 0.0
        self._signing_in = asyncio.Lock()

    async def subscribe(self, orders_url: str, cancellations_url: str) -> None:
        """Ask the shop to send orders and cancellations; asking twice moves them to the newer addresses.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: the shop did not take it.
        """
        for hook, url in ((ORDER_HOOK, orders_url), (CANCEL_HOOK, cancellations_url)):
            webhook = {
                "webhook_method": hook,
                "webhook_type": "after",
                "batch_name": "integration",
                "hook_name": hook.rpartition(".")[2],
                "url": url,
                "required": True,
            }
            await self._post("/webhooks/subscribe", {"webhook": webhook}, {})

    async def tell_status(self, order: Order, status: str, reason: str, call: Call) -> None:
        """Show `status` to the buyer, with the reason as a comment."""
        history = {
            "status": _STATUS[status],
            "comment": reason,
            "is_customer_notified": 0,
            "is_visible_on_front": 1,
        }
        path = f"/orders/{order.channel_order_id}/comments"
        await self._post(path, {"statusHistory": history}, trail_headers(call))

    async def tell_shipment(self, order: Order, shipment: Shipment, call: Call) -> None:
        """Show the shipment and its tracking to the buyer."""
        track = {"track_number": shipment.tracking, "title": shipment.site, "carrier_code": "custom"}
        body = {
            "items": _told_lines(shipment.lines),
            "tracks": [track] if shipment.tracking else [],
            "extension_attributes": {"ext_shipment_reference": shipment.reference},
        }
        await self._post(f"/order/{order.channel_order_id}/ship", body, trail_headers(call))

    async def tell_invoice(self, order: Order, invoice: Invoice, call: Call) -> None:
        """Show the invoice to the buyer."""
        body = {
            "capture": False,
            "items": _told_lines(invoice.lines),
            "extension_attributes": {
                "ext_invoice_number": invoice.number,
                "subtotal": str(invoice.net),
                "tax_amount": str(invoice.tax),
                "grand_total": str(invoice.gross),
            },
        }
        await self._post(f"/order/{order.channel_order_id}/invoice", body, trail_headers(call))

    async def tell_refund(self, order: Order, memo: CreditMemo, call: Call) -> None:
        """Show what the book gives back, unless an earlier attempt has; its number stands in the comment."""
        trail = trail_headers(call)
        if call.attempt > 1 and memo.number in await self._refunds_told(order, trail):
            return
        body = {
            "items": [
                {"qty": ceil(units), "extension_attributes": {"line_number": line}}
                for line, units in memo.lines
                if units
            ],
            "notify": False,
            "comment": {"comment": memo.number},
            "arguments": {"adjustment_positive": str(memo.tax)},
        }
        await self._post(f"/order/{order.channel_order_id}/refund", body, trail)

    async def _refunds_told(self, order: Order, trail: Mapping[str, str]) -> list[str]:
        search = "searchCriteria[filter_groups][0][filters][0]"
        asked = f"/creditmemos?{search}[field]=order_id&{search}[value]={order.channel_order_id}"
        found = await self.ask("GET", asked, None, trail)
        memos = found.get("items") if isinstance(found, dict) else None
        if not isinstance(memos, list):
            raise SystemTimeoutError(self.name, "GET /creditmemos: the answer is no list")
        return [entry["comment"] for memo in memos for entry in memo["comments"]]

    def read_order(self, body: bytes) -> Order:
        """Translate the shop's native order; what it leaves open is said at `commerce_reading`.

        Raises:
            NoticeRefusedError: something is missing or unknown; the message names the field and its value.
        """
        return read_order(body, self._xref, self.name)

    def read_cancellation(self, body: bytes) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Translate a buyer's cancellation: the order's reference, and (line, ordered units); none means all.

        Raises:
            NoticeRefusedError: something is missing; the message names the field and its value.
        """
        return read_cancellation(body)

    async def _post(self, path: str, body: Mapping[str, Any], trail: Mapping[str, str]) -> None:
        await self.ask("POST", path, body, trail)

    async def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None, trail: Mapping[str, str]
    ) -> Any:
        """Call the shop, signed in, and give what it answers.

        Raises:
            SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        token = await self._signed_in()
        headers = {**_JSON, **trail, "authorization": f"Bearer {token}"}
        sent = b"" if body is None else orjson.dumps(body)
        reply = await self._send(path, sent, headers, method)
        if reply.status == 401:
            if self._token == token:
                self._token = ""
            raise SystemUnavailableError(self.name, "the bearer token is no longer valid")
        self._expect_yes(reply)
        return parsed(reply.body)

    async def _signed_in(self) -> str:
        """Give a valid token; many who need one at once wait for the one sign-in."""
        if self._is_token_fresh():
            return self._token
        async with self._signing_in:
            if not self._is_token_fresh():
                began_s = self._clock.monotonic()
                body = orjson.dumps(dict(self._settings.credentials))
                reply = await self._send("/integration/admin/token", body, _JSON)
                if reply.status == 401:
                    raise SystemUnavailableError(
                        self.name, "the shop does not accept the user or the password"
                    )
                self._expect_yes(reply)
                token = parsed(reply.body)
                if not isinstance(token, str) or not token:
                    raise SystemUnavailableError(self.name, "the sign-in gave no token")
                self._token = token
                self._token_until_s = began_s + TOKEN_LASTS_S - TOKEN_SPARE_S
            return self._token

    def _is_token_fresh(self) -> bool:
        return bool(self._token) and self._clock.monotonic() < self._token_until_s

    async def _send(self, path: str, body: bytes, headers: Mapping[str, str], method: str = "POST") -> Reply:
        try:
            return await self._wire.send(
                method, self._base + path, headers=headers, body=body, timeout_s=self._settings.timeout_s
            )
        except TimeoutError:
            raise SystemTimeoutError(self.name, f"{method} {path.partition('?')[0]}") from None
        except ConnectionError as error:
            raise SystemUnavailableError(self.name, str(error) or "no connection") from None

    def _expect_yes(self, reply: Reply) -> None:
        if 200 <= reply.status < 300:
            return
        if reply.status == 429 or reply.status >= 500:
            wait_s = _retry_after_s(reply)
            raise SystemUnavailableError(self.name, f"HTTP {reply.status}", wait_s)
        raise SystemRefusedError(self.name, str(reply.status), _message(reply))


class _Counted(Protocol):
    @property
    def line(self) -> int: ...

    @property
    def quantity(self) -> Quantity: ...


def _told_lines(lines: Iterable[_Counted]) -> list[dict[str, Any]]:
    """Write lines as the shop counts: in whole units, and only those of which there is something.

    A case that was opened counts as one: a site may have found fewer pieces than it was asked for. The shop
    numbers its lines itself, so the line number saves looking its item ids up.
    """
    return [
        {"qty": ceil(line.quantity.value), "extension_attributes": {"line_number": line.line}}
        for line in lines
        if line.quantity.value
    ]


def _message(reply: Reply) -> str:
    """Put the shop's message together: it keeps the placeholders and their values apart."""
    body = parsed(reply.body)
    if not isinstance(body, dict) or not isinstance(message := body.get("message"), str):
        return f"HTTP {reply.status}"
    parameters = body.get("parameters")
    if isinstance(parameters, dict):
        # Longest names first, or %order would eat the beginning of %ordered.
        for name in sorted(parameters, key=len, reverse=True):
            message = message.replace(f"%{name}", str(parameters[name]))
    return message


def _retry_after_s(reply: Reply) -> float | None:
    text = reply.headers.get("retry-after", "")
    is_number = text.isascii() and text.replace(".", "", 1).isdecimal() and len(text) < 10
    return float(text) if is_number else None

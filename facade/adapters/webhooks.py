"""Tells a channel over its webhooks: CloudEvents, signed as Standard Webhooks has it.

What is to be told stands in the outbox until every webhook has taken it, so nothing is lost while a channel
is away; a channel may hear of a thing twice, under the same `webhook-id`.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

import orjson

from facade.adapters.targets import TargetRefusedError, TargetRules, read_target
from facade.canonical.fulfilment import Shipment
from facade.canonical.goods_back import CreditMemo
from facade.canonical.invoice import Invoice
from facade.canonical.order import Order
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.messaging.subscriptions import GONE, Subscription, SubscriptionBook
from facade.ports import Call, Channel, Clock, Wire

SOURCE = "/dualrun/facade"
STATUS, SHIPPED, INVOICED = "order.status_changed", "order.shipped", "order.invoiced"
REFUNDED = "order.refunded"
EVENTS = (STATUS, SHIPPED, INVOICED, REFUNDED)
SECRET_PREFIX = "whsec_"
TIMEOUT_S = 15.0
ATTEMPTS_MAX = 400
"""With waits of up to five minutes that is more than a day; then a webhook is no longer called."""
REMEMBERED_MAX = 10_000


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign a delivery (Standard Webhooks, symmetric)."""
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{b64encode(signed).decode()}"


class WebhookChannel:
    """Implements Channel for one channel: its own system first if it has one, then its webhooks."""

    def __init__(self, channel: str, own: Channel | None, sender: "WebhookSender") -> None:
        self._channel = channel
        self._own = own
        self._sender = sender

    async def tell_status(self, order: Order, status: str, reason: str, call: Call) -> None:
        """Tell where the order stands."""
        if self._own is not None:
            await self._own.tell_status(order, status, reason, call)
        await self._sender.send(self._channel, STATUS, order, {"status": status, "reason": reason}, call)

    async def tell_shipment(self, order: Order, shipment: Shipment, call: Call) -> None:
        """Tell what has left, and how to follow it."""
        if self._own is not None:
            await self._own.tell_shipment(order, shipment, call)
        lines = [
            {"line": line.line, "quantity": str(line.quantity.value), "uom": line.quantity.uom}
            for line in shipment.lines
        ]
        data = {
            "shipment": shipment.reference,
            "site": shipment.site,
            "tracking": shipment.tracking,
            "shipped_at": shipment.shipped_at,
            "lines": lines,
        }
        await self._sender.send(self._channel, SHIPPED, order, data, call)

    async def tell_invoice(self, order: Order, invoice: Invoice, call: Call) -> None:
        """Tell what is to be paid."""
        if self._own is not None:
            await self._own.tell_invoice(order, invoice, call)
        data = {
            "invoice": invoice.number,
            "invoice_date": invoice.invoice_date,
            "net": str(invoice.net),
            "tax": str(invoice.tax),
            "gross": str(invoice.gross),
            "currency": invoice.currency,
        }
        await self._sender.send(self._channel, INVOICED, order, data, call)

    async def tell_refund(self, order: Order, memo: CreditMemo, call: Call) -> None:
        """Tell what is given back."""
        if self._own is not None:
            await self._own.tell_refund(order, memo, call)
        units = {line.line: line.quantity.uom for line in order.lines}
        lines = [{"line": line, "quantity": str(much), "uom": units[line]} for line, much in memo.lines]
        data = {
            "credit_memo": memo.number,
            "lines": lines,
            "net": str(memo.net),
            "tax": str(memo.tax),
            "gross": str(memo.gross),
            "currency": memo.currency,
        }
        await self._sender.send(self._channel, REFUNDED, order, data, call)


class WebhookSender:
    """Delivers to the webhooks of a channel."""

    def __init__(self, book: SubscriptionBook, wire: Wire, clock: Clock, rules: TargetRules) -> None:
        self._book = book
        self._wire = wire
        self._clock = clock
        self._rules = rules
        self._taken: dict[tuple[str, str], None] = {}

    async def send(self, channel: str, kind: str, order: Order, data: Mapping[str, Any], call: Call) -> None:
        """Deliver to every webhook that wants to hear of it and has not yet.

        Raises:
            SystemUnavailableError: one of them has not taken it, and has time yet.
            SystemTimeoutError: one of them gave no answer.
        """
        event = {
            "specversion": "1.0",
            "id": call.message_id,
            "source": SOURCE,
            "type": kind,
            "subject": order.external_ref,
            "datacontenttype": "application/json",
            "data": {"reference": order.external_ref, "channel": order.channel, **data},
        }
        body, failure = orjson.dumps(event), None
        for one in self._book.live(channel):
            key = (one.id, call.message_id)
            if kind not in one.events or key in self._taken:
                continue
            try:
                await self._deliver(one, body, call)
            except (SystemUnavailableError, SystemTimeoutError) as error:
                failure = error
            except SystemRefusedError as refused:
                await self._book.end(one.id, refused.code)
            else:
                self._remember(key)
        if failure is not None:
            raise failure

    async def _deliver(self, to: Subscription, body: bytes, call: Call) -> None:
        name = f"webhook {to.id}"
        try:
            read_target(to.url, self._rules)
        except TargetRefusedError as refused:
            raise SystemRefusedError(name, "target_refused", str(refused)) from None
        timestamp = int(self._clock.now().timestamp())
        message_id = "msg_" + blake2b(f"{to.id} {call.message_id}".encode(), digest_size=12).hexdigest()
        headers = {
            "content-type": "application/cloudevents+json",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(to.secret, message_id, timestamp, body),
        }
        try:
            reply = await self._wire.send("POST", to.url, headers=headers, body=body, timeout_s=TIMEOUT_S)
        except (TimeoutError, ConnectionError) as error:
            self._may_try_again(name, call)
            if isinstance(error, TimeoutError):
                raise SystemTimeoutError(name, "POST") from None
            raise SystemUnavailableError(name, "no connection") from None
        if reply.status == 410:
            raise SystemRefusedError(name, GONE, "the webhook says that it is gone")
        if not 200 <= reply.status < 300:  # a redirect too: nobody has checked where it leads
            self._may_try_again(name, call)
            raise SystemUnavailableError(name, f"HTTP {reply.status}")

    @staticmethod
    def _may_try_again(name: str, call: Call) -> None:
        if call.attempt >= ATTEMPTS_MAX:
            raise SystemRefusedError(name, "unreachable", f"{ATTEMPTS_MAX} attempts have failed")

    def _remember(self, key: tuple[str, str]) -> None:
        if len(self._taken) >= REMEMBERED_MAX:
            self._taken.clear()
        self._taken[key] = None


class ChannelBook(Mapping[str, Channel]):
    """Every channel that wants to be told: those with a system of their own, and those with webhooks."""

    def __init__(self, own: Mapping[str, Channel], book: SubscriptionBook, sender: WebhookSender) -> None:
        self._own = own
        self._book = book
        self._sender = sender

    def __getitem__(self, channel: str) -> Channel:
        """Give the way to a channel; a channel without one is asked, not told."""
        own = self._own.get(channel)
        if self._book.live(channel):
            return WebhookChannel(channel, own, self._sender)
        if own is None:
            raise KeyError(channel)
        return own

    def __iter__(self) -> Iterator[str]:
        """Give the channels with a system of their own."""
        return iter(self._own)

    def __len__(self) -> int:
        """Count them."""
        return len(self._own)

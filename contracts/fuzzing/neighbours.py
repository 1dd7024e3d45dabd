"""In front of a façade: signs what is made up at its intake as the neighbour would that speaks there.

Unsigned, every notice is refused at the door, and nothing is seen of how the rest of it is read. A genuine
notice of an order that is there is sent, with what was made up in the place of one of its parts.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any
from zlib import crc32

import orjson
from fastapi import Request

from contracts.lived import COPY_DUE
from simulators.chassis.ports import Clock
from simulators.chassis.served import Asgi
from simulators.chassis.switch import Receive, Scope, Send
from simulators.registry import load

WMS, THREEPL, SHOP = "/intake/wms", "/intake/threepl", "/intake/commerce/orders"
_AT = "2026-01-07T12:00:00Z"
_LINE = {"rowNumber": 1, "numberOfItems": 6, "pickedNumberOfItems": 6}
GENUINE: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    WMS: (
        {
            "topic": "order",
            "orderStatus": {"number": 500},
            "goodsOwnerOrderNumber": f"{COPY_DUE.reference}/1",
            "deliveryNoteNumber": "DN-1",
            "timestamp": _AT,
            "orderLines": [_LINE],
            "tracking": [{"isReturn": False, "waybill": "W-1"}],
        },
        {"topic": "receipt", "articles": [{"articleNumber": "A-1"}]},
    ),
    THREEPL: (
        {
            "type": "order.shipped",
            "timestamp": _AT,
            "data": {
                "id": 1,
                "reference_id": f"{COPY_DUE.reference}/1",
                "tracking": {"tracking_number": "T-1"},
                "products": [{"external_line_id": 1, "quantity": 6}],
            },
        },
        {"type": "inventory.stocked", "timestamp": _AT, "data": {"inventory": [{"inventory_id": 1}]}},
    ),
}


def told(path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give a genuine notice in which what was made up takes the place of a part, drawn by itself."""
    drawn = crc32(repr(body).encode())
    document: dict[str, Any] = {**GENUINE[path][drawn % 2], "webhookEventId": f"made-up-{drawn}"}
    names = sorted(document)
    for at, value in enumerate(body.values()):
        document[names[(drawn + at) % len(names)]] = value
    return document


class Countersigned:
    """Signs every notice whose body is an object; what is none goes as it came."""

    def __init__(self, app: Asgi, clock: Clock) -> None:
        self._app = app
        self._at = int(clock.now().timestamp())
        self._wms = load("wms").credentials()["webhook_secret"].encode()
        self._threepl = b64decode(load("threepl").credentials()["webhook_secret"].removeprefix("whsec_"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sign, and pass it on."""
        if scope["type"] != "http" or scope["path"] not in (WMS, THREEPL, SHOP):
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()

        async def again() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        signed = [
            (name.encode(), value.encode()) for name, value in self._signed(scope["path"], body).items()
        ]
        await self._app({**scope, "headers": [*scope["headers"], *signed]}, again, send)

    def _signed(self, path: str, body: bytes) -> dict[str, str]:
        document = _object(body)
        if document is None:
            return {}
        if path == SHOP:
            return {"idempotency-key": f"made-up-{crc32(body)}"}
        if path == WMS:
            event = str(document.get("webhookEventId", "")).encode("ascii", "replace").decode()
            return {"x-wms-message-id": event, "x-wms-signature": _seal(self._wms, body)}
        message = f"made-up-{crc32(body)}"
        seal = _seal(self._threepl, f"{message}.{self._at}.".encode() + body)
        return {"webhook-id": message, "webhook-timestamp": str(self._at), "webhook-signature": f"v1,{seal}"}


def _seal(key: bytes, signed: bytes) -> str:
    return b64encode(hmac.digest(key, signed, "sha256")).decode()


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None

"""The buyers' browser: the shop's own API, in its own words."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from dualrun.clock import VirtualClock
from dualrun.history import CancelIntent, Operation, Outcome, Place
from dualrun.network.virtual import VirtualWire
from simulators.chassis.master import Codes, Customer

BASE = "http://commerce/rest/V1"
TOKEN_LASTS_S = 3 * 3600.0
PATIENCE_S = 30.0
TOO_LATE = "refused:too late to cancel"


class Shop:
    """Orders through the shop, as its buyers do."""

    def __init__(
        self, clock: VirtualClock, wire: VirtualWire, codes: Codes, credentials: Mapping[str, str]
    ) -> None:
        self._clock = clock
        self._wire = wire
        self._codes = codes
        self._credentials = credentials
        self._token = ""
        self._token_until_s = -1.0
        self._signing_in = asyncio.Lock()
        self._entity_ids: dict[str, int] = {}

    async def place(self, operation: Operation, customer: Customer) -> None:
        """Place an order; the shop's own answer decides, for it delivers until the order is taken."""
        body = orjson.dumps({"entity": self._native(operation, customer)})
        reference = operation.intent.external_ref
        try:
            status, document = await self._post("/orders", body, reference, f"buy-{reference}")
        except (TimeoutError, ConnectionError):
            operation.outcome = Outcome.INFO
            return
        if status >= 500:
            operation.outcome = Outcome.INFO
            return
        if status >= 300:
            operation.outcome = Outcome.FAIL
            operation.refusal = str(document.get("message", status))
            return
        self._entity_ids[reference] = int(document["entity_id"])
        operation.outcome = Outcome.OK

    async def take_back(self, operation: Operation, wish: CancelIntent) -> None:
        """Ask the shop to cancel; what becomes of it is seen later."""
        entity_id = self._entity_ids[wish.external_ref]
        items = [{"line": line, "qty": quantity} for line, quantity in wish.quantities]
        operation.cancel_outcome = "info"
        try:
            status, answer = await self._post(
                f"/orders/{entity_id}/cancel",
                orjson.dumps({"items": items}),
                wish.external_ref,
                f"cancel-{wish.external_ref}",
            )
        except (TimeoutError, ConnectionError):
            return
        operation.cancel_outcome = "requested" if status < 300 and answer is True else TOO_LATE

    async def _post(self, path: str, body: bytes, reference: str, message_id: str) -> tuple[int, Any]:
        headers = {
            "content-type": "application/json",
            "authorization": f"Bearer {await self._signed_in()}",
            "x-correlation-id": reference,
            "x-request-id": message_id,
        }
        reply = await self._wire.send("POST", BASE + path, headers=headers, body=body, timeout_s=PATIENCE_S)
        return reply.status, _read(reply.body)

    async def _signed_in(self) -> str:
        async with self._signing_in:
            if self._clock.monotonic() >= self._token_until_s:
                reply = await self._wire.send(
                    "POST",
                    f"{BASE}/integration/admin/token",
                    headers={"content-type": "application/json"},
                    body=orjson.dumps(dict(self._credentials)),
                )
                if reply.status >= 300:
                    raise ConnectionRefusedError(f"the shop lets nobody in: {reply.status}")
                self._token = str(orjson.loads(reply.body))
                self._token_until_s = self._clock.monotonic() + TOKEN_LASTS_S
            return self._token

    def _native(self, operation: Operation, customer: Customer) -> dict[str, object]:
        intent = operation.intent
        items, units = self._codes["item"], self._codes["unit"]
        address = {
            "company": customer.name,
            "street": [customer.street],
            "city": customer.city,
            "postcode": customer.postcode,
            "country_id": customer.country,
        }
        return {
            "ext_order_id": intent.external_ref,
            "customer_id": int(self._codes["customer"][intent.customer_id]),
            "order_currency_code": customer.currency,
            "items": [
                {
                    "sku": items[line.item_id],
                    "qty_ordered": line.quantity,
                    "price": str(line.unit_price),
                    "extension_attributes": {"sales_unit": units[line.uom]},
                }
                for line in intent.lines
            ],
            "billing_address": address,
            **_sent_to(customer, intent.ship_to),
            "payment": {"method": "purchaseorder", "po_number": intent.external_ref},
        }


def _sent_to(customer: Customer, to: Place | None) -> dict[str, object]:
    """Say where the goods go, unless it is where the bill goes."""
    if to is None:
        return {}
    address = {
        "company": customer.name,
        "street": [to.street],
        "city": to.city,
        "postcode": to.postcode,
        "country_id": to.country,
    }
    return {"extension_attributes": {"shipping_assignments": [{"shipping": {"address": address}}]}}


def _read(body: bytes) -> Any:
    """Read an answer; who answers for a shop that is down does not write JSON."""
    try:
        return orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        return {}

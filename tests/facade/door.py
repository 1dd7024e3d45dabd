"""The façade's own door, in process: a façade whose neighbours are out, and a way to call it."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, TypeVar

import httpx
import orjson

from contracts.alone import ALL_DOORS, Alone, facade_alone
from facade.messaging.store import OutboxRow, Step
from facade.orders.state import OrderState
from simulators.registry import load

T = TypeVar("T")


class Door:
    """Calls a façade over one loop of its own, on which its work goes on between calls."""

    def __init__(self, alone: Alone | None = None) -> None:
        self.alone = alone or facade_alone()
        self._loop = asyncio.new_event_loop()
        transport = httpx.ASGITransport(self.alone.facade.app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://facade")

    def ask(
        self,
        method: str,
        path: str,
        document: object = None,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Call with a JSON document, or with a raw body."""
        content = orjson.dumps(document) if document is not None else body
        sent = {"authorization": f"Bearer {ALL_DOORS.standing}"}
        if content is not None:
            sent["content-type"] = "application/json"
        call = self._http.request(method, path, content=content, headers={**sent, **(headers or {})})
        return self._loop.run_until_complete(call)

    def at_once(
        self, calls: Sequence[tuple[str, str, object]], headers: Mapping[str, str]
    ) -> list[httpx.Response]:
        """Call several times, none waiting for another."""

        async def together() -> list[httpx.Response]:
            sent = {"content-type": "application/json", **headers}
            return await asyncio.gather(
                *[
                    self._http.request(method, path, content=orjson.dumps(document), headers=sent)
                    for method, path, document in calls
                ]
            )

        return self._loop.run_until_complete(together())

    def get(self, path: str) -> Any:
        """Read a document that is there."""
        reply = self.ask("GET", path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def place(self, document: object, key: str | None = "key-1") -> httpx.Response:
        """Place an order."""
        return self.ask("POST", "/orders", document, headers={"idempotency-key": key} if key else {})

    def run(self, work: Awaitable[T]) -> T:
        """Do something on the loop of the façade."""
        return self._loop.run_until_complete(work)

    def put(self, state: OrderState, *rows: OutboxRow) -> None:
        """Let the store hold an order as it would stand, with what is still to be done for it."""
        self.run(self.alone.store.commit(Step(state.order_id, state, rows=rows)))

    def order(self, reference: str = "FS-1", **changes: object) -> dict[str, Any]:
        """Give a new order of a customer that exists."""
        customer, item = self.alone.master.customers[0], self.alone.master.items[0]
        return {
            "reference": reference,
            "channel": "field_sales",
            "customer": customer.id,
            "order_date": "2026-01-05",
            "currency": customer.currency,
            "ship_to": {
                "name": "Corner Shop",
                "street": "1 High Street",
                "city": "Leeds",
                "postcode": "LS1 1AA",
                "country": "GB",
            },
            "lines": [self.line(item=item.id)],
            **changes,
        }

    def line(self, **changes: object) -> dict[str, Any]:
        """Give a line of a new order."""
        item = self.alone.master.items[0].id
        return {"line": 1, "item": item, "quantity": 6, "uom": "EA", "unit_price": "2.50", **changes}

    def shop_codes(self) -> dict[str, Any]:
        """Give how the shop calls the first customer, the first item, and a single one of it."""
        master = self.alone.master
        codes = load("commerce").codes(master)
        return {
            "customer": int(codes["customer"][master.customers[0].id]),
            "item": codes["item"][master.items[0].id],
            "unit": codes["unit"]["EA"],
        }

    def close(self) -> None:
        """End the façade's work and its loop."""
        self.alone.facade.stop()
        self._loop.run_until_complete(self._http.aclose())
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


def refusal(reply: httpx.Response) -> tuple[int, str]:
    """Give the status and the kind of a problem, which must be a problem document."""
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    document = reply.json()
    assert document["status"] == reply.status_code
    assert document["detail"]
    return reply.status_code, document["type"].rpartition("/")[2]

"""The driver: places every order, takes some back, looks at each once, and writes down what it saw.

A channel's own retries of one key are one operation. An operation whose every attempt stayed unanswered
ends as `info`: it may or may not have happened, and only the books can tell.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from dualrun.clock import VirtualClock
from dualrun.history import CancelIntent, Demand, History, Operation, OrderIntent, Outcome, ReturnIntent
from dualrun.landscape.access import bearing
from dualrun.network.virtual import VirtualWire
from dualrun.rehearsal.shop import Shop
from dualrun.streams import Streams
from simulators.chassis.master import Customer, MasterData

FACADE = "http://facade"
ATTEMPTS_MAX = 3
PATIENCE_S = 10.0
LOOK_AFTER_H = (1, 40)
RETURN_AGAIN_S, RETURN_ATTEMPTS_MAX = 600.0, 60

Act = OrderIntent | CancelIntent | ReturnIntent


@dataclass(slots=True)
class Buyers:
    """Everybody who orders, in all channels."""

    clock: VirtualClock
    wire: VirtualWire
    shop: Shop
    streams: Streams
    master: MasterData
    history: History = field(default_factory=History)
    placed: int = 0
    look_after_h: tuple[float, float] = LOOK_AFTER_H
    _customers: Mapping[str, Customer] = field(default_factory=dict)
    _tasks: dict[asyncio.Task[None], None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look customers up by id."""
        self._customers = {customer.id: customer for customer in self.master.customers}

    async def act(self, demand: Demand) -> None:
        """Live through the whole demand, each act at its time, until the last one has been answered."""
        acts: list[Act] = sorted(
            (*demand.orders, *demand.cancellations, *demand.returns),
            key=lambda act: (act.at, act.external_ref),
        )
        for act in acts:
            await self.clock.sleep_until(act.at)
            self._spawn(act)
        while self._tasks:
            await self.clock.sleep(60.0)

    def _spawn(self, act: Act) -> None:
        if isinstance(act, ReturnIntent):
            work = self._send_back(act)
        else:
            work = self._live_through(act) if isinstance(act, OrderIntent) else self._take_back(act)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[task] = None
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled():
            task.result()

    async def _live_through(self, intent: OrderIntent) -> None:
        operation = self.history.begin(intent, self.clock.now())
        if intent.channel == "commerce":
            await self.shop.place(operation, self._customers[intent.customer_id])
        else:
            await self._place_directly(operation)
        operation.answered_at = self.clock.now()
        self.placed += 1
        if operation.outcome is not Outcome.FAIL:
            await self._look(intent)

    async def _place_directly(self, operation: Operation) -> None:
        intent = operation.intent
        body = orjson.dumps(order_document(intent, self._customers[intent.customer_id]))
        for attempt in range(1, ATTEMPTS_MAX + 1):
            headers = {
                **bearing(intent.channel),
                "content-type": "application/json",
                "idempotency-key": f"key-{intent.external_ref}",
                "x-correlation-id": intent.external_ref,
                "x-request-id": f"field-{intent.external_ref}",
                "x-attempt": str(attempt),
            }
            try:
                reply = await self.wire.send(
                    "POST", f"{FACADE}/orders", headers=headers, body=body, timeout_s=PATIENCE_S
                )
            except (TimeoutError, ConnectionError):
                await self.clock.sleep(2.0 * attempt)
                continue
            if reply.status < 300:
                operation.outcome = Outcome.OK
                return
            if reply.status < 500 and "retry-after" not in reply.headers:
                operation.outcome = Outcome.FAIL
                operation.refusal = problem_name(reply.body)
                return
            await self.clock.sleep(5.0 * attempt)
        operation.outcome = Outcome.INFO

    async def _take_back(self, wish: CancelIntent) -> None:
        operation = self.history.operations.get(wish.external_ref)
        if operation is None or operation.outcome is not Outcome.OK:
            return
        if operation.intent.channel == "commerce":
            await self.shop.take_back(operation, wish)
            return
        lines = [{"line": line, "quantity": quantity} for line, quantity in wish.quantities]
        operation.cancel_outcome = "info"
        try:
            reply = await self.wire.send(
                "POST",
                f"{FACADE}/orders/{wish.external_ref}/cancel",
                headers=self._headers(operation.intent, "cancel"),
                body=orjson.dumps({"lines": lines}),
                timeout_s=PATIENCE_S,
            )
        except (TimeoutError, ConnectionError):
            return
        operation.cancel_outcome = (
            "requested" if reply.status < 300 else f"refused:{problem_name(reply.body).replace('_', ' ')}"
        )

    async def _send_back(self, wish: ReturnIntent) -> None:
        """Ask to send goods back until somebody agrees; a refused wish comes back under a new key."""
        operation = self.history.operations.get(wish.external_ref)
        if operation is None or operation.outcome is Outcome.FAIL:
            return
        lines = [{"line": line, "quantity": quantity} for line, quantity in wish.quantities]
        body = orjson.dumps({"lines": lines, "reason": wish.reason})
        refused = 0
        for _ in range(RETURN_ATTEMPTS_MAX):
            try:
                reply = await self.wire.send(
                    "POST",
                    f"{FACADE}/v1/orders/{wish.external_ref}/returns",
                    headers={
                        **self._headers(operation.intent, "return"),
                        "idempotency-key": f"return-{wish.external_ref}-{refused}",
                    },
                    body=body,
                    timeout_s=PATIENCE_S,
                )
            except (TimeoutError, ConnectionError):
                await self.clock.sleep(RETURN_AGAIN_S)
                continue
            if reply.status < 300:
                operation.returned = wish.quantities
                return
            refused += reply.status < 500 and "retry-after" not in reply.headers
            await self.clock.sleep(RETURN_AGAIN_S)

    async def _look(self, intent: OrderIntent) -> None:
        """Ask once how the order stands, hours later: a routed read, compared where the stage says so."""
        low, high = self.look_after_h
        await self.clock.sleep(
            3600.0 * (low + (high - low) * self.streams.uniform("look", intent.external_ref))
        )
        try:
            await self.wire.send(
                "GET", f"{FACADE}/orders/{intent.external_ref}", headers=self._headers(intent, "look")
            )
        except (TimeoutError, ConnectionError):
            return

    @staticmethod
    def _headers(intent: OrderIntent, what: str) -> dict[str, str]:
        return {
            **bearing(intent.channel),
            "content-type": "application/json",
            "x-correlation-id": intent.external_ref,
            "x-request-id": f"{what}-{intent.external_ref}",
        }


def order_document(intent: OrderIntent, customer: Customer) -> dict[str, object]:
    """Give an order as the façade's experience API takes it."""
    to = intent.ship_to or customer
    return {
        "reference": intent.external_ref,
        "channel": intent.channel,
        "customer": intent.customer_id,
        "order_date": intent.at.date().isoformat(),
        "currency": customer.currency,
        "ship_to": {
            "name": customer.name[:80],
            "street": to.street[:80],
            "city": to.city[:80],
            "postcode": to.postcode,
            "country": to.country,
        },
        **({"deliver_by": intent.deliver_by.isoformat()} if intent.deliver_by else {}),
        "lines": [
            {
                "line": line.line,
                "item": line.item_id,
                "quantity": line.quantity,
                "uom": line.uom,
                "unit_price": str(line.unit_price),
                **({"substitutes": list(line.substitutes)} if line.substitutes else {}),
            }
            for line in intent.lines
        ],
    }


def problem_name(body: bytes) -> str:
    """Give the name of a problem document."""
    try:
        return str(orjson.loads(body)["type"]).rpartition("/")[2]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return "unreadable answer"

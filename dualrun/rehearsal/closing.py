"""The end of a run: heal everything, let it come to rest, and ask in public how each order stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from dualrun.clock import VirtualClock
from dualrun.history import Operation, Outcome
from dualrun.landscape.access import OPERATOR, bearing
from dualrun.network.virtual import VirtualWire
from dualrun.rehearsal.buyers import Buyers

FACADE = "http://facade"
Answer = tuple[str, str, bool, str, str]
"""Of a public answer: status, reason, whether a copy is kept, how a cancellation ended (if any), and why."""

SETTLED = frozenset({"completed", "returned", "rejected", "cancelled", "on_hold"})
LOOK_EVERY_S = 1800.0
PAGE = 200
ONLOOKER = "portal"
"""A client of the integration layer through which no buyer of a rehearsal orders."""
ALIKE_MAX = 1000


@dataclass(slots=True)
class Rest:
    """How everything stood when nothing moved any more, or when the time was up."""

    at: datetime
    deadline: datetime
    answers: dict[str, Answer] = field(default_factory=dict)
    unsent: int = 0
    parity: dict[str, Any] = field(default_factory=dict)
    mismatches: list[dict[str, Any]] = field(default_factory=list)
    rollbacks: dict[str, Any] = field(default_factory=dict)
    conversions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def in_both(self) -> frozenset[str]:
        """The orders of which the other book is to keep a copy, by their public answers."""
        return frozenset(ref for ref, (_, _, mirrored, *_) in self.answers.items() if mirrored)


class Closer:
    """Waits for rest and takes down the public answers."""

    def __init__(
        self, clock: VirtualClock, wire: VirtualWire, buyers: Buyers, asks_of_conversions: bool = False
    ) -> None:
        self._clock = clock
        self._wire = wire
        self._buyers = buyers
        self._asks_of_conversions = asks_of_conversions
        self._answers: dict[str, Answer] = {}
        self._unknown: dict[str, None] = {}

    async def wait(self, deadline: datetime) -> Rest:
        """Look every half hour until every order is settled and nothing is left to send, or time is up."""
        await self._page_through()
        open_orders = self._unsettled(self._buyers.history)
        while True:
            for operation in open_orders:
                await self._ask(operation.intent.external_ref)
            open_orders = self._unsettled(open_orders)
            unsent = int((await self._get("/control/outbox"))["unsent"])
            rest = unsent == 0 and not open_orders
            if rest or self._clock.now() >= deadline:
                await self.look_about()
                parity = await self._get("/control/parity")
                mismatches = await self._get("/control/mismatches")
                ways_back = await self._get("/control/rollbacks")
                moved = await self._conversions()
                now = self._clock.now()
                return Rest(now, deadline, self._answers, unsent, parity, mismatches, ways_back, moved)
            await self._clock.sleep(LOOK_EVERY_S)

    async def _conversions(self) -> list[dict[str, Any]]:
        """Take down what became of the open orders that were to change their book, if any were."""
        if not self._asks_of_conversions:
            return []
        conversions: list[dict[str, Any]] = (await self._get("/control/conversions"))["conversions"]
        return conversions

    async def _page_through(self) -> None:
        """Take down how all orders stand, page by page: one call for two hundred of them."""
        after = ""
        while True:
            page = (await self._get(f"/orders?limit={PAGE}&after={after}"))["orders"]
            for answer in page:
                self._take_down(answer)
            if len(page) < PAGE:
                return
            after = page[-1]["reference"]

    def _unsettled(self, operations: Iterable[Operation]) -> list[Operation]:
        return [operation for operation in operations if not self._is_settled(operation)]

    async def _ask(self, reference: str) -> None:
        """Ask after an order that the pages have not shown at rest."""
        answer = await self._get(f"/orders/{reference}/status")
        if answer.get("reference") == reference:
            self._take_down(answer)
        else:
            self._unknown[reference] = None

    def _take_down(self, answer: dict[str, Any]) -> None:
        operation = self._buyers.history.operations.get(answer["reference"])
        if operation is not None:
            taken_down = self._answers[answer["reference"]] = _taken_down(answer)
            operation.final_status, operation.final_reason = taken_down[:2]

    def _is_settled(self, operation: Operation) -> bool:
        answer = self._answers.get(operation.intent.external_ref)
        if answer is None:
            return operation.outcome is not Outcome.OK and operation.intent.external_ref in self._unknown
        status, _, _, cancellation, _ = answer
        return status in SETTLED and cancellation != "requested"

    async def look_about(self) -> None:
        """Let every channel look at its orders, and one that has none at everybody's."""
        intents = [operation.intent for operation in self._buyers.history]
        channels = dict.fromkeys(intent.channel for intent in intents)
        for client in (*channels, ONLOOKER):
            await self._get(f"/orders?limit={PAGE}", client)
        for intent in intents[:1]:
            await self._get(f"/orders/{intent.external_ref}", ONLOOKER)

    async def _get(self, path: str, client: str = OPERATOR) -> Any:
        headers = {**bearing(client), "x-request-id": f"closing{path}"}
        while True:
            try:
                reply = await self._wire.send("GET", FACADE + path, headers=headers)
            except (TimeoutError, ConnectionError):
                await self._clock.sleep(30.0)
                continue
            return orjson.loads(reply.body)


def _taken_down(answer: dict[str, Any]) -> Answer:
    wish = answer["cancellation"] or {"outcome": "", "reason": ""}
    return _shared(answer["status"], answer["reason"], answer["mirrored"], wish["outcome"], wish["reason"])


@lru_cache(ALIKE_MAX)
def _shared(status: str, reason: str, mirrored: bool, outcome: str, why: str) -> Answer:
    """Give one object for all orders that stand alike, which nearly all do."""
    return status, reason, mirrored, outcome, why

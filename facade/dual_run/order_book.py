"""The order book over two systems: the authoritative side answers, the other is only compared.

The order process never learns that there are two. A failing shadow is an observation, not a failure;
a shadow call that found no room is unobserved, which counts against the new side and never for it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from facade.canonical.order import BookedOrder
from facade.dual_run.comparison import (
    Comparison,
    Verdict,
    compare,
    order_fields,
)
from facade.dual_run.difference import Fields
from facade.dual_run.evidence import Evidence
from facade.dual_run.parity import Parity
from facade.errors import FacadeError
from facade.ports import Call, Clock, OrderBook
from facade.routing.policy import Route
from facade.routing.stage import Side

SHADOWS_MAX = 256
LATE_AFTER_S = 4 * 3600.0


class DualOrderBook:
    """Both books behind one door, with everything that was seen to differ."""

    def __init__(self, books: Mapping[Side, OrderBook], parity: Parity, clock: Clock) -> None:
        self._books = books
        self._clock = clock
        self.parity = parity
        self._evidence = Evidence(parity)
        self._shadows: dict[asyncio.Task[None], None] = {}

    def side(self, side: Side) -> OrderBook:
        """Give the book of one side."""
        return self._books[side]

    async def read(self, route: Route, external_ref: str, call: Call) -> BookedOrder | None:
        """Read from the side that answers; where the stage asks for it, compare the other afterwards."""
        answering, *others = route.reads
        answer = await self._books[answering].read_order(external_ref, call)
        for other in others:
            self._shadow(self._compare_read(route, external_ref, answer, other, call), route, external_ref)
        return answer

    def _shadow(self, work: Coroutine[Any, Any, None], route: Route, subject: str) -> None:
        if len(self._shadows) >= SHADOWS_MAX:
            work.close()
            self._record(route, "read_order", subject, Comparison(Verdict.UNOBSERVED), "no room")
            return
        task = asyncio.get_running_loop().create_task(work)
        self._shadows[task] = None
        task.add_done_callback(lambda ended: self._shadows.pop(ended, None))

    async def _compare_read(
        self, route: Route, external_ref: str, answer: BookedOrder | None, other: Side, call: Call
    ) -> None:
        try:
            shadow = await self._books[other].read_order(external_ref, call)
        except FacadeError as failure:
            self.shadow_failed(route, "read_order", external_ref, str(failure))
            return
        by_side = {route.reads[0]: answer, other: shadow}
        old, new = by_side[Side.OLD], by_side[Side.NEW]
        if not self._evidence.is_new(external_ref, route, {"order": old}, {"order": new}):
            return
        self.observe(
            route,
            "read_order",
            external_ref,
            lambda: (order_fields(old) if old else {}, order_fields(new) if new else {}),
        )

    def observe(
        self,
        route: Route,
        operation: str,
        subject: str,
        fields: Callable[[], tuple[Fields, Fields]],
        late_by_s: float = 0.0,
    ) -> None:
        """Compare two answers, given as (old, new), and count the verdict.

        A comparator that fails is a verdict of its own: it must not look like no data.
        """
        try:
            old, new = fields()
            if old == new and late_by_s <= LATE_AFTER_S:
                self.parity.count(route, operation, Verdict.MATCH).weigh(old, new, Verdict.MATCH)
                return
            at = self._clock.now()
            found = compare(old, new, today=at.date())
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            self._record(route, operation, subject, Comparison(Verdict.COMPARATOR_FAILED), repr(error))
            return
        if found.verdict is not Verdict.MISMATCH and late_by_s > LATE_AFTER_S:
            found = Comparison(Verdict.LATE, found.differences)
        self.parity.record(route, operation, subject, at, found).weigh(old, new, found.verdict)

    def shadow_failed(self, route: Route, operation: str, subject: str, why: str) -> None:
        """Count a shadow that refused or did not answer."""
        self._record(route, operation, subject, Comparison(Verdict.SHADOW_FAILED), why)

    def _record(self, route: Route, operation: str, subject: str, found: Comparison, note: str = "") -> None:
        self.parity.record(route, operation, subject, self._clock.now(), found, note)

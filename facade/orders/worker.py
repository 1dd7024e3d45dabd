"""Carries out one outbox row: finds its handler, makes the call, lets the outcome happen to the order."""

from collections.abc import Mapping
from typing import NamedTuple

from facade.dual_run.order_book import DualOrderBook
from facade.errors import SystemRefusedError, UnknownCodeError
from facade.messaging.store import OutboxRow
from facade.orders import events as ev
from facade.orders.commands import Lane
from facade.orders.desk import OrderDesk
from facade.orders.handlers import Handler
from facade.ports import Clock
from facade.routing.policy import Route
from facade.routing.slices import OPERATIONS


class Trail(NamedTuple):
    """Implements Call: what every call of the façade carries."""

    correlation_id: str
    message_id: str
    causation_id: str
    attempt: int
    trace: str = ""


class OrderWorker:
    """The one who does what `decide` has asked for."""

    def __init__(
        self, desk: OrderDesk, books: DualOrderBook, handlers: Mapping[str, Handler], clock: Clock
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._books = books
        self._handlers = handlers

    async def carry_out(self, row: OutboxRow) -> None:
        """Carry out a row.

        Raises:
            SystemUnavailableError: nothing has happened; to be tried again.
            SystemTimeoutError: it may have happened; to be tried again, looking first.
        """
        state = await self._desk.load(row.aggregate_id)
        if state is None:
            raise AssertionError(f"a command for an order that was never accepted: {row.aggregate_id}")
        route = self._desk.route_of(state)
        attempt = row.attempts if self._desk.switches.idempotency else 1
        call = Trail(state.order.external_ref, row.id, row.causation_id, attempt, state.trace)
        event: ev.Event
        self._desk.must_take(row.do, route, route.mirror if row.lane == Lane.MIRROR else route.authoritative)
        try:
            began_s = self._clock.monotonic()
            event = await self._handlers[row.do](state, route, row, call)
            self._time(row, route, self._clock.monotonic() - began_s)
        except (SystemRefusedError, UnknownCodeError) as refusal:
            if row.lane == Lane.MIRROR:
                self._books.shadow_failed(route, row.do, state.order.external_ref, str(refusal))
            reason = refusal.message if isinstance(refusal, SystemRefusedError) else str(refusal)
            event = ev.CommandRefused(row.do, reason, row.argument, row.written_s)
        caused_by = (
            row.causation_id if row.lane.startswith(Lane.WAIT) else row.id
        )  # a wait says nothing to anybody
        await self._desk.apply(row.aggregate_id, event, caused_by, done=row.id)

    def _time(self, row: OutboxRow, route: Route, seconds: float) -> None:
        """Note how long a book took for a write that the other one makes as well."""
        side = route.mirror if row.lane == Lane.MIRROR else route.authoritative
        if row.do in OPERATIONS and route.mirror is not None and side is not None:
            self._books.parity.took(route, row.do, side, seconds)

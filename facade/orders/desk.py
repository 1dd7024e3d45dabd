"""Where events meet orders: load, decide, commit, dispatch; again from the start if somebody was faster."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from facade.canonical.order import Order
from facade.errors import StaleStepError, SystemUnavailableError
from facade.messaging.store import Answer, OutboxRow, Step, Store, TrailEntry
from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.process import decide
from facade.orders.state import OrderState
from facade.ports import Clock
from facade.routing.policy import Policy, Route
from facade.routing.stage import Side
from facade.way_out.tracing import INCOMING, trace_of

CAPABILITY = "orders"
BOUND: Mapping[str, str] = {
    Do.POST_INVOICE: "invoicing",
    Do.MIRROR_INVOICE: "invoicing",
    Do.REGISTER_RETURN: "returns",
}
"""By command, the capability of the document it begins: one that belongs to an order."""
Answered = tuple[str, Callable[[OrderState], Answer]]


@dataclass(frozen=True, slots=True)
class Switches:
    """Safety mechanisms that a test may take away, to see that a verdict notices."""

    idempotency: bool = True
    pinning: bool = True
    outbox: bool = True


class PolicyHolder:
    """The policy in force; kept by the store so that a restart goes on under the same one."""

    def __init__(self, policy: Policy) -> None:
        self.current = policy


class OrderDesk:
    """Accepts orders and applies what happens to them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        policy: PolicyHolder,
        take: Callable[[Sequence[OutboxRow]], None],
        switches: Switches,
        seen: Callable[[Step], None] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._take = take
        self.switches = switches
        self._seen = seen or _unseen

    async def load(self, order_id: str) -> OrderState | None:
        """Give an order, or nothing."""
        state: OrderState | None = await self._store.load(order_id)
        return state

    def route_of(self, state: OrderState) -> Route:
        """Give the pin of an order: where all its documents go."""
        if self.switches.pinning:
            return state.route
        return self._today(state.order)

    def _today(self, order: Order) -> Route:
        return self._policy.current.route(CAPABILITY, order.customer_id, order.channel, order.order_type)

    def must_take(self, do: str, route: Route, side: Side | None) -> None:
        """Let a command pass unless its book takes no such documents yet.

        Raises:
            SystemUnavailableError: it waits until the stage of its capability writes there.
        """
        capability = BOUND.get(do)
        if capability is None or side is None or self._policy.current.takes(capability, route.cohort, side):
            return
        stage = self._policy.current.stage(capability, route.cohort)
        raise SystemUnavailableError(side, f"{capability} of {route.cohort} stands at {stage}", undone=True)

    async def accept(self, order: Order, message_id: str, key: str, answer: Answer) -> str:
        """Take an order in: its state, its first command and its answer become durable together.

        Raises:
            StaleStepError: the reference or the key is in use by now, or the policy has moved.
        """
        order_id = order.external_ref
        while not self.switches.idempotency and await self._store.load(order_id) is not None:
            order_id += "+"
        route = self._today(order)
        rows = self._rows(order_id, 0, (Command(Do.VALIDATE),), message_id)
        state = OrderState(order_id, order, route, version=1, rows_written=len(rows), accepted_by=message_id)
        trace = INCOMING.get()
        if trace and trace != trace_of(order_id).written():  # what the reference makes need not be kept
            state = state._replace(trace=trace)
        trail = TrailEntry(1, self._clock.now(), "OrderAccepted", "", state.status, message_id, "")
        step = Step(order_id, state, trail, rows, answer=(key, answer))
        self._take(await self._store.commit(step))
        self._seen(step)
        return order_id

    async def apply(
        self,
        order_id: str,
        event: ev.Event,
        message_id: str,
        *,
        done: str = "",
        taken_in: tuple[str, str] | None = None,
        answered: Answered | None = None,
    ) -> OrderState:
        """Let an event happen to an order; `message_id` is what brought it and causes what follows.

        When a replica was faster, the event happens to what that one has left. `answered` names an
        idempotency key and what it earns by what becomes of the order.
        """
        while True:
            before: OrderState | None = await self._store.load(order_id)
            if before is None:
                raise AssertionError(f"an event for an order that was never accepted: {order_id}")
            step = self._decided(before, event, message_id, done, taken_in)
            if answered is not None:
                step = step._replace(answer=(answered[0], answered[1](step.state)))
            try:
                self._take(await self._store.commit(step))
            except StaleStepError:
                if taken_in is not None and await self._store.has_taken_in(*taken_in):
                    return before
                if answered is not None and await self._store.answer(answered[0]) is not None:
                    return before
            else:
                self._seen(step)
                after: OrderState = step.state
                return after

    def _decided(
        self,
        before: OrderState,
        event: ev.Event,
        message_id: str,
        done: str,
        taken_in: tuple[str, str] | None,
    ) -> Step:
        order_id = before.order_id
        decision = decide(before, event)
        rows = self._rows(order_id, before.rows_written, decision.commands, message_id)
        after = decision.state._replace(
            version=before.version + 1, rows_written=before.rows_written + len(rows)
        )
        trail = TrailEntry(
            after.version,
            self._clock.now(),
            type(event).__name__,
            before.status,
            after.status,
            message_id,
            done or before.accepted_by,
        )
        return Step(order_id, after, trail, rows, done, taken_in)

    def _rows(
        self, order_id: str, written: int, commands: tuple[Command, ...], message_id: str
    ) -> tuple[OutboxRow, ...]:
        if not commands:
            return ()
        now_s = self._clock.now().timestamp()
        return tuple(
            [
                OutboxRow(
                    f"{order_id}#{number}",
                    order_id,
                    command.lane,
                    command.do,
                    command.argument,
                    message_id,
                    now_s + command.delay_s,
                    now_s,
                )
                for number, command in enumerate(commands, start=written + 1)
            ]
        )


def _unseen(_: Step) -> None:
    """Nobody watches."""

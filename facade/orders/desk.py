"""Where events meet orders: load, decide, commit, dispatch. One writer, no await inside."""

from collections.abc import Callable
from dataclasses import dataclass

from facade.canonical.order import Order
from facade.messaging.store import Answer, OutboxRow, Step, Store, TrailEntry
from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.process import decide
from facade.orders.state import OrderState
from facade.ports import Clock
from facade.routing.policy import Policy, Route

CAPABILITY = "orders"


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
        take: Callable[[tuple[OutboxRow, ...]], None],
        switches: Switches,
    ) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._take = take
        self.switches = switches

    def load(self, order_id: str) -> OrderState | None:
        """Give an order, or nothing."""
        state: OrderState | None = self._store.load(order_id)
        return state

    def route_of(self, state: OrderState) -> Route:
        """Give the pin of an order: where all its documents go."""
        if self.switches.pinning:
            return state.route
        return self._policy.current.route(CAPABILITY, state.order.customer_id)

    def accept(self, order: Order, message_id: str, key: str, answer: Answer) -> str:
        """Take an order in: its state, its first command and its answer become durable together."""
        order_id = order.external_ref
        while not self.switches.idempotency and self._store.load(order_id) is not None:
            order_id += "+"
        route = self._policy.current.route(CAPABILITY, order.customer_id)
        rows = self._rows(order_id, 0, (Command(Do.VALIDATE),), message_id)
        state = OrderState(order_id, order, route, version=1, rows_written=len(rows), accepted_by=message_id)
        trail = TrailEntry(1, self._clock.now(), "OrderAccepted", "", state.status, message_id, "")
        self._store.commit(Step(order_id, state, trail, rows, answer=(key, answer)))
        self._take(rows)
        return order_id

    def apply(
        self,
        order_id: str,
        event: ev.Event,
        message_id: str,
        *,
        done: str = "",
        taken_in: tuple[str, str] | None = None,
    ) -> OrderState:
        """Let an event happen to an order; `message_id` is what brought it and causes what follows."""
        before: OrderState | None = self._store.load(order_id)
        if before is None:
            raise AssertionError(f"an event for an order that was never accepted: {order_id}")
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
        self._store.commit(Step(order_id, after, trail, rows, done, taken_in))
        self._take(rows)
        return after

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
                    command.do.lane,
                    command.do,
                    command.argument,
                    message_id,
                    now_s + command.delay_s,
                    now_s,
                )
                for number, command in enumerate(commands, start=written + 1)
            ]
        )

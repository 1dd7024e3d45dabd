"""The way to one system: past its breaker, its bulkhead and its budget, and seen by whoever watches.

What is turned away here has never left the façade: it comes out as a refused connection, so an adapter says
that the system is unavailable, and the relay tries again later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from facade.ports import Clock, Reply, Wire
from facade.way_out.breaker import Breaker, BreakerRule, BreakerState
from facade.way_out.budget import BudgetRule, RetryBudget
from facade.way_out.bulkhead import Bulkhead, BulkheadRule
from facade.way_out.tracing import span_of, trace_of

IN_TROUBLE = frozenset({429, 502, 503, 504})
"""What is said by or for a system that cannot take calls now. A 500 is an answer: the old book refuses so."""


class TurnedAwayError(ConnectionRefusedError):
    """A call that was not made."""


@dataclass(frozen=True, slots=True)
class GuardRule:
    """How one system is guarded."""

    breaker: BreakerRule = field(default_factory=BreakerRule)
    bulkhead: BulkheadRule = field(default_factory=BulkheadRule)
    budget: BudgetRule = field(default_factory=BudgetRule)


class Hop(NamedTuple):
    """One call as it left the façade; `status` is 0 when nobody answered, and `fault` says why."""

    system: str
    method: str
    url: str
    headers: Mapping[str, str]
    begun_s: float
    took_s: float
    status: int
    fault: str = ""


KEPT = "x-kept-trace"
"""Under this name an adapter hands on the trace an order came with; it never leaves the façade."""
BACKLOG_MAX = 100_000
Watch = Callable[[Hop], None]


class Guard:
    """Implements Wire for the calls of one system. Without a `watch` it traces nothing and tells nobody."""

    def __init__(self, system: str, wire: Wire, clock: Clock, rule: GuardRule, watch: Watch | None) -> None:
        self._wire = wire
        self._clock = clock
        self._watch = watch
        self._calls = 0
        self.backlog: dict[str, None] = {}
        """The messages that found the system away and are still to be answered."""
        self.backlog_most = 0
        """How many there were at once at most."""
        self.catch_up_s = 0.0
        """The longest time from when the system was back until the last of its backlog was answered."""
        self.system = system
        self.breaker = Breaker(rule.breaker)
        self.bulkhead = Bulkhead(rule.bulkhead)
        self.budget = RetryBudget(rule.budget)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call, unless the system is better left in peace.

        Raises:
            TimeoutError: no answer in time; the system may have acted all the same.
            ConnectionError: nobody is there, the connection broke, or the call was turned away here.
        """
        bulkhead, watch = self.bulkhead, self._watch
        if watch is not None:
            headers = self._traced(headers)
        if not bulkhead.take() and not await bulkhead.wait():
            raise TurnedAwayError(f"{bulkhead.waiting} calls wait for {self.system} already")
        begun_s, again = self._clock.monotonic(), headers.get("x-attempt", "1") != "1"
        fault, status, permit = "given up", 0, None
        retry_after_s = 0.0
        try:
            permit = self._permit(begun_s, again=again)
            reply = await self._wire.send(method, url, headers=headers, body=body, timeout_s=timeout_s)
            fault, status = "", reply.status
            if status in IN_TROUBLE:
                retry_after_s = _retry_after_s(reply)
        except (TimeoutError, ConnectionError) as error:
            fault = _named(error)
            raise
        finally:
            bulkhead.leave()
            ended_s = self._clock.monotonic()
            if permit is not None:
                self._learn(permit, ended_s, status, fault, retry_after_s, again=again)
            if self.backlog or not self.breaker.is_closed:
                message_id = headers.get("x-request-id", "")
                self._follow(message_id, ended_s, is_answered=_is_answer(status), again=again)
            if watch is not None:
                watch(Hop(self.system, method, url, headers, begun_s, ended_s - begun_s, status, fault))
        return reply

    def _traced(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Give the call a span of its own in the trace of its order."""
        self._calls += 1
        sent, read = dict(headers), headers.get
        message_id = read("x-request-id", "")
        trace = trace_of(read("x-correlation-id") or message_id, sent.pop(KEPT, ""))
        span_id = span_of(f"{message_id}|{read('x-attempt')}|{self.system}|{self._calls}")
        sent["traceparent"] = f"00-{trace.trace_id}-{span_id}-{trace.flags}"
        if trace.state:
            sent["tracestate"] = trace.state
        return sent

    def _permit(self, now_s: float, *, again: bool) -> int:
        if not again and self.breaker.state is BreakerState.CLOSED:  # nearly always, so in the fewest steps
            self.budget.earn()
            return self.breaker.generation
        wait_s = self.breaker.wait_s(now_s)
        if wait_s > 0.0:
            raise TurnedAwayError(f"it did not answer lately; tried again in {wait_s:.0f} s")
        if not again:
            self.budget.earn()
        elif not self.budget.spend(now_s):
            raise TurnedAwayError("too many calls had to be repeated lately")
        permit = self.breaker.admit(now_s)
        assert permit is not None, "whoever need not wait is admitted"
        return permit

    def _follow(self, message_id: str, now_s: float, *, is_answered: bool, again: bool) -> None:
        """Follow what waits for a system that is away, until the last of it has been answered.

        What has never been repeated may never be: somebody only looked.
        """
        if not is_answered:
            if again and len(self.backlog) < BACKLOG_MAX:
                self.backlog[message_id] = None
                self.backlog_most = max(self.backlog_most, len(self.backlog))
            return
        if message_id in self.backlog:
            del self.backlog[message_id]
            self.catch_up_s = max(self.catch_up_s, now_s - self.breaker.back_s)

    def _learn(
        self, permit: int, now_s: float, status: int, fault: str, retry_after_s: float, *, again: bool
    ) -> None:
        if _is_answer(status):
            self.breaker.heard(permit, now_s)
            if again:
                self.budget.give_back()
        elif fault == "given up":
            self.breaker.given_up(permit)
        else:
            self.breaker.failed(permit, now_s, retry_after_s)


def _is_answer(status: int) -> bool:
    return status > 0 and status not in IN_TROUBLE


def _named(error: OSError) -> str:
    if isinstance(error, TurnedAwayError):
        return "turned_away"
    return "timeout" if isinstance(error, TimeoutError) else "unreachable"


def _retry_after_s(reply: Reply) -> float:
    """Read how long the system asks to be left in peace; a date or nonsense says nothing."""
    try:
        asked_s = float(reply.headers.get("retry-after") or 0.0)
    except ValueError:
        return 0.0
    return asked_s if isfinite(asked_s) and asked_s > 0.0 else 0.0

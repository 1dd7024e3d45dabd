"""The wire of a rehearsal: every system in one process, latency and faults keyed by the call they meet."""

import asyncio
from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from math import ceil

from dualrun.clock import NODE, VirtualClock, VirtualLoop
from dualrun.history import CallRecord, Paper
from dualrun.journal import Journal
from dualrun.network.attempts import Attempts
from dualrun.network.delivery import ASGIApp, Delivery
from dualrun.network.exchange import WORLD, Exchange, Outcome
from dualrun.network.faults import Address, Fault, FaultLedger, FaultPlan
from dualrun.network.reply import Reply
from dualrun.network.request import Request
from dualrun.streams import Streams

BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class _Member:
    """One incarnation of a system on the wire."""

    name: str
    incarnation: int
    app: ASGIApp
    context: Context


class VirtualWire:
    """The way out of one system."""

    __slots__ = ("_network", "_source")

    def __init__(self, network: "VirtualNetwork", source: str) -> None:
        self._network = network
        self._source = source

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call a neighbour and give its answer, whatever the status.

        Raises:
            TimeoutError: no answer in time; the neighbour may have acted all the same.
            ConnectionError: nobody is there, or the connection broke before an answer.
        """
        exchange = self._network.begin(Request(self._source, method, url, headers, body), timeout_s)
        try:
            outcome = await exchange.heard
        except asyncio.CancelledError:
            exchange.abandon()
            raise
        if isinstance(outcome, Reply):
            return outcome
        raise outcome


@dataclass(slots=True)
class VirtualNetwork:
    """All systems of a rehearsal and the calls between them.

    `latency` is the median and the sigma of one way. `on_call` hears of every call when its caller does,
    `on_defect` of every exception an application let through.
    """

    loop: VirtualLoop
    clock: VirtualClock
    streams: Streams
    journal: Journal
    plan: FaultPlan
    ledger: FaultLedger
    latency: tuple[float, float] = (0.02, 0.6)
    on_call: Callable[[CallRecord], None] | None = None
    on_defect: Callable[[str, BaseException], None] | None = None
    _members: dict[str, _Member] = field(default_factory=dict)
    _incarnations: dict[str, int] = field(default_factory=dict)
    _attempts: Attempts = field(default_factory=Attempts)

    # Who is there.

    def attach(self, name: str, app: ASGIApp) -> None:
        """Put a system on the wire under `http://<name>/`, as a new incarnation when it was there before.

        Raises:
            ValueError: a system of that name is there already.
        """
        if name in self._members:
            raise ValueError(f"{name} is on the wire already: detach or crash it first")
        incarnation = self._incarnations[name] = self._incarnations.get(name, -1) + 1
        context = Context()
        context.run(NODE.set, (name, incarnation))
        self._members[name] = _Member(name, incarnation, app, context)

    def detach(self, name: str) -> None:
        """Take a system off the wire. What it is doing it brings to an end, and answers."""
        del self._members[name]

    def crash(self, name: str) -> None:
        """Kill a system: none of its code ever runs again, and the calls it was serving get no answer."""
        member = self._members.pop(name)
        self.loop.dead.add((name, member.incarnation))

    def context(self, name: str) -> Context:
        """Give a fresh context in which code counts as that of `name`, to start its own work in."""
        return self._members[name].context.copy()

    def wire(self, name: str) -> VirtualWire:
        """Give the way out for the system of that name."""
        return VirtualWire(self, name)

    def heal(self) -> None:
        """Let no rule fire from now on."""
        self.plan = FaultPlan((), self.streams)

    # One call.

    def begin(self, request: Request, timeout_s: float) -> Exchange:
        """Send a request on its way; what its caller hears comes at `heard` of the exchange."""
        loop, source, target = self.loop, request.source, request.target
        attempt = self._attempts.count(source, target, request.operation, request.key)
        fault = self._fault(request, attempt)
        deadline_us = loop.us + round(timeout_s * 1e6)
        exchange = Exchange(loop, request, attempt, fault, self.clock.now(), deadline_us, self._ended)
        self.journal.note(
            "call",
            source,
            target,
            request.operation,
            request.key,
            request.message_id,
            attempt,
            fault.kind if fault else "",
            body=request.body,
        )
        there_us, exchange.back_us = self._latency(request, attempt)
        self._send_out(exchange, self._members.get(target), loop.us + there_us)
        return exchange

    def _send_out(self, exchange: Exchange, member: _Member | None, us: int) -> None:
        """Let a request arrive at that microsecond, or meet its fault."""
        fault = exchange.fault
        kind = fault.kind if fault else ""
        if member is None or kind == "outage":
            exchange.hear_at(us + exchange.back_us, exchange.refusal())
        elif kind != "request_lost":
            if fault is not None:
                us = self._disturb(exchange, fault, member, us)
            else:
                self.loop.call_at_us(us, self._arrive, exchange, member, context=WORLD)
            if us < exchange.deadline_us:
                return
        exchange.watch()

    def _disturb(self, exchange: Exchange, fault: Fault, member: _Member, us: int) -> int:
        """Let a request arrive with a fault; give when it does."""
        call_at_us = self.loop.call_at_us
        if fault.status:
            call_at_us(us, self._turn_away, exchange, fault, context=WORLD)
            return us
        if fault.kind == "delayed":
            us += round(fault.delays_s[0] * 1e6)
        call_at_us(us, self._arrive, exchange, member, context=WORLD)
        if fault.kind == "duplicate":
            for delay_s in fault.delays_s:
                again_us = us + round(delay_s * 1e6)
                call_at_us(again_us, self._arrive_again, exchange.request, member, context=WORLD)
        return us

    def _arrive(self, exchange: Exchange, member: _Member) -> None:
        if self._members.get(member.name) is member:
            self._deliver(exchange.request, member, lambda reply: self._answer(exchange, reply))
        elif (member.name, member.incarnation) not in self.loop.dead:
            exchange.hear_at(self.loop.us + exchange.back_us, exchange.refusal())
        exchange.watch()

    def _arrive_again(self, request: Request, member: _Member) -> None:
        if self._members.get(member.name) is member:
            self._deliver(request, member, lambda reply: self._unheard(request, reply))

    def _turn_away(self, exchange: Exchange, fault: Fault) -> None:
        self._answer(exchange, _made_by_the_wire(fault))
        exchange.watch()

    def _deliver(self, request: Request, member: _Member, on_answer: Callable[[Reply], None]) -> None:
        delivery = Delivery(member.app, request, on_answer, self._defect)
        self.loop.start_task(delivery.serve(), member.name, member.context.copy())

    def _answer(self, exchange: Exchange, reply: Reply) -> None:
        request, fault = exchange.request, exchange.fault
        self.journal.note(
            "answer",
            request.target,
            request.source,
            request.operation,
            request.key,
            reply.status,
            body=reply.body,
        )
        kind = fault.kind if fault else ""
        if kind != "response_lost":
            outcome = exchange.breach() if kind == "reset" else reply
            exchange.hear_at(self.loop.us + exchange.back_us, outcome)

    def _unheard(self, request: Request, reply: Reply) -> None:
        self.journal.note(
            "unheard",
            request.target,
            request.source,
            request.operation,
            request.key,
            reply.status,
            body=reply.body,
        )

    def _ended(self, exchange: Exchange, outcome: Outcome | None) -> None:
        request = exchange.request
        if exchange.caller in self.loop.dead:
            outcome = None  # whoever has asked was killed before there was an answer
        status = outcome.status if isinstance(outcome, Reply) else 0
        if not status:
            self.journal.note(
                "silence", request.source, request.target, request.operation, type(outcome).__name__
            )
        if self.on_call is not None:
            self.on_call(
                CallRecord(
                    exchange.at,
                    request.source,
                    request.target,
                    request.operation,
                    request.correlation_id,
                    request.message_id,
                    request.causation_id,
                    exchange.attempt,
                    status,
                    *_papers(request, outcome),
                )
            )

    # What the call meets.

    def _fault(self, request: Request, attempt: int) -> Fault | None:
        if not self.plan.rules:
            return None
        call = Address(request.source, request.target, request.operation, request.key, attempt)
        now_s = self.loop.time()
        fault = self.plan.decide(call, now_s)
        if fault is not None:
            self.ledger.record(fault.kind, call, now_s)
        return fault

    def _latency(self, request: Request, attempt: int) -> tuple[int, int]:
        there, back = self.streams.lognormals(
            *self.latency, request.source, request.target, request.operation, request.key, attempt
        )
        return round(there * 1e6), round(back * 1e6)

    def _defect(self, target: str, error: BaseException) -> None:
        if self.on_defect is not None:
            self.on_defect(target, error)
        else:
            self.loop.call_exception_handler(
                {"message": f"{target} let an exception through", "exception": error}
            )


def _papers(request: Request, outcome: Outcome | None) -> tuple[Paper | None, Paper | None]:
    """Give what was sent and heard where somebody may want to read it: hardly anywhere."""
    if not isinstance(outcome, Reply):
        return None, None
    if outcome.status not in BUSY and not request.is_news and not request.is_look:
        return None, None
    return Paper(request.headers, request.body), Paper(outcome.headers, outcome.body)


def _made_by_the_wire(fault: Fault) -> Reply:
    headers = {"content-type": "text/plain", "x-dualrun-fault": fault.kind}
    if fault.retry_after_s is not None:
        headers["retry-after"] = str(ceil(fault.retry_after_s))
    return Reply(fault.status, headers, b"injected: " + fault.kind.encode())

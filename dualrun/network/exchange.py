"""One call between two systems: what the caller hears, and when."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from datetime import datetime

from dualrun.loop import NODE, VirtualLoop
from dualrun.network.faults import Fault
from dualrun.network.reply import Reply
from dualrun.network.request import Request

Outcome = Reply | TimeoutError | ConnectionError

WORLD = Context()
"""Where the wire's own timers run: they belong to no node, so that none dies with one."""


class Exchange:
    """A call from the moment it is sent until its caller hears an answer, a break, or nothing for too long.

    The outcome is a plain value, never an exception set on the future: when the caller itself has been killed
    meanwhile, nobody fetches it, and that is no defect.
    """

    __slots__ = (
        "_alarm",
        "_loop",
        "_on_end",
        "at",
        "attempt",
        "back_us",
        "caller",
        "deadline_us",
        "fault",
        "heard",
        "is_coming",
        "request",
    )
    heard: asyncio.Future[Outcome]
    _alarm: asyncio.TimerHandle | None

    def __init__(
        self,
        loop: VirtualLoop,
        request: Request,
        attempt: int,
        fault: Fault | None,
        at: datetime,
        deadline_us: int,
        on_end: Callable[["Exchange", Outcome | None], None],
    ) -> None:
        self._loop = loop
        self._on_end = on_end
        self._alarm = None
        self.request = request
        self.attempt = attempt
        self.fault = fault
        self.at = at
        self.caller = NODE.get()
        self.deadline_us = deadline_us
        self.back_us = 0
        self.heard = loop.create_future()
        self.is_coming = False

    def hear_at(self, us: int, outcome: Outcome) -> None:
        """Let the caller hear `outcome` at that microsecond, unless it has given up by then."""
        if us < self.deadline_us:
            self.is_coming = True
            self._loop.call_at_us(us, self.end, outcome, context=WORLD)

    def watch(self) -> None:
        """Wake the caller at its deadline, unless an outcome is on its way: then no alarm is needed."""
        if not self.is_coming and self._alarm is None and not self.heard.done():
            self._alarm = self._loop.call_at_us(self.deadline_us, self._expire, context=WORLD)

    def end(self, outcome: Outcome) -> None:
        """Let the caller hear `outcome`, unless it has heard something else before."""
        if self.heard.done():
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self.heard.set_result(outcome)
        self._on_end(self, outcome)

    def abandon(self) -> None:
        """Stop waiting: the caller was cancelled. What the far side does goes on."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._on_end(self, None)

    def refusal(self) -> ConnectionError:
        """Say that nobody is there."""
        return ConnectionRefusedError(f"{self.request.target} cannot be reached")

    def breach(self) -> ConnectionError:
        """Say that the connection broke before an answer came."""
        return ConnectionResetError(
            f"{self.request.target} broke the connection during {self.request.operation}"
        )

    def _expire(self) -> None:
        self.end(TimeoutError(f"{self.request.target} gave no answer to {self.request.operation} in time"))

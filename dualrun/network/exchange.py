"""One call between two systems: what the caller hears, and when."""

import asyncio
from collections.abc import Callable

from dualrun.network.faults import Fault
from dualrun.network.reply import Reply
from dualrun.network.request import Request

Outcome = Reply | TimeoutError | ConnectionError


class Exchange:
    """A call from the moment it is sent until its caller hears an answer, a break, or nothing for too long.

    The outcome is a plain value, never an exception set on the future: when the caller itself has been killed
    meanwhile, nobody fetches it, and that is no defect.
    """

    __slots__ = ("at_us", "attempt", "back_us", "deadline", "fault", "heard", "on_end", "request")

    def __init__(
        self,
        request: Request,
        attempt: int,
        fault: Fault | None,
        heard: asyncio.Future[Outcome],
        on_end: Callable[["Exchange", Outcome | None], None],
    ) -> None:
        self.request = request
        self.attempt = attempt
        self.fault = fault
        self.heard = heard
        self.on_end = on_end
        self.at_us = 0
        self.back_us = 0
        self.deadline: asyncio.TimerHandle | None = None

    def end(self, outcome: Outcome) -> None:
        """Let the caller hear `outcome`, unless it has heard something else before."""
        if self.heard.done():
            return
        if self.deadline is not None:
            self.deadline.cancel()
        self.heard.set_result(outcome)
        self.on_end(self, outcome)

    def abandon(self) -> None:
        """Stop waiting: the caller was cancelled. What the far side does goes on."""
        if self.deadline is not None:
            self.deadline.cancel()
        self.on_end(self, None)

    def expire(self) -> None:
        """Tell the caller that it has waited long enough."""
        self.end(TimeoutError(f"{self.request.target} gave no answer to {self.request.operation} in time"))

    def refuse(self) -> None:
        """Tell the caller that nobody is there."""
        self.end(ConnectionRefusedError(f"{self.request.target} cannot be reached"))

    def break_off(self) -> None:
        """Tell the caller that the connection broke before an answer came."""
        self.end(
            ConnectionResetError(
                f"{self.request.target} broke the connection during {self.request.operation}"
            )
        )

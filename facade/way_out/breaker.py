"""Is it worth calling this system now? A state machine that is told the time and what came of each call.

It opens when half of the last calls found nobody, or several in a row, for a pause that doubles each time a
probe fails. One probe at a time is let through after the pause; when it is heard, all are. A refusal is an
answer like any other: the system that says no is there.
"""

from dataclasses import dataclass
from enum import StrEnum


class BreakerState(StrEnum):
    """Whether calls go through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """When it opens, and for how long."""

    window: int = 20
    failed_max: int = 10
    in_a_row_max: int = 5
    pause_s: float = 5.0
    pause_max_s: float = 60.0


class Breaker:
    """One system's breaker. Every admitted call has a permit, with which its end is told once."""

    def __init__(self, rule: BreakerRule) -> None:
        self._rule = rule
        self._mask = (1 << rule.window) - 1
        self._row = (1 << rule.in_a_row_max) - 1
        self._recent = 0  # one bit a call, 1 for a failure
        self.generation = 0
        """The permit of now; what began before the state last changed says nothing about it."""
        self._pause_s = rule.pause_s
        self._until_s = 0.0
        self._is_probed = False
        self.state = BreakerState.CLOSED
        self.opened_s: float | None = None
        """When the incident began that is going on now."""
        self.back_s = 0.0
        """When the system last came back."""
        self.incidents = 0
        self.down_s = 0.0
        """How long all incidents that are over have lasted."""

    @property
    def is_closed(self) -> bool:
        """Whether everything goes through."""
        return self.state is BreakerState.CLOSED

    def wait_s(self, now_s: float) -> float:
        """Give how long no call will be admitted; 0 when one is admitted now."""
        if self.state is BreakerState.CLOSED:
            return 0.0
        if self.state is BreakerState.OPEN:
            return max(0.0, self._until_s - now_s)
        return self._rule.pause_s if self._is_probed else 0.0

    def admit(self, now_s: float) -> int | None:
        """Give a permit, or nothing while the system is left in peace."""
        if self.state is BreakerState.CLOSED:
            return self.generation
        if self.wait_s(now_s) > 0.0:
            return None
        self._turn(BreakerState.HALF_OPEN)
        self._is_probed = True
        return self.generation

    def heard(self, permit: int, now_s: float) -> None:
        """Take in that the system has answered."""
        if permit != self.generation:
            return
        if self.state is BreakerState.CLOSED:
            if self._recent:
                self._recent = (self._recent << 1) & self._mask
            return
        self.incidents += 1
        self.down_s += now_s - (self.opened_s if self.opened_s is not None else now_s)
        self.back_s = now_s
        self.opened_s, self._recent, self._pause_s = None, 0, self._rule.pause_s
        self._turn(BreakerState.CLOSED)

    def failed(self, permit: int, now_s: float, retry_after_s: float = 0.0) -> None:
        """Take in that nobody was there, or nobody answered, or that they are too busy."""
        if permit != self.generation:
            return
        if self.state is BreakerState.HALF_OPEN:
            self._pause_s = min(self._pause_s * 2, self._rule.pause_max_s)
            self._open(now_s, retry_after_s)
            return
        self._recent = ((self._recent << 1) | 1) & self._mask
        in_a_row = self._recent & self._row == self._row
        if in_a_row or self._recent.bit_count() >= self._rule.failed_max:
            self.opened_s = now_s
            self._open(now_s, retry_after_s)

    def given_up(self, permit: int) -> None:
        """Take in that the caller went away before anything was known: the next call probes again."""
        if permit == self.generation:
            self._is_probed = False

    def _open(self, now_s: float, retry_after_s: float) -> None:
        self._until_s = now_s + max(self._pause_s, retry_after_s)
        self._turn(BreakerState.OPEN)

    def _turn(self, state: BreakerState) -> None:
        self.state = state
        self.generation += 1
        self._is_probed = False

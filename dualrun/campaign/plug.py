"""Pulls the plug of the façade at exactly one place, or counts the places without pulling."""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from contextvars import Context

from dualrun.campaign.points import Point, PowerCut
from dualrun.clock import NODE, VirtualLoop
from dualrun.landscape.virtual import FACADE

DOWN_S = 5.0
RECOVERY_US = 30_000_000
"""How long a started façade counts as still recovering."""
Instant = tuple[bool, int, Hashable]


class Plug:
    """Counts every place where the façade can die; dies at those named, and is started again after a while.

    `points` says how long it stays down after each; `cut` kills the façade, `start` starts it again, and
    `left_behind` tells what a process that died now would leave: on its disk, and on the wire. `instants`
    holds one point for each thing that dying can do, the last of those that come to the same: what one step
    has read since, and what it has written into a transaction that it did not end, dies with the process.
    Where something is to go wrong nothing is counted that is not needed to find the place.
    """

    def __init__(
        self,
        loop: VirtualLoop,
        points: Mapping[Point, float],
        cut: Callable[[], None],
        start: Callable[[], None],
        left_behind: Callable[[], Hashable],
    ) -> None:
        self._loop = loop
        self._points = dict(points)
        self._counts = not points
        self._cut = cut
        self._start = start
        self._left_behind = left_behind
        self.reached: Counter[tuple[str, str]] = Counter()
        self.pulled: list[Point] = []
        self.pulled_again = 0
        self._started_us = -RECOVERY_US
        self.instants: dict[Instant, Point] = {}
        self.is_down = False
        loop.on_step = self._on_step

    def pull(self, down_s: float = DOWN_S) -> None:
        """Kill the façade now, unless it is dead already, and start it again `down_s` later."""
        if self.is_down:
            return
        self.is_down = True
        self.pulled_again += bool(self.pulled[1:]) and self._loop.us - self._started_us < RECOVERY_US
        self._cut()
        self._loop.call_later(down_s, self._start_again, context=Context())

    @property
    def is_set(self) -> bool:
        """Whether there is a place left to die at."""
        return bool(self._points)

    def _start_again(self) -> None:
        self.is_down = False
        self._started_us = self._loop.us
        self._start()

    def stop_counting(self) -> None:
        """Let the façade live from now on."""
        self._loop.on_step = None
        self._points = {}
        self._counts = False

    async def pause(self, kind: str, key: str) -> None:
        """Pass a place at which a coroutine can be stopped for good."""
        if self._dies_here(kind, key):
            await self._loop.create_future()

    def pass_by(self, kind: str) -> None:
        """Pass a place in the middle of plain code.

        Raises:
            PowerCut: the process has died here.
        """
        if self._dies_here(kind):
            raise PowerCut

    def _on_step(self, _: int, step: asyncio.Handle) -> None:
        if step._context.get(NODE, ("", 0))[0] == FACADE:  # type: ignore[attr-defined]  # the loop's own step
            self._dies_here("step")

    def _dies_here(self, kind: str, key: str = "") -> bool:
        if not self._counts and not self._points:
            return False
        reached = self.reached
        reached[kind, ""] += 1
        names = [Point(kind, reached[kind, ""])]
        if self._counts:
            self.instants[kind == "step", self._loop.steps, self._left_behind()] = names[0]
        if key:
            reached[kind, key] += 1
            names.append(Point(kind, reached[kind, key], key))
        for point in names:
            if point in self._points and not self.is_down:
                self.pulled.append(point)
                self.pull(self._points.pop(point))
                if not self._points:
                    self._loop.on_step = None
                return True
        return False

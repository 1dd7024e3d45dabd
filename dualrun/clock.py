"""What time is it, and what runs next? One clock for rehearsals, one for real life.

Rehearsals run on an event loop of their own, because only a loop that owns time and order can promise that
one seed gives one run: time is whole microseconds, and it moves only when nothing is left to do at this one.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any, Never, TypeVar

Node = tuple[str, int]
"""One process of the landscape: its name, and how many times it was started before."""

NODE: ContextVar[Node] = ContextVar("node", default=("world", 0))
"""On whose behalf the running code runs; tasks and timers inherit it from the code that made them."""

MIDNIGHT = datetime(2026, 1, 5, tzinfo=UTC)
"""When a rehearsal begins unless told otherwise: a Monday."""

_NOBODY: Node = ("", -1)
_TURNS_TO_END = 1000
_ROUNDS_TO_END = 3
_T = TypeVar("_T")


class DeadlockError(RuntimeError):
    """Nothing can ever run again: no step is ready and no timer is set, but somebody still waits."""


class _Step(asyncio.Handle):
    """A callback that is due now. Leaner than its base, which asks the loop for its debug mode each time."""

    __slots__ = ()
    _callback: Callable[..., object]
    _context: Context

    def __init__(
        self, callback: Callable[..., object], args: tuple[Any, ...], loop: "VirtualLoop", context: Context
    ) -> None:
        self._context = context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._repr = None
        self._source_traceback = None

    def cancel(self) -> None:
        """See to it that the callback never runs, and let go of what it holds."""
        self._cancelled = True
        self._callback = _nothing
        self._args = ()


class _Timer(asyncio.TimerHandle):
    """A callback that is due at a microsecond to come."""

    __slots__ = ()
    _callback: Callable[..., object]
    _context: Context
    _loop: "VirtualLoop"

    def __init__(
        self,
        when: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        loop: "VirtualLoop",
        context: Context,
    ) -> None:
        self._context = context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._repr = None
        self._source_traceback = None
        self._when = when
        self._scheduled = True

    def cancel(self) -> None:
        """See to it that the callback never runs, and let go of what it holds."""
        if not self._cancelled:
            self._cancelled = True
            self._callback = _nothing
            self._args = ()
            if self._scheduled:
                self._loop._abandoned += 1


def _nothing() -> None:
    return None


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop without sockets, threads or a wall clock.

    `us` is the time in whole microseconds since the loop began, `steps` the number of callbacks run. A node in
    `dead` never runs again: its handles go to the `morgue` and its tasks stay referenced, so that not even a
    `finally` of theirs runs while the others live on, just as in a process that was killed.
    `on_step(number, handle)` is called before each step and may add to `dead`; `on_advance(seconds)` is called
    each time the clock moves.
    """

    _ready: deque[_Step | _Timer]
    _stopping: bool

    def __init__(self) -> None:
        super().__init__()
        self.us = 0
        self.steps = 0
        self.dead: set[Node] = set()
        self.morgue: list[asyncio.Handle] = []
        self.on_step: Callable[[int, asyncio.Handle], None] | None = None
        self.on_advance: Callable[[float], None] | None = None
        self._seconds = 0.0
        self._timers: list[tuple[int, int, _Timer]] = []
        self._order = count()
        self._abandoned = 0
        self._tasks: list[tuple[asyncio.Task[Any], Node]] = []
        self._sweep_at = 1024

    # What asyncio asks of a loop.

    def time(self) -> float:
        """Give seconds since the loop began."""
        return self._seconds

    def call_soon(  # type: ignore[override]  # typeshed has type variables of its own here
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run `callback` at this microsecond, after what is ready already."""
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        step = _Step(callback, args, self, copy_context() if context is None else context)
        self._ready.append(step)
        return step

    call_soon_threadsafe = call_soon  # type: ignore[assignment]  # there are no threads

    def call_later(  # type: ignore[override]  # as call_soon
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run `callback` after `delay` seconds, rounded to the microsecond."""
        return self.call_at_us(self.us + round(delay * 1e6), callback, *args, context=context)

    def call_at(  # type: ignore[override]  # as call_soon
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run `callback` at `when` seconds, rounded to the microsecond."""
        return self.call_at_us(round(when * 1e6), callback, *args, context=context)

    def call_at_us(
        self, us: int, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Run `callback` at a microsecond; those of one microsecond run in the order they were asked for."""
        timer = _Timer(us / 1e6, callback, args, self, copy_context() if context is None else context)
        heappush(self._timers, (us, next(self._order), timer))
        return timer

    def create_task(  # type: ignore[override]  # as call_soon
        self,
        coro: Coroutine[Any, Any, _T],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[_T]:
        """Start a task and remember it until it is done, in order: asyncio itself would only keep a set."""
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._tasks.append((task, NODE.get() if context is None else context.get(NODE, _NOBODY)))
        if len(self._tasks) > self._sweep_at:
            self._tasks = [entry for entry in self._tasks if not entry[0].done()]
            self._sweep_at = max(1024, 2 * len(self._tasks))
        return task

    def run_in_executor(self, executor: object, func: Callable[..., object], *args: object) -> Never:  # type: ignore[override]
        """Refuse: the order of threads is not the loop's to decide."""
        raise RuntimeError(f"no threads in a rehearsal: {func!r} must become a coroutine (`async def`)")

    def close(self) -> None:
        """End every task in the order they began, and then the loop."""
        if not self.is_closed() and not self.is_running():
            self._end_the_living()
            super().close()
            self._bury()

    # One turn of the loop.

    def _run_once(self) -> None:
        while True:
            self._turn()
            if self._stopping:
                return

    def _turn(self) -> None:
        ready, timers, dead = self._ready, self._timers, self.dead
        if not ready:
            self._advance()
        now = self.us
        while timers and timers[0][0] <= now:
            timer = heappop(timers)[2]
            timer._scheduled = False
            if timer._cancelled:
                self._abandoned -= 1
            else:
                ready.append(timer)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if handle._cancelled:
                continue
            if dead and handle._context.get(NODE, _NOBODY) in dead:
                self.morgue.append(handle)
                continue
            self.steps += 1
            if self.on_step is not None and not self._allowed(handle):
                continue
            try:
                handle._context.run(handle._callback, *handle._args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:  # noqa: BLE001  (asyncio's own contract: a callback never ends the loop)
                self._failed(handle, error)

    def _advance(self) -> None:
        timers = self._timers
        if self._abandoned > 512 and self._abandoned * 2 > len(timers):
            timers[:] = [entry for entry in timers if not entry[2]._cancelled]
            heapify(timers)
            self._abandoned = 0
        while timers and timers[0][2]._cancelled:
            heappop(timers)
            self._abandoned -= 1
        if not timers:
            raise DeadlockError(self._who_waits())
        us = timers[0][0]
        if us > self.us:
            self.us = us
            self._seconds = us / 1e6
            if self.on_advance is not None:
                self.on_advance(self._seconds)

    def _allowed(self, handle: _Step | _Timer) -> bool:
        if self.on_step is not None:
            self.on_step(self.steps, handle)
        if handle._context.get(NODE, _NOBODY) in self.dead:
            self.morgue.append(handle)
            return False
        return True

    def _failed(self, handle: _Step | _Timer, error: BaseException) -> None:
        message = f"Exception in callback {handle._callback!r}"
        self.call_exception_handler({"message": message, "exception": error, "handle": handle})

    def _who_waits(self) -> str:
        names = [task.get_name() for task, node in self._tasks if not task.done() and node not in self.dead]
        some = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        return f"nothing is ready and no timer is set at {self._seconds} s; {len(names)} wait: {some}"

    def _write_to_self(self) -> None:
        return None

    def _process_events(self, event_list: object) -> None:
        return None

    # The end.

    def _end_the_living(self) -> None:
        for _ in range(_ROUNDS_TO_END):
            living = [task for task, node in self._tasks if not task.done() and node not in self.dead]
            if not living:
                return
            for task in living:
                task.cancel()
            self._run_until_ended(living)

    def _run_until_ended(self, tasks: list[asyncio.Task[Any]]) -> None:
        ended = 0
        for _ in range(_TURNS_TO_END):
            while ended < len(tasks) and tasks[ended].done():
                ended += 1
            if ended == len(tasks):
                return
            self.stop()
            try:
                self.run_forever()
            except DeadlockError:
                return

    def _bury(self) -> None:
        """Close what never ended, so that the collector finds nothing to complain about."""
        for task, _ in self._tasks:
            if task.done():
                continue
            task._log_destroy_pending = False  # type: ignore[attr-defined]  # there is no public way
            body = task.get_coro()
            try:
                if body is not None:
                    body.close()
            except BaseException:  # noqa: BLE001, PERF203, S110  (the dead have nothing to say)
                pass
        self._tasks.clear()
        self._timers.clear()
        self.morgue.clear()


class VirtualClock:
    """The time of a virtual loop, as an instant."""

    def __init__(self, loop: VirtualLoop, start: datetime = MIDNIGHT) -> None:
        self.loop = loop
        self.start = start
        self._us = 0
        self._now = start

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        us = self.loop.us
        if us != self._us:
            self._us = us
            self._now = self.start + timedelta(microseconds=us)
        return self._now

    def at(self, us: int) -> datetime:
        """Give the instant at a microsecond of the loop."""
        return self.start + timedelta(microseconds=us)

    def monotonic(self) -> float:
        """Give seconds since the loop began."""
        return self.loop.time()

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock, which costs no real time."""
        await asyncio.sleep(seconds)


class LiveClock:
    """The time of the machine."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds since this clock was made."""
        return time.monotonic() - self._began

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)


def run_virtual(
    main: Callable[[VirtualClock], Coroutine[Any, Any, _T]],
    *,
    start: datetime = MIDNIGHT,
    loop: VirtualLoop | None = None,
) -> _T:
    """Run `main` on a virtual loop to its end, end whatever still runs, and give its result.

    The loop is closed afterwards, also when it was handed in: hand one in to set its hooks before it starts.
    """
    loop = VirtualLoop() if loop is None else loop
    try:
        return loop.run_until_complete(main(VirtualClock(loop, start)))
    finally:
        loop.close()

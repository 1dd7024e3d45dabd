"""What runs next? An event loop that owns time and order, so that one seed gives one run.

Time is whole microseconds, and it moves only when nothing is left to do at this one. Nothing here draws a
random number: callbacks run in the order they were asked for.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context, ContextVar, copy_context
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any, Never, TypeVar

Node = tuple[str, int]
"""One process of the landscape: its name, and how many times it had been started before."""

NODE: ContextVar[Node] = ContextVar("node", default=("world", 0))
"""On whose behalf the running code runs; tasks and timers inherit it from the code that makes them."""

_NOBODY: Node = ("", -1)
_STEPS_TO_END = 1000  # for each task that is left when the loop closes
_ROUNDS_TO_END = 3  # of cancelling them: what ends may begin something new
_ABANDONED_MIN = 512  # cancelled timers before it is worth clearing them out
_T = TypeVar("_T")


class DeadlockError(RuntimeError):
    """Nothing can ever run again: no step is ready and no timer is set, but somebody still waits."""


class _Step(asyncio.TimerHandle):
    """Something to run, now or at a microsecond. Leaner than its base, which asks for the debug mode."""

    __slots__ = ()
    _callback: Callable[..., object]
    _context: Context
    _loop: "VirtualLoop"
    _when: float

    def __init__(
        self,
        loop: "VirtualLoop",
        callback: Callable[..., object],
        args: tuple[Any, ...],
        context: Context | None,
    ) -> None:
        self._loop = loop
        self._callback = callback
        self._args = args
        self._context = copy_context() if context is None else context
        self._cancelled = False
        self._scheduled = False

    def __repr__(self) -> str:
        return f"<{'cancelled ' if self._cancelled else ''}step {_named(self._callback)}>"

    def cancel(self) -> None:
        """See to it that this never runs, and let go of what it holds."""
        if not self._cancelled:
            self._cancelled = True
            self._callback = _nothing
            self._args = ()
            if self._scheduled:
                self._loop._abandoned += 1


def _named(callback: Callable[..., object]) -> str:
    """Name a callback without what it is bound to: that may be a whole business."""
    return getattr(callback, "__qualname__", "") or repr(callback)


def _nothing() -> None:
    return None


def _unheard(_: asyncio.AbstractEventLoop, __: dict[str, Any]) -> None:
    """Say nothing of what goes wrong once somebody has stopped the run: whatever ends now ends by that."""


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop without sockets, threads or a wall clock.

    `us` is the time in whole microseconds since the loop began, `steps` the number of callbacks run. A node
    in `dead` never runs again: its callbacks go to the `morgue` and its tasks stay referenced, so that not
    even a `finally` of theirs runs while the others live on, as in a process that was killed.
    `on_step(number, callback)` is called before each step and may add to `dead`; `on_advance(seconds)` is
    called whenever time moves.
    """

    _ready: deque[_Step]
    _closed: bool
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
        self._timers: list[tuple[int, int, _Step]] = []
        self._order = count()  # keeps the timers of one microsecond in the order they were set
        self._abandoned = 0
        self._tasks: list[tuple[asyncio.Task[Any], Node]] = []
        self._sweep_at = 1024

    def time(self) -> float:
        """Give seconds since the loop began."""
        return self._seconds

    def call_soon(  # type: ignore[override]  # typeshed binds the arguments to the callback; here they are free
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run `callback` at this microsecond, after what is ready already."""
        if self._closed:
            raise RuntimeError("Event loop is closed")
        step = _Step(self, callback, args, context)
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
        """Run `callback` at a microsecond, after those that were set for it before."""
        timer = _Step(self, callback, args, context)
        timer._when = us / 1e6
        timer._scheduled = True
        heappush(self._timers, (us, next(self._order), timer))
        return timer

    def create_task(  # type: ignore[override]  # as call_soon
        self, coro: Coroutine[Any, Any, _T], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[_T]:
        """Start a task and keep it until it is done: asyncio would keep it weakly, in a set without order."""
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._keep(task, NODE.get() if context is None else context.get(NODE, _NOBODY))
        return task

    def start_task(self, coro: Coroutine[Any, Any, _T], name: str, context: Context) -> asyncio.Task[_T]:
        """Start a task and run it at once until it first waits; only a timer may ask for that, not a task."""
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._perform(self._ready.pop())  # its first step, which it has just asked for
        if not task.done():
            self._keep(task, context.get(NODE, _NOBODY))
        return task

    def _keep(self, task: asyncio.Task[Any], node: Node) -> None:
        self._tasks.append((task, node))
        if len(self._tasks) > self._sweep_at:
            self._tasks = [entry for entry in self._tasks if not entry[0].done()]
            self._sweep_at = max(1024, 2 * len(self._tasks))

    def run_in_executor(self, executor: object, func: Callable[..., object], *args: object) -> Never:
        """Refuse: the order of threads is not the loop's to decide."""
        raise RuntimeError(f"no threads in a rehearsal: make {func!r} a coroutine (`async def`)")

    def close(self) -> None:
        """End the tasks that are left, in the order they began, and then the loop."""
        if self.is_closed() or self.is_running():
            super().close()
            return
        self.on_step = self.on_advance = None
        self._end_the_living()
        super().close()
        self._bury()

    def _run_once(self) -> None:
        ready = self._ready
        while True:
            self._perform(ready.popleft() if ready else self._next_timer())
            if self._stopping:
                return

    def _perform(self, step: _Step) -> None:
        if step._cancelled:
            return
        if self.dead and step._context.get(NODE, _NOBODY) in self.dead:
            self.morgue.append(step)
            return
        self.steps += 1
        if self.on_step is not None and self._killed(step, self.on_step):
            return
        try:
            step._context.run(step._callback, *step._args)
        except (SystemExit, KeyboardInterrupt):
            self.set_exception_handler(_unheard)
            raise
        except BaseException as error:  # noqa: BLE001  (asyncio's contract: no callback ends the loop)
            message = f"Exception in callback {_named(step._callback)}"
            self.call_exception_handler({"message": message, "exception": error, "handle": step})

    def _next_timer(self) -> _Step:
        """Take the timer that is due next, and move the time there: nothing is left to do before it."""
        timers = self._timers
        if self._abandoned > _ABANDONED_MIN and self._abandoned * 2 > len(timers):
            timers[:] = [entry for entry in timers if not entry[2]._cancelled]
            heapify(timers)
            self._abandoned = 0
        while timers:
            us, _, timer = heappop(timers)
            if timer._cancelled:
                self._abandoned -= 1
                continue
            timer._scheduled = False
            if us > self.us:
                self.us = us
                self._seconds = us / 1e6
                if self.on_advance is not None:
                    self.on_advance(self._seconds)
            return timer
        raise DeadlockError(self._who_waits())

    def _killed(self, step: _Step, on_step: Callable[[int, asyncio.Handle], None]) -> bool:
        on_step(self.steps, step)
        if step._context.get(NODE, _NOBODY) not in self.dead:
            return False
        self.morgue.append(step)
        return True

    def _who_waits(self) -> str:
        names = [task.get_name() for task in self._living()]
        some = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        return f"nothing is ready and no timer is set at {self._seconds} s; {len(names)} still wait: {some}"

    def _write_to_self(self) -> None:
        return None

    def _process_events(self, event_list: object) -> None:
        return None

    def _living(self) -> list[asyncio.Task[Any]]:
        return [task for task, node in self._tasks if not task.done() and node not in self.dead]

    def _end_the_living(self) -> None:
        for _ in range(_ROUNDS_TO_END):
            living = self._living()
            for task in living:
                task.cancel()
            self._run_until_ended(living)

    def _run_until_ended(self, tasks: list[asyncio.Task[Any]]) -> None:
        ended = 0
        for _ in range(_STEPS_TO_END * len(tasks)):
            while ended < len(tasks) and tasks[ended].done():
                ended += 1
            if ended == len(tasks):
                return
            self.stop()  # asked to stop before it starts, it takes exactly one step
            try:
                self.run_forever()
            except DeadlockError:
                return

    def _bury(self) -> None:
        """Close what never ended, so that the collector finds nothing to complain about.

        Only now, with the loop closed, does a `finally` of the dead run; whatever it says is not heard.
        """
        for task, _ in self._tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]  # there is no public way
                with suppress(BaseException):
                    task.get_coro().close()
        self._tasks.clear()
        self._timers.clear()
        self.morgue.clear()

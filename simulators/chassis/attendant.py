"""Who does what falls due, at the moment it falls due."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from datetime import timedelta

from simulators.chassis.agenda import Acts, Agenda, Entry
from simulators.chassis.simulator import Job
from simulators.chassis.world import World


class Attendant:
    """Carries out one system's agenda in one world, with one timer: for whatever comes first.

    A job is an act that enters itself again. An act that takes time runs beside the others; a failure in any
    is a defect, never silence.
    """

    def __init__(
        self,
        world: World,
        agenda: Agenda,
        acts: Acts,
        jobs: tuple[Job, ...],
        on_done: Callable[[], None],
    ) -> None:
        self._world = world
        self._agenda = agenda
        self._acts = acts
        self._jobs = {job.name: job for job in jobs}
        self._on_done = on_done
        self._timer: asyncio.TimerHandle | None = None
        self._is_ringing = False
        self._context = copy_context()

    def start(self) -> None:
        """Let what happens by itself begin to happen."""
        self._context = copy_context()
        self._agenda.on_earlier = self.arm
        entered = {entry.act for entry in self._agenda.entries.values()}
        now = self._world.clock.now()
        for job in self._jobs.values():
            if job.name not in entered:
                first_s = job.every_s if job.first_after_s is None else job.first_after_s
                self._agenda.put(now + timedelta(seconds=first_s), job.name)
        self.arm()

    def stop(self) -> None:
        """Let nothing happen by itself until the next start."""
        self._agenda.on_earlier = _nobody
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def arm(self) -> None:
        """Set the timer to the next entry; a clock that stands still sets none."""
        if self._is_ringing:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self._agenda.next_due()
        wait_s = None if due is None else self._world.clock.seconds_until(due)
        if wait_s is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(wait_s, 0.0), self._ring, context=self._context)

    def _ring(self) -> None:
        self._timer, self._is_ringing = None, True
        now = self._world.clock.now()
        while (entry := self._agenda.take(now)) is not None:
            slow = self.begin(entry)
            if slow is not None:
                self._world.spawn(self._finish(entry, slow))
        self._is_ringing = False
        self.arm()

    async def carry_out(self, entry: Entry) -> None:
        """Do one entry that was taken, to its end."""
        slow = self.begin(entry)
        if slow is not None:
            await self._finish(entry, slow)

    def begin(self, entry: Entry) -> Awaitable[None] | None:
        """Do one entry that was taken; give what is left of it if it takes time."""
        job = self._jobs.get(entry.act)
        if job is not None:
            self._agenda.put(entry.due + timedelta(seconds=job.every_s), job.name)
        try:
            slow = job.run() if job is not None else self._acts[entry.act](*entry.subject)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the act's, and it is reported)
            self._world.on_defect(self._world.system, error)
            slow = None
        if slow is None:
            self._end(entry)
        return slow

    async def _finish(self, entry: Entry, slow: Awaitable[None]) -> None:
        try:
            await slow
        except Exception as error:  # noqa: BLE001  (as above)
            self._world.on_defect(self._world.system, error)
        self._end(entry)

    def _end(self, entry: Entry) -> None:
        self._agenda.done(entry.number)
        self._on_done()


def _nobody() -> None:
    return None

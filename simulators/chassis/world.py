"""Where one copy of a system lives: its clock, its chance, its way out, and who listens to it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulators.chassis.commits import Commit, CommitHook
from simulators.chassis.load import PROFILE_OF_PACE
from simulators.chassis.master import MasterData
from simulators.chassis.ports import Chance, Clock, Ids, Wire
from simulators.chassis.traces import Traces


def _nobody_listens(*_: object) -> None:
    return None


@dataclass(slots=True)
class World:
    """The surroundings of one running system.

    `misbehaviours` holds, by name, the settings of those this world has switched on; `pace` names one
    of the system's own timings (`realistic` for rehearsals, `brisk` for people who wait); `load` a profile of
    how much it takes at once, or nothing for what goes with its pace.
    """

    system: str
    clock: Clock
    chance: Chance
    ids: Ids
    wire: Wire
    master: MasterData
    name: str = "default"
    pace: str = "realistic"
    load: str = ""
    url: str = ""
    misbehaviours: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    on_commit: CommitHook = _nobody_listens
    on_misbehaviour: Callable[[str, str, str], None] = _nobody_listens
    on_defect: Callable[[str, BaseException], None] = _nobody_listens
    traces: Traces = field(default_factory=Traces)
    _tasks: dict[asyncio.Task[None], None] = field(default_factory=dict)

    @property
    def profile(self) -> str:
        """The load profile in force."""
        return self.load or PROFILE_OF_PACE[self.pace]

    def commit(self, record: Commit) -> None:
        """Tell the auditor what has just become durable."""
        self.on_commit(self.system, record)

    def misbehave(self, kind: str, subject: str) -> None:
        """Enter in the ledger that this product has just misbehaved on `subject`."""
        self.on_misbehaviour(self.system, kind, subject)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside the requests; a failure in it is a defect, never silence."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[task] = None
        task.add_done_callback(self._ended)

    def later(self, delay_s: float, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run `act` after `delay_s` on this world's clock."""
        self.spawn(self._after(delay_s, act))

    async def _after(self, delay_s: float, act: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self.clock.sleep(delay_s)
        await act()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.on_defect(self.system, error)

    def stop(self) -> None:
        """Cancel whatever still runs beside the requests."""
        for task in list(self._tasks):
            task.cancel()
        self._tasks.clear()

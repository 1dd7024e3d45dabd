"""Kills the façade when the scenario says so, and starts it again on what it has left."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from dualrun.clock import VirtualClock
from dualrun.history import CallRecord
from dualrun.landscape.virtual import FACADE, VirtualLandscape
from dualrun.network.faults import Address, FaultLedger
from dualrun.scenario.faults import Crash, CrashAfter


@dataclass(slots=True)
class Killer:
    """The one who pulls the plug."""

    clock: VirtualClock
    landscape: VirtualLandscape
    ledger: FaultLedger
    start: datetime
    on_crash: Callable[[], None]
    after: tuple[CrashAfter, ...] = ()
    _heard: Counter[str] = field(default_factory=Counter)
    _down: bool = False
    _pulls: dict[asyncio.Task[None], None] = field(default_factory=dict)

    async def act(self, crashes: tuple[Crash, ...]) -> None:
        """Pull the plug at every planned moment, one after another."""
        for crash in crashes:
            await self.clock.sleep_until(self.start + timedelta(seconds=crash.at_s))
            await self._pull(crash.down_s)

    def on_call(self, record: CallRecord) -> None:
        """Count the answers of the façade, and pull the plug right after those that were named."""
        if record.target != FACADE or not 200 <= record.status < 300:
            return
        for crash in self.after:
            if fnmatchcase(record.operation, crash.route):
                self._heard[crash.route] += 1
                if self._heard[crash.route] in crash.nth:
                    task = asyncio.get_running_loop().create_task(self._pull(crash.down_s))
                    self._pulls[task] = None
                    task.add_done_callback(self._pulls.pop)

    async def _pull(self, down_s: float) -> None:
        if self._down:
            return
        self._down = True
        self.landscape.crash_facade()
        self.on_crash()
        where = Address("process", FACADE, "crash", "", 1)
        self.ledger.record("crash", where, self.clock.monotonic())
        await self.clock.sleep(down_s)
        self.landscape.start_facade()
        self._down = False

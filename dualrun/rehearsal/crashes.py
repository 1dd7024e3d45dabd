"""Kills the façade when the scenario says so, and starts it again on what it has left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dualrun.clock import VirtualClock
from dualrun.landscape.virtual import VirtualLandscape
from dualrun.network.faults import Address, FaultLedger
from dualrun.scenario.faults import Crash


@dataclass(slots=True)
class Killer:
    """The one who pulls the plug."""

    clock: VirtualClock
    landscape: VirtualLandscape
    ledger: FaultLedger
    start: datetime

    async def act(self, crashes: tuple[Crash, ...]) -> None:
        """Pull the plug at every planned moment, one after another."""
        for crash in crashes:
            due = self.start + timedelta(seconds=crash.at_s)
            early_s = (due - self.clock.now()) / timedelta(seconds=1)
            if early_s > 0:
                await self.clock.sleep(early_s)
            self.landscape.crash_facade()
            where = Address("process", crash.system, "crash", "", 1)
            self.ledger.record("crash", where, self.clock.monotonic())
            await self.clock.sleep(crash.down_s)
            self.landscape.start_facade()

"""The one who compares both books at chosen instants, over the wire like any tool of a cutover team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dualrun.clock import VirtualClock
from dualrun.network.virtual import VirtualWire
from dualrun.reconciliation.books import new_book, old_book
from dualrun.reconciliation.pack import pack
from dualrun.report.document import PackRow
from facade.errors import FacadeError
from facade.settings import SystemSettings
from simulators.registry import load

RETRY_S = 600.0


@dataclass(slots=True)
class Reconciler:
    """Reads both books and draws up the pack; nothing that goes on waits for it."""

    clock: VirtualClock
    wire: VirtualWire
    start: datetime
    codes: Mapping[str, Any]
    packs: list[PackRow] = field(default_factory=list)

    async def act(self, moments_s: Sequence[float]) -> None:
        """Reconcile at every moment, one after another."""
        for at_s in moments_s:
            await self.clock.sleep_until(self.start + timedelta(seconds=at_s))
            self.packs.append(await self._reconciled(at_s))

    async def _reconciled(self, at_s: float) -> PackRow:
        old, new = self._settings("legacy_erp"), self._settings("cloud_erp")
        while True:
            began_s = self.clock.monotonic()
            try:
                books = await old_book(self.wire, old, self.clock), await new_book(self.wire, new, self.clock)
            except FacadeError:
                await self.clock.sleep(RETRY_S)
                continue
            return PackRow(at_s=at_s, read_at_s=began_s, pack=pack(*books))

    def _settings(self, system: str) -> SystemSettings:
        return SystemSettings(f"http://{system}", load(system).credentials(), self.codes[system])

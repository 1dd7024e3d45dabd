"""The one who compares both books at chosen instants, over the wire like any tool of a cutover team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from dualrun.clock import VirtualClock
from dualrun.landscape.access import OPERATOR, bearing
from dualrun.network.virtual import VirtualWire
from dualrun.reconciliation.books import new_book, old_book
from dualrun.reconciliation.difference import DEFECT
from dualrun.reconciliation.memory import InMemory
from dualrun.reconciliation.pack import Pack, drawn_up, settled
from dualrun.reconciliation.pins import due_in_both
from dualrun.report.document import PackRow
from facade.errors import FacadeError
from facade.settings import SystemSettings
from simulators.registry import load

FACADE = "http://facade/v1"
RETRY_S = 600.0
OK = 200


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
        """Look again at what seems wrong: work goes on while both books are read."""
        began_s, found = await self._look()
        if found["classes"][DEFECT]:
            await self.clock.sleep(RETRY_S)
            found = settled(found, (await self._look())[1])
        return PackRow(at_s=at_s, read_at_s=began_s, pack=found)

    async def _look(self) -> tuple[float, Pack]:
        """Ask for the pins before reading, so that no order counts that came after; say when that was."""
        old, new = self._settings("legacy_erp"), self._settings("cloud_erp")
        while True:
            began_s = self.clock.monotonic()
            try:
                due = await due_in_both(self._ask)
                books = await old_book(self.wire, old, self.clock), await new_book(self.wire, new, self.clock)
            except (FacadeError, TimeoutError, ConnectionError):
                await self.clock.sleep(RETRY_S)
                continue
            return began_s, drawn_up(InMemory(*books), due=due)

    async def _ask(self, path: str) -> Any:
        headers = {**bearing(OPERATOR), "x-request-id": f"reconcile-{path}"}
        reply = await self.wire.send("GET", f"{FACADE}/{path}", headers=headers)
        if reply.status != OK:
            raise ConnectionError(f"HTTP {reply.status} to {path}")
        return orjson.loads(reply.body)

    def _settings(self, system: str) -> SystemSettings:
        return SystemSettings(f"http://{system}", load(system).credentials(), self.codes[system])

"""Extract, transform, load, kind by kind: each row ends loaded, left out by a rule, or rejected by name."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from dualrun.cutover.new_book import NewBook
from dualrun.cutover.old_book import OldBook
from dualrun.cutover.rows import MASTERS, Row, delta
from dualrun.cutover.transform import Refusal, Transformation
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from facade.ports import Clock

RETRY_S, RETRIES = 300.0, 100
STOCK_BATCH = 200
AFTER_FREEZE = "changed_after_freeze"

T = TypeVar("T")
Belongs = Callable[[Row], bool]


@dataclass(slots=True)
class Loaded:
    """What became of the rows of one kind; `extracted` is the newest extract, by number."""

    extracted: dict[str, Row] = field(default_factory=dict)
    mapped_by: dict[str, str] = field(default_factory=dict)
    loaded: dict[str, Row] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    waves: list[Belongs] = field(default_factory=list)

    def is_due(self, row: Row) -> bool:
        """Say whether the row belongs to a wave that has been loaded."""
        return any(belongs(row) for belongs in self.waves)

    @property
    def rejected(self) -> dict[str, Refusal]:
        """What somebody has to look at: all that is missing but for a rule."""
        return {number: why for number, why in self.refused.items() if not why.by_rule}


@dataclass(slots=True)
class Loader:
    """Moves rows from the one book to the other."""

    old: OldBook
    new: NewBook
    rules: Transformation
    clock: Clock
    kinds: dict[str, Loaded] = field(default_factory=dict)
    late: list[tuple[str, str, str]] = field(default_factory=list)
    """What the delta has found: kind, number, and what was done about it."""

    async def extract(self, kind: str) -> list[Row]:
        """Read a kind from the old book, as long as that takes."""
        return await persistently(self.clock, lambda: self.old.read(kind))

    async def load(self, kind: str, belongs: Belongs) -> None:
        """Take over all rows of a kind that belong to the wave and are not there yet."""
        done = self.kinds.setdefault(kind, Loaded())
        done.waves.append(belongs)
        rows = [row for row in await self.extract(kind) if belongs(row) and row.number not in done.loaded]
        if kind == "stock":
            await self._load_stock(rows, done)
            return
        for row in rows:
            await self._load(row, done)

    async def load_again(self, kind: str, belongs: Belongs) -> tuple[int, int]:
        """Enter once more what is there, as without a cross-reference; count them, and the refused."""
        rows = [row for row in await self.extract(kind) if belongs(row)]
        writes = [partial(self.new.load, self.rules.mapped(row)[0], is_paired=False) for row in rows]
        refused = [await self._refused(write) is not None for write in writes]
        return len(refused), sum(refused)

    async def catch_up(self) -> None:
        """Find what has changed since each kind was extracted; load what can be, refuse the rest by name."""
        for kind, done in self.kinds.items():
            fresh, changed, gone = delta(
                done.extracted.values(), filter(done.is_due, await self.extract(kind))
            )
            for row in fresh:
                await (self._load_stock([row], done) if kind == "stock" else self._load(row, done))
                self.late.append((kind, row.number, "loaded" if row.number in done.loaded else "rejected"))
            for row in changed:
                await self._change(kind, row, done)
            for row in gone:
                self._refuse(row, done, "gone from the old book after it was extracted")

    async def _change(self, kind: str, row: Row, done: Loaded) -> None:
        if row.number in done.rejected:
            await self._load(row, done)
        elif kind in MASTERS and row.number in done.loaded:
            mapped, rule = self.rules.mapped(row)
            await persistently(self.clock, lambda: self.new.change(mapped))
            done.extracted[row.number] = row
            done.loaded[row.number] = mapped
            done.mapped_by[row.number] = rule
            self.late.append((kind, row.number, "replayed"))
        elif row.number in done.loaded:
            self._refuse(row, done, "changed in the old book after it was extracted")

    def _refuse(self, row: Row, done: Loaded, why: str) -> None:
        done.extracted[row.number] = row
        done.refused[row.number] = Refusal(AFTER_FREEZE, why)
        self.late.append((row.kind, row.number, "refused by name"))

    async def _load(self, row: Row, done: Loaded) -> None:
        done.extracted[row.number] = row
        mapped, rule = self.rules.mapped(row)
        refusal = self.rules.refusal(mapped)
        if refusal is None:
            refusal = await self._refused(lambda: self.new.load(mapped))
        if refusal is not None:
            done.refused[row.number] = refusal
            return
        done.refused.pop(row.number, None)
        done.loaded[row.number] = mapped
        if rule:
            done.mapped_by[row.number] = rule
        if row.kind in MASTERS:
            self.rules.numbers.pair(row.kind, row.number, self.rules.number(mapped))

    async def _load_stock(self, rows: Sequence[Row], done: Loaded) -> None:
        done.extracted |= {row.number: row for row in rows}
        refusals = {row.number: self.rules.refusal(row) for row in rows}
        done.refused |= {number: why for number, why in refusals.items() if why is not None}
        good = [row for row in rows if refusals[row.number] is None and row.amount > 0]
        for begin in range(0, len(good), STOCK_BATCH):
            batch = good[begin : begin + STOCK_BATCH]
            refusal = await self._refused(partial(self.new.receive, batch))
            if refusal is None:
                done.loaded |= {row.number: row for row in batch}
            else:
                done.refused |= {row.number: refusal for row in batch}

    async def _refused(self, write: Callable[[], Awaitable[None]]) -> Refusal | None:
        try:
            await persistently(self.clock, write, is_write=True)
        except SystemRefusedError as refused:
            return Refusal(refused.code, str(refused))
        except (SystemTimeoutError, SystemUnavailableError) as unclear:
            return Refusal("unclear", f"nobody knows whether it was entered: {unclear}")
        return None


async def persistently(clock: Clock, act: Callable[[], Awaitable[T]], *, is_write: bool = False) -> T:
    """Try until somebody answers; a write that may have been done is not done again.

    Raises:
        SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
    """
    for _ in range(RETRIES):
        try:
            return await act()
        except SystemUnavailableError as away:
            if is_write and not away.undone:
                raise
        except SystemTimeoutError:
            if is_write:
                raise
        await clock.sleep(RETRY_S)
    return await act()

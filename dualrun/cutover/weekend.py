"""The runbook carried out: every task when it may begin, until all is over or called off."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dualrun.clock import VirtualClock
from dualrun.cutover.loading import Loader
from dualrun.cutover.pack import differences, totals
from dualrun.cutover.rows import Row
from dualrun.cutover.trade import Trade
from dualrun.reconciliation.difference import DEFECT, Difference
from dualrun.scenario.runbook import RunbookPlan, TaskPlan
from dualrun.streams import Streams
from facade.routing.cohort import Cohorts

HOUR_S = 3_600.0


@dataclass(slots=True)
class Task:
    """What became of one task."""

    plan: TaskPlan
    began_s: float | None = None
    ended_s: float | None = None
    work_s: float = 0.0
    """What the systems took of it."""
    said: str = ""


@dataclass(slots=True)
class Weekend:
    """One rehearsal of the runbook."""

    plan: RunbookPlan
    clock: VirtualClock
    start: datetime
    loader: Loader
    trade: Trade
    cohorts: Cohorts
    customers: Mapping[str, str]
    """Business ids of the old book's customer numbers: cohorts go by them."""
    chance: Streams
    tasks: dict[str, Task] = field(default_factory=dict)
    over: dict[str, asyncio.Event] = field(default_factory=dict)
    found: list[Difference] = field(default_factory=list)
    totals: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    changed_late: list[str] = field(default_factory=list)
    called_off_by: str = ""

    async def act(self) -> None:
        """Go through the runbook."""
        self.tasks = {task.name: Task(task) for task in self.plan.tasks}
        self.over = {task.name: asyncio.Event() for task in self.plan.tasks}
        async with asyncio.TaskGroup() as group:
            for task in self.tasks.values():
                group.create_task(self._carry_out(task))
        self._judge_the_window()

    async def _carry_out(self, task: Task) -> None:
        plan = task.plan
        for name in plan.after:
            await self.over[name].wait()
        await self.clock.sleep_until(self.start + timedelta(seconds=max(plan.at_s or 0.0, 0.0)))
        if self.called_off_by:
            task.said = f"called off: {self.called_off_by} said no"
            self.over[plan.name].set()
            return
        if plan.at_s is None and not plan.after:
            await self.clock.sleep_until(self.start + timedelta(seconds=self.plan.begins_s))
        task.began_s = self.clock.monotonic()
        takes_s, _ = self.chance.lognormals(max(plan.takes_s, 1.0), plan.spread, "takes", plan.name)
        await self.clock.sleep(takes_s if plan.takes_s else 0.0)
        begun_s = self.clock.monotonic()
        task.said = await self._do(task)
        task.work_s, task.ended_s = self.clock.monotonic() - begun_s, self.clock.monotonic()
        self.over[plan.name].set()

    async def _do(self, task: Task) -> str:
        does = task.plan.does
        if does == "load":
            return await self._load(task.plan)
        if does == "freeze":
            return await self._freeze()
        if does == "settle":
            return f"{await self.trade.settle()} invoices posted for what had shipped"
        if does == "delta":
            await self.loader.catch_up()
            return f"{len(self.loader.late)} changes since the extracts"
        if does == "reconcile":
            return await self._reconcile()
        return self._decide(task.plan) if does == "decide" else ""

    async def _load(self, plan: TaskPlan) -> str:
        def belongs(row: Row) -> bool:
            return self._is_member(row, plan.cohort)

        if plan.again:
            counts = [await self.loader.load_again(kind, belongs) for kind in plan.objects]
            entered, refused = (sum(column) for column in zip(*counts, strict=True))
            return f"{entered:,} entered again, {refused:,} of them refused"
        for kind in plan.objects:
            await self.loader.load(kind, belongs)
        done = [self.loader.kinds[kind] for kind in plan.objects]
        loaded, rejected = (
            sum(map(len, parts)) for parts in ([d.loaded for d in done], [d.rejected for d in done])
        )
        return f"{loaded:,} loaded by now, {rejected:,} rejected"

    def _is_member(self, row: Row, cohort: str) -> bool:
        """Say whether a row goes with a wave; what belongs to no customer goes with any."""
        if not cohort or row.party not in self.customers:
            return True
        return self.cohorts.of(self.customers[row.party]) == cohort

    async def _freeze(self) -> str:
        self.trade.is_frozen = True
        self.changed_late = await self.trade.change_late(self.plan.late_changes)
        return "the old book takes no more business"

    async def _reconcile(self) -> str:
        self.found, self.totals = [], []
        for kind, done in self.loader.kinds.items():
            old = [self.loader.rules.mapped(row)[0] for row in await self.loader.extract(kind)]
            new = await self.loader.new.read(kind)
            self.found += differences(kind, old, new, done)
            self.totals += totals(kind, old, new)
        wrong = sum(one.sort == DEFECT for one in self.found)
        return f"{len(self.found)} differences, {wrong} of them without a reason"

    def _decide(self, plan: TaskPlan) -> str:
        against = self._against()
        assert plan.until_s is not None
        late_s = self.clock.monotonic() - plan.until_s
        if late_s > 0:
            against.append(f"decision {plan.name}: taken {late_s / HOUR_S:.1f} h after it was due")
        no_return = self.tasks[self.plan.no_return]
        if no_return.began_s is not None:
            against.append(f"decision {plan.name}: taken after the point of no return")
        if against:
            self.called_off_by = plan.name
            self.reasons += against
            return f"no: {against[0]}"
        return "go on"

    def _against(self) -> list[str]:
        """Say what speaks against going on: too many rejects, differences nobody can explain."""
        against = []
        for kind, done in self.loader.kinds.items():
            of = len(done.loaded) + len(done.rejected)
            if of and len(done.rejected) / of > self.plan.rejects_max:
                number, first = next(iter(done.rejected.items()))
                share = f"{len(done.rejected)} of {of} {kind} rejected, {self.plan.rejects_max:.1%} allowed"
                against.append(f"{share}; first {number}: {first.why}")
        wrong = [one for one in self.found if one.sort == DEFECT]
        if wrong:
            first_one = wrong[0]
            told = f"{first_one.report} {first_one.key} {first_one.field}: {first_one.why}"
            against.append(f"{len(wrong)} differences without a reason; first {told}")
        return against

    def _judge_the_window(self) -> None:
        ended = [task.ended_s for task in self.tasks.values() if task.ended_s is not None]
        over_s = max(ended, default=0.0) - self.plan.begins_s - self.plan.window_s
        if over_s > 0:
            self.reasons.append(f"the window is overrun by {over_s / HOUR_S:.1f} h")
        missed = [one for one in self.changed_late if not self._was_found(one)]
        if missed:
            self.reasons.append(f"{len(missed)} changes after the freeze were not found, first {missed[0]}")

    def _was_found(self, number: str) -> bool:
        return any(kind == "customers" and key == number for kind, key, _ in self.loader.late)

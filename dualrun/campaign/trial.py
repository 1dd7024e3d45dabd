"""One run of a flow: let the tiny landscape live through its mishaps, heal it, wait for rest, judge it."""

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dualrun.campaign.case import Call, Case, Finding, Result
from dualrun.campaign.disks import Disk, MemoryDisk, SqliteDisk
from dualrun.campaign.flows import START, WARM_UP_S, demand_of, flow_named
from dualrun.campaign.mishap import crash_points
from dualrun.campaign.plug import DOWN_S, Plug
from dualrun.campaign.points import Point, PowerCut
from dualrun.campaign.sightings import sightings
from dualrun.campaign.stage import Stage
from dualrun.clock import DeadlockError, VirtualClock, VirtualLoop, run_virtual
from dualrun.history import CallRecord
from dualrun.rehearsal.closing import Rest
from dualrun.rehearsal.judging import judge

CATCH_UP = timedelta(days=2)
FAST_FOLDER = Path("/dev/shm")
"""A folder in memory, where there is one: what is tried is the order of statements, not the disk."""


def try_out(case: Case) -> Result:
    """Run a case once and say what came of it."""
    with ExitStack() as closing:
        trial = Trial(case, _disk(case, closing))
        loop = VirtualLoop()
        loop.set_exception_handler(trial.on_loose_end)
        try:
            run_virtual(trial.run, start=START, loop=loop)
        except DeadlockError as stuck:
            trial.result.findings.append(Finding("I24", "rehearsal", str(stuck)))
        return trial.result


def _disk(case: Case, closing: ExitStack) -> Disk:
    if case.host == "memory":
        return MemoryDisk(outbox="outbox" not in case.without)
    place = FAST_FOLDER if FAST_FOLDER.is_dir() else None
    folder = closing.enter_context(TemporaryDirectory(prefix="dualrun-", dir=place))
    disk = SqliteDisk(Path(folder) / "facade.sqlite3")
    closing.callback(disk.cut)  # the last process of the façade goes as the others did
    return disk


class Trial:
    """The acts of one run, in order."""

    def __init__(self, case: Case, disk: Disk) -> None:
        self.result = Result(case)
        self._case = case
        self._flow = flow_named(case.flow)
        self._disk = disk
        self._calls: dict[Call, None] = {}

    async def run(self, clock: VirtualClock) -> None:
        """Live through the flow, heal, wait for rest, judge."""
        stage = Stage(self._case, self._flow, self._disk, clock, self._heard)
        stage.plug = Plug(stage.loop, self._points(), stage.cut, stage.start, stage.left_behind)
        if self._case.mishaps and not stage.plug.is_set:
            stage.plug.stop_counting()
        self._disk.plug = stage.plug
        stage.open()
        demand = demand_of(self._flow)
        async with asyncio.TaskGroup() as acts:
            acts.create_task(stage.buyers.act(demand))
            acts.create_task(stage.operator.act())
            acts.create_task(clock.sleep(self._flow.safety_s))
            for revision in self._flow.revisions:
                acts.create_task(stage.clerk.revise(revision, WARM_UP_S))
        stage.heal()
        rest = await stage.closer.wait(clock.now() + CATCH_UP)
        stage.plug.stop_counting()
        judge(stage.auditor, stage.buyers.history, rest, demand.cancellations, stage.routing())
        self._write_down(stage, rest)
        for order_id in self._flow.references:
            for entry in await stage.landscape.store.trail(order_id):
                self._saw(f"status {entry.status_to}")
            status, reason, *_ = rest.answers.get(order_id, ("", ""))
            if status == "on_hold":
                self.result.findings.append(Finding("I24", order_id, f"waits for a person: {reason}"))

    def _points(self) -> dict[Point, float]:
        points = crash_points(self._case.mishaps)
        if self._case.cut is not None:
            points[self._case.cut] = DOWN_S
        return points

    def _saw(self, what: str, times: int = 1) -> None:
        if times:
            self.result.seen[what] = self.result.seen.get(what, 0) + times

    def _heard(self, record: CallRecord) -> None:
        if record.attempt > 1 and record.correlation_id in self._flow.references:
            self._saw("a call tried again")
        self._calls[Call(record.source, record.target, record.operation, record.correlation_id)] = None

    def on_loose_end(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take down what nobody was there to hear; that a process was cut is known."""
        error = context.get("exception")
        if not isinstance(error, PowerCut):
            self.result.findings.append(Finding("defect", "loop", f"{context['message'][:200]}: {error!r}"))

    def _write_down(self, stage: Stage, rest: Rest) -> None:
        result = self.result
        result.findings += [Finding("defect", where, repr(error)) for where, error in stage.defects]
        result.findings += [
            Finding(found.invariant, found.subject, found.message) for found in stage.auditor.violations()
        ]
        result.reached = dict(stage.plug.reached)
        result.instants = list(stage.plug.instants.values())
        result.pulled = self._case.cut in stage.plug.pulled
        result.calls = list(self._calls)
        result.evaluated = {checker.id: checker.evaluated for checker in stage.auditor.checkers}
        for move in stage.operator.moves:
            back = f"a way back from {move.stage_from}"
            self._saw(back if move.is_rollback else f"a move to {move.stage_to}")
        for one in rest.conversions:
            self._saw("an order that changed its book", len(one["converted"]))
            self._saw("a conversion refused", len(one["refused"]))
            self._saw("an open order that stayed", sum(one["staying"].values()))
        result.seen |= sightings(stage.auditor, stage.buyers.history, stage.ledger, stage.plug)
        self._saw(f"flow {self._flow.name}")
        for _ in range(stage.clerk.revised):
            self._saw("a price agreed anew")
        result.digest = stage.journal.digest()

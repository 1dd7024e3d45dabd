"""One seeded run: put up the landscape, let everybody act, heal, wait for rest, judge, report."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from dualrun.checkers.catalogue import all_checkers
from dualrun.clock import DeadlockError, LiveClock, VirtualClock, run_virtual
from dualrun.cutover.mocks import cutover
from dualrun.errors import DefectError
from dualrun.landscape.routes_once import routes_kept
from dualrun.rehearsal.bill_clerks import BillClerks
from dualrun.rehearsal.buyers import Buyers
from dualrun.rehearsal.calm import calm_collector
from dualrun.rehearsal.closing import Closer, Rest
from dualrun.rehearsal.course import Course
from dualrun.rehearsal.crashes import Killer
from dualrun.rehearsal.judging import Routing, judge
from dualrun.rehearsal.lookers import ASKED_FOR, Lookers
from dualrun.rehearsal.migration import Operator
from dualrun.rehearsal.outcome import Run, draw_up
from dualrun.rehearsal.plan import Plan
from dualrun.rehearsal.planner import Planner, books
from dualrun.rehearsal.reconciling import Reconciler
from dualrun.rehearsal.shop import Shop
from dualrun.rehearsal.stage_set import StageSet, put_up
from dualrun.report.document import Moment, Report
from dualrun.scenario.bills import BillsPlan
from dualrun.scenario.faults import crashes, crashes_after
from dualrun.streams import Streams
from facade.routing.stage import DUTIES, Stage
from simulators.registry import load

WATCH_EVERY_S = 3600.0

OnProgress = Callable[[float, int, int], None]
"""Called with the share of the virtual time gone, orders placed, orders planned."""


def rehearse(plan: Plan, on_progress: OnProgress | None = None) -> Report:
    """Rehearse a plan once and give the report.

    Raises:
        DefectError: something of ours broke, in the façade, a simulator or the harness.
    """
    wall = LiveClock()
    try:
        with calm_collector(), routes_kept():
            run = run_virtual(
                lambda clock: Rehearsal(plan, clock, on_progress).run(), start=plan.scenario.start
            )
    except DeadlockError as stuck:
        raise DefectError(f"the rehearsal came to a standstill: {stuck}") from stuck
    return draw_up(run, cutover(plan.scenario, plan.seed, plan.master, plan.demand), wall.monotonic())


class Rehearsal:
    """The acts of one run, in order."""

    def __init__(self, plan: Plan, clock: VirtualClock, on_progress: OnProgress | None) -> None:
        self._plan = plan
        self._clock = clock
        self._on_progress = on_progress
        self._start = clock.now()
        self.stage_set = put_up(plan, all_checkers(), clock)
        wire = self.stage_set.network.wire("driver")
        shop = Shop(clock, wire, self.stage_set.codes["commerce"], load("commerce").credentials())
        streams = Streams(plan.seed).child("buyers")
        self._buyers = Buyers(clock, wire, shop, streams, plan.master)
        self._operator = Operator(
            clock, self.stage_set.network.wire("operator"), self._start, plan.scenario.migration
        )
        self._lookers = Lookers(clock, wire)
        asks = bool(plan.scenario.migration.conversions)
        self._closer = Closer(clock, self.stage_set.network.wire("closing"), self._buyers, asks)
        self._members = plan.cohorts
        self._clerks = self._bill_clerks(plan.scenario.bills)
        self._moments: list[Moment] = []
        self._course = Course(clock)
        self._reconciler = Reconciler(
            clock, self.stage_set.network.wire("reconciliation"), self._start, self.stage_set.codes
        )

    async def run(self) -> Run:
        """Go through the safety phase, the liveness phase and the judgement."""
        stage_set, scenario = self.stage_set, self._plan.scenario
        stage_set.landscape.start()
        watch = asyncio.get_running_loop().create_task(self._watch())
        killer = Killer(
            self._clock,
            stage_set.landscape,
            stage_set.ledger,
            self._start,
            stage_set.auditor.on_crash,
            crashes_after(scenario.faults),
        )
        stage_set.listen(killer.on_call, self._course.on_call)
        async with asyncio.TaskGroup() as acts:
            acts.create_task(self._buyers.act(self._plan.demand))
            acts.create_task(self._operator.act())
            if not ASKED_FOR.isdisjoint(scenario.migration.capabilities):
                acts.create_task(self._lookers.act(self._plan.demand))
            end = self._start + timedelta(seconds=scenario.length_s)
            if self._plan.master.on_order:
                acts.create_task(self._planner().act(end))
            if self._clerks is not None:
                acts.create_task(self._clerks.act(end))
            acts.create_task(killer.act(crashes(scenario.faults)))
            acts.create_task(self._clock.sleep(scenario.length_s))
            acts.create_task(self._reconciler.act(self._plan.reconcile_at_s))
        stage_set.network.heal()
        deadline = self._clock.now() + timedelta(seconds=scenario.expect.catch_up_s)
        rest = await self._closer.wait(deadline)
        watch.cancel()
        self._course.look(stage_set.landscape.parity)
        self._raise_defects(stage_set)
        self._judge(rest)
        return Run(
            self._plan,
            stage_set,
            self._buyers.history,
            self._operator,
            rest,
            self._moments,
            self._course,
            self._reconciler.packs,
            self._start,
            self._clerks.row() if self._clerks is not None else None,
        )

    def _planner(self) -> Planner:
        return Planner(
            self._clock,
            self.stage_set.network.wire("planner"),
            self._plan.master,
            self.stage_set.codes,
            self._stage_of_purchasing,
            Streams(self._plan.seed).child("planner"),
            self._clerks.take if self._clerks is not None else None,
        )

    def _bill_clerks(self, bills: BillsPlan | None) -> BillClerks | None:
        if bills is None:
            return None
        plan, wire = self._plan, self.stage_set.network.wire("clerks")
        return BillClerks(
            self._clock,
            books(wire, self._clock, self.stage_set.codes),
            lambda item: DUTIES[self._stage_of_purchasing(item)].writes[0],
            bills,
            plan.master.suppliers,
            Streams(plan.seed).child("bills"),
        )

    def _stage_of_purchasing(self, item: str) -> Stage:
        return self._operator.stage("purchasing", self._members.of(item))

    def _judge(self, rest: Rest) -> None:
        history = self._buyers.history
        archive = self.stage_set.auditor.archive
        for operation in history:
            shop = archive.dossier(operation.intent.external_ref).channel
            self.stage_set.timings.acknowledge(operation.invoked_at, operation.answered_at, shop)
        conversions = tuple(self._operator.conversions)
        routing = Routing(self._members, self._operator.moved(), conversions=conversions)
        judge(self.stage_set.auditor, history, rest, self._plan.demand.cancellations, routing)

    async def _watch(self) -> None:
        """Take down once an hour how far the orders are."""
        planned = len(self._plan.demand.orders)
        length_s = self._plan.scenario.length_s
        while True:
            await self._clock.sleep(WATCH_EVERY_S)
            self._raise_defects(self.stage_set)
            at_s = self._clock.monotonic()
            placed = self._buyers.placed
            self._moments.append(
                Moment(
                    at_s=at_s,
                    placed=placed,
                    finished=self.stage_set.timings.finished,
                    parity=self._course.look(self.stage_set.landscape.parity),
                )
            )
            if self._on_progress is not None:
                self._on_progress(min(1.0, at_s / length_s), placed, planned)

    @staticmethod
    def _raise_defects(stage_set: StageSet) -> None:
        if stage_set.defects:
            where, error = stage_set.defects[0]
            raise DefectError(f"{where}: {error!r}") from error

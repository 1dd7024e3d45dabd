"""The tiny landscape of one run, with everybody who acts in it or listens to it."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

from dualrun.campaign.business import tiny_business
from dualrun.campaign.case import Case
from dualrun.campaign.clerk import Clerk
from dualrun.campaign.disks import Disk, Left
from dualrun.campaign.flows import Flow
from dualrun.campaign.mishap import conversions, misbehaviours, moves, wire_rules
from dualrun.campaign.plug import Plug
from dualrun.campaign.points import PowerCut
from dualrun.checkers.audit import Auditor
from dualrun.checkers.catalogue import all_checkers
from dualrun.clock import VirtualClock, VirtualLoop
from dualrun.history import CallRecord
from dualrun.journal import Journal
from dualrun.landscape.assembly import Hooks, LandscapeSettings, published_codes
from dualrun.landscape.integration import Integration
from dualrun.landscape.virtual import VirtualLandscape
from dualrun.network.faults import Address, FaultLedger, FaultPlan
from dualrun.network.virtual import VirtualNetwork
from dualrun.rehearsal.buyers import Buyers
from dualrun.rehearsal.closing import Closer
from dualrun.rehearsal.judging import Routing
from dualrun.rehearsal.migration import Operator
from dualrun.rehearsal.shop import Shop
from dualrun.scenario.migration_plan import CohortPlan, MigrationPlan
from dualrun.streams import Streams
from facade.orders.desk import Switches
from facade.routing.policy import EVERYBODY
from simulators.chassis.master import MasterData
from simulators.registry import load

LOOKS_AFTER_H = (0.01, 0.02)
_EVERYBODY = tuple(CohortPlan(name=cohort.name, percent=cohort.percent) for cohort in EVERYBODY.members)


@cache
def _business() -> tuple[MasterData, dict[str, Any]]:
    master = tiny_business()
    return master, published_codes(master)


class Stage:
    """All systems of one run, the driver, the auditor, and a façade that can be killed anywhere."""

    plug: Plug

    def __init__(
        self, case: Case, flow: Flow, disk: Disk, clock: VirtualClock, heard: Callable[[CallRecord], None]
    ) -> None:
        if not isinstance(clock.loop, VirtualLoop):
            raise TypeError("a trial needs a virtual loop")
        self.loop = clock.loop
        self._disk = disk
        self._clock = clock
        self._heard = heard
        self._flow = flow
        master, codes = _business()
        streams = Streams(case.seed)
        self.journal, self.ledger = Journal(clock), FaultLedger()
        self.defects: list[tuple[str, BaseException]] = []
        self.auditor = Auditor(master, codes, all_checkers(), clock.now)
        plan = FaultPlan(wire_rules(case.mishaps), streams.child("faults"))
        self.network = VirtualNetwork(
            self.loop, clock, streams.child("network"), self.journal, plan, self.ledger
        )
        self.network.on_call, self.network.on_defect = self._on_call, self._on_defect
        self.landscape = VirtualLandscape(
            LandscapeSettings(case.seed, "brisk", misbehaviours(case.mishaps)),
            master,
            clock,
            self.network,
            Hooks(self.auditor.on_commit, self._on_misbehaviour, self._on_defect),
            Integration(switches=Switches(**dict.fromkeys(case.without, False))),
        )
        wire = self.network.wire("driver")
        shop = Shop(clock, wire, codes["commerce"], load("commerce").credentials())
        self.buyers = Buyers(clock, wire, shop, streams.child("buyers"), master, look_after_h=LOOKS_AFTER_H)
        acts = (*flow.acts, *case.mishaps)
        movement = MigrationPlan.model_construct(
            capability="orders", cohorts=_EVERYBODY, steps=moves(acts), conversions=conversions(acts)
        )
        self.operator = Operator(clock, self.network.wire("operator"), clock.now(), movement)
        self.clerk = Clerk(clock, self.network.wire("clerk"), codes["legacy_erp"])
        self.closer = Closer(clock, self.network.wire("closing"), self.buyers, bool(movement.conversions))

    def open(self) -> None:
        """Put everything on the wire and let it live."""
        self._disk.set_policy(self._flow.stage)
        self.landscape.store = self._disk.mount()
        with suppress(PowerCut):
            self.landscape.start()

    def cut(self) -> None:
        """Kill the façade where it stands."""
        if self.landscape.has_facade:  # it may die while it is being put together
            self.landscape.crash_facade()
            self.auditor.on_crash()
        self._disk.cut()
        where = Address("process", "facade", "crash", "", 1)
        self.ledger.record("crash", where, self._clock.monotonic())

    def start(self) -> None:
        """Start the façade on what the last one has left."""
        self.landscape.store = self._disk.mount()
        with suppress(PowerCut):
            self.landscape.start_facade()

    def heal(self) -> None:
        """Let nothing go wrong from now on, neither on the wire nor in a product."""
        self.network.heal()
        for system in self.landscape.systems.values():
            system.world.misbehaviours = {}

    def routing(self) -> Routing:
        """Say where everybody stood at first, and how they moved."""
        conversions = tuple(self.operator.conversions)
        return Routing(EVERYBODY, self.operator.moved(), self._flow.stage, conversions)

    def left_behind(self) -> tuple[int, Left]:
        """Tell what outlives a façade that dies now: what was said on the wire, and what is on its disk."""
        return sum(self.journal.counts.values()), self._disk.left()

    def _on_call(self, record: CallRecord) -> None:
        self.auditor.on_call(record)
        self._heard(record)

    def _on_misbehaviour(self, system: str, kind: str, subject: str) -> None:
        self.ledger.record(kind, Address("product", system, kind, subject, 1), self._clock.monotonic())

    def _on_defect(self, where: str, error: BaseException) -> None:
        self.defects.append((where, error))

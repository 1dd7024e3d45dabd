"""Everything a rehearsal needs, put up on one virtual loop: network, landscape, auditor, ledger, journal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dualrun.checkers.audit import Auditor
from dualrun.checkers.checker import Checker
from dualrun.clock import VirtualClock, VirtualLoop
from dualrun.history import CallRecord
from dualrun.journal import Journal
from dualrun.landscape.assembly import Hooks, LandscapeSettings, published_codes
from dualrun.landscape.integration import Integration
from dualrun.landscape.virtual import VirtualLandscape
from dualrun.network.faults import Address, FaultLedger, FaultPlan
from dualrun.network.virtual import VirtualNetwork
from dualrun.rehearsal.delivering import Leaving
from dualrun.rehearsal.divergences import Truth
from dualrun.rehearsal.plan import Plan
from dualrun.rehearsal.timing import Timings
from dualrun.rehearsal.way_back import Copying
from dualrun.scenario.faults import wire_rules
from dualrun.streams import Streams
from facade.orders.desk import Switches
from facade.orders.write_failures import WriteFailure
from facade.publication.readings import Times

CALM = Times(stock_s=7200.0, masters_s=7200.0, contracts_s=14_400.0)
"""How often books and sites are read in a rehearsal of days: every reading costs as much as many orders."""


@dataclass(slots=True)
class StageSet:
    """One rehearsal's world, before anybody acts."""

    clock: VirtualClock
    network: VirtualNetwork
    landscape: VirtualLandscape
    auditor: Auditor
    ledger: FaultLedger
    journal: Journal
    timings: Timings
    copying: Copying
    truth: Truth
    leaving: Leaving
    codes: Mapping[str, Any]
    defects: list[tuple[str, BaseException]] = field(default_factory=list)
    calls: int = 0

    def listen(self, *others: Callable[[CallRecord], None]) -> None:
        """Let the auditor, and the others after it, hear of every call on the wire."""
        hear_all = (self.auditor.on_call, *others)

        def on_call(record: CallRecord) -> None:
            self.calls += 1
            for hear in hear_all:
                hear(record)

        self.network.on_call = on_call


def put_up(plan: Plan, checkers: Sequence[Checker], clock: VirtualClock) -> StageSet:
    """Put up the whole landscape; the auditor listens before the first system opens."""
    loop = clock.loop
    if not isinstance(loop, VirtualLoop):
        raise TypeError("a rehearsal needs a virtual loop")
    scenario, master, streams = plan.scenario, plan.master, Streams(plan.seed)
    journal, ledger = Journal(clock), FaultLedger()
    codes = published_codes(master)
    timings, copying = Timings(), Copying()
    leaving = Leaving()
    listening = (timings, copying, leaving) if master.ways else (timings, copying)
    auditor = Auditor(master, codes, checkers, clock.now, listening)
    defects: list[tuple[str, BaseException]] = []
    faults = FaultPlan(wire_rules(scenario.faults), streams.child("faults"))

    truth = Truth()

    def on_misbehaviour(system: str, kind: str, subject: str) -> None:
        truth.occurred(kind, subject, clock.now())
        ledger.record(kind, Address("product", system, kind, subject, 1), clock.monotonic())

    def on_defect(where: str, error: BaseException) -> None:
        defects.append((where, error))

    network = VirtualNetwork(
        loop, clock, streams.child("network"), journal, faults, ledger, on_call=None, on_defect=on_defect
    )
    settings = LandscapeSettings(
        plan.seed,
        scenario.landscape.pace,
        scenario.habits,
        scenario.landscape.load,
        scenario.landscape.conversion,
    )
    integration = Integration(
        plan.cohorts,
        Switches(
            idempotency=scenario.facade.idempotency,
            pinning=scenario.facade.pinning,
            outbox=scenario.facade.outbox,
        ),
        WriteFailure(scenario.facade.write_failure),
        ways=scenario.facade.ways,
        apart=scenario.migration.capabilities,
        times=CALM,
    )
    hooks = Hooks(auditor.on_commit, on_misbehaviour, on_defect)
    landscape = VirtualLandscape(settings, master, clock, network, hooks, integration)
    return StageSet(
        clock, network, landscape, auditor, ledger, journal, timings, copying, truth, leaving, codes, defects
    )

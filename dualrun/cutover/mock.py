"""One mock cutover: two books on a virtual network, some days of trade, and then the weekend."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dualrun.clock import VirtualClock, VirtualLoop, run_virtual
from dualrun.cutover.loading import Loader
from dualrun.cutover.new_book import NewBook
from dualrun.cutover.numbers import Numbers
from dualrun.cutover.old_book import OldBook
from dualrun.cutover.trade import Trade
from dualrun.cutover.transform import Transformation
from dualrun.cutover.weekend import Weekend
from dualrun.errors import DefectError
from dualrun.history import Demand
from dualrun.journal import Journal
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system
from dualrun.network.faults import FaultLedger, FaultPlan
from dualrun.network.virtual import VirtualNetwork
from dualrun.reconciliation.pages import Reading
from dualrun.scenario.cohorts import cohorts_of
from dualrun.scenario.runbook import RunbookPlan
from dualrun.scenario.schema import Scenario
from dualrun.streams import Streams
from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp import LegacyErp
from facade.adapters.legacy_erp_wire import LegacyErpWire
from facade.canonical.xref import CrossReference
from facade.settings import SystemSettings
from simulators.chassis.master import MasterData
from simulators.registry import load

OLD, NEW = "legacy_erp", "cloud_erp"


def mock(
    scenario: Scenario, runbook: RunbookPlan, seed: int, number: int, business: tuple[MasterData, Demand]
) -> Weekend:
    """Rehearse the weekend once; another number is another mock of the same business.

    Raises:
        DefectError: something of ours broke.
    """
    return run_virtual(
        lambda clock: _Mock(scenario, runbook, Streams(seed).child("cutover", number), clock, business).run(),
        start=scenario.start,
    )


class _Mock:
    """The two books and everybody who writes into them."""

    def __init__(
        self,
        scenario: Scenario,
        runbook: RunbookPlan,
        chance: Streams,
        clock: VirtualClock,
        business: tuple[MasterData, Demand],
    ) -> None:
        self._scenario, self._runbook = scenario, runbook
        self._clock, self._chance = clock, chance
        self._master, self._demand = business
        self._defects: list[tuple[str, BaseException]] = []
        loop = clock.loop
        assert isinstance(loop, VirtualLoop)
        self._network = VirtualNetwork(
            loop,
            clock,
            chance.child("network"),
            Journal(clock),
            FaultPlan((), chance),
            FaultLedger(),
            on_defect=self._on_defect,
        )

    async def run(self) -> Weekend:
        """Trade until the weekend, then go through the runbook."""
        self._open()
        begins = self._clock.now() + timedelta(seconds=self._runbook.begins_s)
        weekend = self._weekend()
        trade = weekend.trade
        await trade.give_unusual_terms(self._runbook.unusual_terms)
        await weekend.loader.new.prepare()
        async with asyncio.TaskGroup() as group:
            group.create_task(trade.sell(self._demand.orders, begins))
            group.create_task(trade.buy(begins))
            group.create_task(weekend.act())
        if self._defects:
            where, error = self._defects[0]
            raise DefectError(f"{where}: {error!r}") from error
        return weekend

    def _open(self) -> None:
        """Put both books on the wire: the old one with all of the business, the new one empty."""
        empty = replace(
            self._master,
            customers=(),
            items=(),
            contracts={},
            opening_stock={},
            replenishment={},
            on_order=(),
        )
        size = self._scenario.landscape
        settings = LandscapeSettings(0, size.pace, size.misbehaviours, size.load)
        hooks = Hooks(_unheard, _unheard, self._on_defect)
        for name, master in ((OLD, self._master), (NEW, empty)):
            wire, url = self._network.wire(name), f"http://{name}"
            system = open_system(name, settings, master, self._clock, wire, url, hooks)
            self._network.attach(name, system)
            self._network.context(name).run(system.start)

    def _weekend(self) -> Weekend:
        codes = {name: load(name).codes(self._master) for name in (OLD, NEW)}
        ways = {
            name: SystemSettings(f"http://{name}", load(name).credentials(), codes[name]) for name in codes
        }
        wire, clock = self._network.wire("migration"), self._clock
        old_xref, new_xref = (CrossReference(name, codes[name]) for name in (OLD, NEW))
        reading = OldBook(LegacyErpWire(wire, ways[OLD]), old_xref, Reading)
        rules = Transformation(self._runbook.terms, old_xref, new_xref, Numbers())
        new = NewBook(CloudErpWire(wire, ways[NEW], clock), rules, Reading)
        book = LegacyErp(self._network.wire("trade"), ways[OLD], old_xref)
        trade = Trade(clock, book, reading, old_xref, self._master, self._chance.child("trade"), Reading)
        return Weekend(
            plan=self._runbook,
            clock=clock,
            start=clock.now(),
            loader=Loader(reading, new, rules, clock),
            trade=trade,
            cohorts=cohorts_of(self._scenario, self._master),
            customers={native: business for business, native in codes[OLD]["customer"].items()},
            chance=self._chance.child("tasks"),
        )

    def _on_defect(self, where: str, error: BaseException) -> None:
        self._defects.append((where, error))


def _unheard(*_: Any) -> None:
    """Nobody judges these books call by call: the reconciliation does, at the end."""

"""What is to be rehearsed."""

from dataclasses import dataclass

from dualrun.history import Demand
from dualrun.report.document import Input
from dualrun.scenario.schema import Scenario
from facade.routing.cohort import Cohorts
from simulators.chassis.master import MasterData


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be rehearsed."""

    scenario: Scenario
    seed: int
    master: MasterData
    demand: Demand
    cohorts: Cohorts
    input: Input
    reproduce: str
    reconcile_at_s: tuple[float, ...] = ()
    """The moments, in seconds from the start, at which both books are read and compared."""

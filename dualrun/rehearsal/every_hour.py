"""What if we go back at this hour? The plan up to then, and the way back for all who have moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dualrun.rehearsal.plan import Plan
from dualrun.rehearsal.run import rehearse
from dualrun.report.both_books import WayBackRow
from dualrun.report.document import Report
from dualrun.scenario.migration_plan import MigrationPlan, StepPlan
from dualrun.scenario.schema import Scenario
from facade.routing.capability import ORDERS
from facade.routing.stage import Stage

HOUR_S = 3600.0
JUST_BEFORE_S = 1.0


@dataclass(frozen=True, slots=True)
class WayBack:
    """The hour of a cutover at which everybody went back, and what came of it."""

    hour: int
    report: Report

    @property
    def orders_only_new(self) -> int:
        """How many orders only the new book had."""
        return sum(row.only_new["orders"] for row in self.report.rollbacks)

    @property
    def harm(self) -> tuple[int, int, int]:
        """How many orders were lost, doubled, reordered."""
        rows = self.report.rollbacks
        return sum(r.lost for r in rows), sum(r.doubled for r in rows), sum(r.reordered for r in rows)

    @property
    def took_s(self) -> float:
        """How long it was until the old book had everything."""
        return max((row.took_s for row in self.report.rollbacks), default=0.0)

    @property
    def is_beyond(self) -> bool:
        """Whether it came after the point of no return."""
        return any(row.point_of_no_return for row in self.report.rollbacks)


def hours_of(scenario: Scenario) -> range:
    """Give the hours of a cutover: from its first step until an hour after its last."""
    times = _moments(scenario.migration)
    return range(1, int((max(times) - min(times)) // HOUR_S) + 2)


def every_hour(plan: Plan, hours: range) -> Iterator[WayBack]:
    """Rehearse the plan once for every hour."""
    for hour in hours:
        yield WayBack(hour, rehearse(replace(plan, scenario=back_at(plan.scenario, hour))))


def with_ways_back(plan: Plan, tried: Sequence[WayBack]) -> Report:
    """Rehearse the plan as it stands, and give its report with what going back at each hour came to."""
    begun_s = min(_moments(plan.scenario.migration))
    report = rehearse(plan)
    return report.model_copy(update={"ways_back": [_row(one, begun_s) for one in tried]})


def _row(one: WayBack, begun_s: float) -> WayBackRow:
    lost, doubled, reordered = one.harm
    return WayBackRow(
        hour=one.hour,
        at_s=begun_s + one.hour * HOUR_S,
        orders=one.orders_only_new,
        took_s=one.took_s,
        lost=lost,
        doubled=doubled,
        reordered=reordered,
        violations=sum(row.violated for row in one.report.invariants),
        is_beyond=one.is_beyond,
    )


def back_at(scenario: Scenario, hour: int) -> Scenario:
    """Give the scenario in which everybody whose orders have moved by that hour goes back to `off`."""
    migration = scenario.migration
    at_s = min(_moments(migration)) + hour * HOUR_S
    done = [step for step in migration.steps if step.at_s < at_s - JUST_BEFORE_S]
    moved = dict.fromkeys(step.cohort for step in done if migration.moved_by(step) == ORDERS)
    back = [
        StepPlan.model_construct(at_s=at_s, cohort=name, to=Stage.OFF, gate=None, rollback=f"hour {hour}")
        for name in moved
    ]
    return scenario.model_copy(update={"migration": migration.model_copy(update={"steps": (*done, *back)})})


def _moments(migration: MigrationPlan) -> list[float]:
    """Give when orders move: what else is staged goes back without a copy, and at any time."""
    return [step.at_s for step in migration.steps if migration.moved_by(step) == ORDERS]

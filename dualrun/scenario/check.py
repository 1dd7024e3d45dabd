"""Which statements of a scenario contradict each other, or name what does not exist?"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dualrun.scenario.check_faults import Mistake, after_the_run, fault_mistakes
from dualrun.scenario.migration_plan import CohortPlan, MigrationPlan
from dualrun.scenario.schema import Scenario
from dualrun.scenario.values import clock_text, hint, shown
from facade.routing.capability import CAPABILITIES, ORDERS
from facade.routing.stage import ORDER, Stage, may_move
from simulators.chassis.generate import DEFAULT_SITES
from simulators.registry import NAMES
from simulators.registry import load as load_simulator

if TYPE_CHECKING:
    from dualrun.scenario.marked import Path

_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def mistakes(scenario: Scenario) -> Iterator[Mistake]:
    """Give every contradiction with the place it stands at, in the order of the file."""
    yield from _misbehaviours(scenario)
    yield from _ways(scenario)
    yield from _demand(scenario)
    yield from _bills(scenario)
    yield from _cohorts(scenario.migration)
    yield from _steps(scenario)
    yield from _conversions(scenario)
    yield from _retirement(scenario)
    yield from _waves(scenario)
    for index, fault in enumerate(scenario.faults):
        for path, message in fault_mistakes(fault, scenario):
            yield ("faults", index, *path), message


def _misbehaviours(scenario: Scenario) -> Iterator[Mistake]:
    for system, kinds in scenario.landscape.misbehaviours.items():
        path: Path = ("landscape", "misbehaviours", system)
        if system not in NAMES:
            yield path, f'unknown system "{system}"{hint(system, NAMES)}'
            continue
        known = _declared(system)
        for kind, settings in kinds.items():
            if kind not in known:
                yield (*path, kind), f'{system} has no misbehaviour "{kind}"{hint(kind, known)}'
                continue
            for key, value in settings.items():
                message = _setting(kind, key, value, known[kind])
                if message:
                    yield (*path, kind, key), message


def _ways(scenario: Scenario) -> Iterator[Mistake]:
    known = [site.id for site in DEFAULT_SITES]
    for site in scenario.landscape.ways:
        if site not in known:
            yield ("landscape", "ways", site), f'unknown site "{site}"{hint(site, known)}'


def _declared(system: str) -> dict[str, Mapping[str, Any]]:
    """Give the misbehaviours a system declares, each with its settings and what they are when not given."""
    return {habit.kind: habit.defaults for habit in load_simulator(system).misbehaviours}


def _setting(kind: str, key: str, value: object, defaults: Mapping[str, Any]) -> str:
    """Say what is wrong with a setting: a value must be of the sort that the product's own default is."""
    if key not in defaults:
        return f'{kind} has no setting "{key}"{hint(key, defaults)}'
    default = defaults[key]
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else f"must be true or false, found {shown(value)}"
    if isinstance(default, int | float):
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        is_whole = isinstance(value, int) or not isinstance(default, int)
        sort = "a whole number" if isinstance(default, int) else "a number"
        return "" if is_number and is_whole else f"must be {sort} of 0 or more, found {shown(value)}"
    if isinstance(default, str) and _TIME_OF_DAY.fullmatch(default):
        is_time = isinstance(value, str) and _TIME_OF_DAY.fullmatch(value)
        return "" if is_time else f"must be a time of day such as {default}, found {shown(value)}"
    return ""


def _demand(scenario: Scenario) -> Iterator[Mistake]:
    demand = scenario.demand
    if demand.to_s <= demand.from_s:
        yield ("demand", "to"), f"the demand ends at {clock_text(demand.to_s)}, before it begins"
    elif demand.to_s > scenario.length_s:
        yield ("demand", "to"), after_the_run(demand.to_s, scenario)


def _bills(scenario: Scenario) -> Iterator[Mistake]:
    if scenario.bills is not None and not scenario.landscape.on_order_share:
        yield ("bills",), "no bill comes: landscape.on_order_share is 0"
    if scenario.expect.bills is not None and scenario.bills is None:
        yield (
            ("expect", "bills"),
            "nobody holds bills against orders: the scenario has no bills",
        )


def _cohorts(migration: MigrationPlan) -> Iterator[Mistake]:
    seen: list[str] = []
    for index, cohort in enumerate(migration.cohorts):
        if cohort.name in seen:
            yield ("migration", "cohorts", index, "name"), f'cohort "{cohort.name}" is there twice'
        seen.append(cohort.name)
        if cohort.is_named and cohort.percent:
            says = "names its members and takes a share; write one of them"
            yield ("migration", "cohorts", index, "percent"), f'cohort "{cohort.name}" {says}'
        elif not (cohort.is_named or cohort.percent):
            says = "is nobody; write percent, customers, regions, countries, channels or order_types"
            yield ("migration", "cohorts", index, "name"), f'cohort "{cohort.name}" {says}'
    total = _total_percent(migration.cohorts)
    if abs(total - 100.0) > 1e-6 and all(
        cohort.is_named != bool(cohort.percent) for cohort in migration.cohorts
    ):
        yield ("migration", "cohorts"), f"the percents add up to {total:g}, not to 100"


def _total_percent(cohorts: tuple[CohortPlan, ...]) -> float:
    return sum(cohort.percent for cohort in cohorts)


def _steps(scenario: Scenario) -> Iterator[Mistake]:
    names = [cohort.name for cohort in scenario.migration.cohorts]
    of_orders = [cohort.name for cohort in scenario.migration.cohorts if cohort.is_of_orders]
    reached: dict[tuple[str, str], tuple[Stage, float]] = {}
    for index, step in enumerate(scenario.migration.steps):
        path: Path = ("migration", "steps", index)
        if step.cohort not in names:
            yield (*path, "cohort"), f'unknown cohort "{step.cohort}"{hint(step.cohort, names)}'
            continue
        capability = scenario.migration.moved_by(step)
        if step.cohort in of_orders and not _is_of_orders(capability):
            yield (*path, "cohort"), f"{capability} have no channel and no order type, as {step.cohort} has"
        place = f"{capability} of {step.cohort}" if step.capability else step.cohort
        stage, since_s = reached.get((capability, step.cohort), (Stage.OFF, -1.0))
        if step.at_s > scenario.length_s:
            yield (*path, "at"), after_the_run(step.at_s, scenario)
        if step.at_s <= since_s:
            moment = clock_text(since_s)
            yield (
                (*path, "at"),
                f"{place} already moves to {stage} at {moment}; steps come in time order",
            )
        if not may_move(stage, step.to):
            yield (*path, "to"), _no_such_move(place, stage, step.to)
        if step.rollback and capability != ORDERS:
            yield (*path, "rollback"), f"only orders are copied back; move {capability} without it"
        reached[capability, step.cohort] = (step.to, step.at_s)


def _conversions(scenario: Scenario) -> Iterator[Mistake]:
    names = [cohort.name for cohort in scenario.migration.cohorts]
    for index, one in enumerate(scenario.migration.conversions):
        path: Path = ("migration", "conversions", index)
        if one.cohort not in names:
            yield (*path, "cohort"), f'unknown cohort "{one.cohort}"{hint(one.cohort, names)}'
        if one.at_s > scenario.length_s:
            yield (*path, "at"), after_the_run(one.at_s, scenario)


def _retirement(scenario: Scenario) -> Iterator[Mistake]:
    at_s = scenario.migration.retire_at_s
    if at_s is not None and at_s > scenario.length_s:
        yield ("migration", "retire"), after_the_run(at_s, scenario)


def _waves(scenario: Scenario) -> Iterator[Mistake]:
    """A wave takes what belongs to a cohort's customers: what a channel or a type tells apart is no wave."""
    if scenario.runbook is None:
        return
    names = [cohort.name for cohort in scenario.migration.cohorts if not cohort.is_of_orders]
    for index, task in enumerate(scenario.runbook.tasks):
        if task.cohort and task.cohort not in names:
            message = f'no cohort of customers is named "{task.cohort}"{hint(task.cohort, names)}'
            yield ("runbook", "tasks", index, "cohort"), message


def _is_of_orders(capability: str) -> bool:
    return capability == ORDERS or CAPABILITIES[capability].is_bound


def _no_such_move(cohort: str, stage: Stage, to: Stage) -> str:
    if to is stage:
        return f"{cohort} is at {stage} already"
    following = ORDER[ORDER.index(stage) + 1]
    return f"{cohort} cannot go from {stage} to {to}: one stage forward at a time, {following} comes next"

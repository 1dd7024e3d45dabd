"""Which statements of a scenario contradict each other, or name what does not exist?"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dualrun.scenario.marked import Path
from dualrun.scenario.schema import (
    DRIVER,
    FACADE,
    SETTINGS_OF_KIND,
    SYSTEMS,
    CohortPlan,
    MigrationPlan,
    PlannedFault,
    Scenario,
)
from dualrun.scenario.values import clock_text, hint
from facade.routing.stage import ORDER, Stage, may_move
from simulators.registry import NAMES
from simulators.registry import load as load_simulator

Mistake = tuple[Path, str]

_OWN_SETTINGS = ("status", "retry_after_s", "delay_s", "delay_max_s", "copies")


def mistakes(scenario: Scenario) -> Iterator[Mistake]:
    """Give every contradiction with the place it stands at, in the order of the file."""
    yield from _misbehaviours(scenario)
    yield from _demand(scenario)
    yield from _cohorts(scenario.migration)
    yield from _steps(scenario)
    for index, fault in enumerate(scenario.faults):
        for path, message in _fault(fault, scenario):
            yield ("faults", index, *path), message


def _misbehaviours(scenario: Scenario) -> Iterator[Mistake]:
    for system, kinds in scenario.landscape.misbehaviours.items():
        path: Path = ("landscape", "misbehaviours", system)
        if system not in NAMES:
            yield path, f'unknown system "{system}"{hint(system, NAMES)}'
            continue
        known = _declared(system)
        if known is None:
            continue
        for kind, settings in kinds.items():
            if kind not in known:
                yield (*path, kind), f'{system} has no misbehaviour "{kind}"{hint(kind, known)}'
                continue
            for key in settings:
                if key not in known[kind]:
                    yield (*path, kind, key), f'{kind} has no setting "{key}"{hint(key, known[kind])}'


def _declared(system: str) -> dict[str, tuple[str, ...]] | None:
    """Give the settings of each misbehaviour a system declares; None for a system this installation lacks."""
    try:
        simulator = load_simulator(system)
    except (ImportError, AttributeError):
        return None
    return {m.kind: tuple(m.defaults) for m in simulator.misbehaviours}


def _demand(scenario: Scenario) -> Iterator[Mistake]:
    demand = scenario.demand
    if demand.to_s <= demand.from_s:
        yield ("demand", "to"), f"the demand ends at {clock_text(demand.to_s)}, before it begins"
    elif demand.to_s > scenario.length_s:
        yield ("demand", "to"), _after_the_run(demand.to_s, scenario)


def _cohorts(migration: MigrationPlan) -> Iterator[Mistake]:
    seen: list[str] = []
    for index, cohort in enumerate(migration.cohorts):
        if cohort.name in seen:
            yield ("migration", "cohorts", index, "name"), f'cohort "{cohort.name}" is there twice'
        seen.append(cohort.name)
    total = _total_percent(migration.cohorts)
    if abs(total - 100.0) > 1e-6:
        yield ("migration", "cohorts"), f"the percents add up to {total:g}, not to 100"


def _total_percent(cohorts: tuple[CohortPlan, ...]) -> float:
    return sum(cohort.percent for cohort in cohorts)


def _steps(scenario: Scenario) -> Iterator[Mistake]:
    names = [cohort.name for cohort in scenario.migration.cohorts]
    reached: dict[str, tuple[Stage, float]] = dict.fromkeys(names, (Stage.OFF, -1.0))
    for index, step in enumerate(scenario.migration.steps):
        path: Path = ("migration", "steps", index)
        if step.cohort not in reached:
            yield (*path, "cohort"), f'unknown cohort "{step.cohort}"{hint(step.cohort, names)}'
            continue
        stage, since_s = reached[step.cohort]
        if step.at_s > scenario.length_s:
            yield (*path, "at"), _after_the_run(step.at_s, scenario)
        if step.at_s <= since_s:
            moment = clock_text(since_s)
            yield (
                (*path, "at"),
                f"{step.cohort} already moves to {stage} at {moment}; steps come in time order",
            )
        if not may_move(stage, step.to):
            yield (*path, "to"), _no_such_move(step.cohort, stage, step.to)
        reached[step.cohort] = (step.to, step.at_s)


def _no_such_move(cohort: str, stage: Stage, to: Stage) -> str:
    if to is stage:
        return f"{cohort} is at {stage} already"
    following = ORDER[ORDER.index(stage) + 1]
    return f"{cohort} cannot go from {stage} to {to}: one stage forward at a time, {following} comes next"


def _after_the_run(moment_s: float, scenario: Scenario) -> str:
    return f"{clock_text(moment_s)} is after the run, which ends at {clock_text(scenario.length_s)}"


def _fault(fault: PlannedFault, scenario: Scenario) -> Iterator[Mistake]:
    yield from _place(fault)
    if fault.kind == "crash":
        yield from _crash(fault)
    else:
        if fault.times_s:
            yield (
                ("times",),
                f"only a crash has times; say when {fault.kind} begins with from, how long with for",
            )
        yield from _hits(fault)
    yield from _settings(fault)
    for index, moment_s in enumerate(fault.times_s):
        if moment_s > scenario.length_s:
            yield ("times", index), _after_the_run(moment_s, scenario)
    if fault.from_s > scenario.length_s:
        yield ("from",), _after_the_run(fault.from_s, scenario)


def _place(fault: PlannedFault) -> Iterator[Mistake]:
    if fault.kind == "crash":
        if fault.at != FACADE:
            yield ("at",), f'only the {FACADE} can crash in this version, not "{fault.at}"'
        return
    if "->" not in fault.at:
        yield ("at",), f'"{fault.at}" is not a boundary; write caller->called, as in facade->wms'
        return
    for system in (fault.source, fault.target):
        if not any(fnmatchcase(known, system) for known in SYSTEMS):
            yield ("at",), f'unknown system "{system}"{hint(system, SYSTEMS)}'
    if fault.target == DRIVER:
        yield ("at",), "nobody calls the driver: it plays the buyers"
    elif fault.source == fault.target != "*":
        yield ("at",), f"{fault.source} does not call itself"


def _crash(fault: PlannedFault) -> Iterator[Mistake]:
    if not fault.times_s:
        yield (), "a crash needs times, as in times: [day 2 11:00]"
    if fault.for_s is None:
        yield (), "a crash needs for: how long until the system is started again"
    for key, given in (("rate", fault.rate), ("keys", fault.keys), ("attempts", fault.attempts)):
        if given:
            yield (key,), f"a crash happens at its times; {key} means nothing here"
    if fault.from_s:
        yield ("from",), "a crash happens at its times; from means nothing here"


def _hits(fault: PlannedFault) -> Iterator[Mistake]:
    if fault.kind == "outage":
        if fault.for_s is None:
            yield (), "an outage needs for: how long it lasts"
        for key, given in (("rate", fault.rate), ("keys", fault.keys), ("attempts", fault.attempts)):
            if given:
                yield (key,), f"an outage meets every call of its boundary; {key} means nothing here"
    elif fault.rate is None and not fault.keys:
        yield (), f"{fault.kind} needs a rate, or the keys of the orders it meets"
    for index, attempt in enumerate(fault.attempts):
        if attempt < 1:
            yield ("attempts", index), "attempts count from 1"


def _settings(fault: PlannedFault) -> Iterator[Mistake]:
    understood = SETTINGS_OF_KIND.get(fault.kind, ())
    for field in _OWN_SETTINGS:
        key = field.removesuffix("_s") if field != "status" else field
        if getattr(fault, field) is not None and key not in understood:
            yield (key,), f"{fault.kind} has no setting {key}"
    if fault.kind == "delayed" and fault.delay_s is None:
        yield (), "delayed needs delay: how late the call arrives"
    if fault.delay_max_s is not None and fault.delay_max_s < (fault.delay_s or 0.0):
        yield ("delay_max",), "delay_max is shorter than delay"

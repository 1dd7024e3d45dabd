"""Which statements about a fault contradict each other, or name what does not exist?"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dualrun.scenario.marked import Path
from dualrun.scenario.schema import DRIVER, FACADE, SETTINGS_OF_KIND, SYSTEMS, PlannedFault, Scenario
from dualrun.scenario.values import clock_text, hint

Mistake = tuple[Path, str]
"""The place of a mistake, and what is wrong there."""

_OWN_SETTINGS = ("status", "retry_after_s", "delay_s", "delay_max_s", "copies")


def fault_mistakes(fault: PlannedFault, scenario: Scenario) -> Iterator[Mistake]:
    """Give every contradiction of one fault, with its place below the fault."""
    yield from _place(fault)
    if fault.kind == "crash":
        yield from _crash(fault)
    else:
        if fault.times_s:
            yield ("times",), f"only a crash has times; {fault.kind} begins at from and lasts for"
        if fault.nth:
            yield ("nth",), f"only a crash has nth; {fault.kind} strikes at a rate, or names its keys"
        yield from _hits(fault)
    yield from _settings(fault)
    for index, moment_s in enumerate(fault.times_s):
        if moment_s > scenario.length_s:
            yield ("times", index), after_the_run(moment_s, scenario)
    if fault.from_s > scenario.length_s:
        yield ("from",), after_the_run(fault.from_s, scenario)


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
    if not fault.times_s and not fault.nth:
        yield (), "a crash needs times, as in times: [day 2 11:00], or a route and which of its answers"
    if bool(fault.nth) != (fault.route != "*"):
        yield (), 'a crash after an answer needs both, as in route: "POST /orders", nth: [25]'
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


def after_the_run(moment_s: float, scenario: Scenario) -> str:
    """Say that a moment comes too late."""
    return f"{clock_text(moment_s)} is after the run, which ends at {clock_text(scenario.length_s)}"

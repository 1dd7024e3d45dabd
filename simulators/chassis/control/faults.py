"""Control routes over faults: rules in and out, the kinds there are, and the ledger of what struck."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Request

from simulators.chassis.control.asked import FaultAsked, RefusalError, system_of, systems_of, world_of
from simulators.chassis.control.reading import control_router
from simulators.chassis.control.settings import check_habit, check_settings, habit_settings, meant
from simulators.chassis.fault_rules import KINDS, FaultRule
from simulators.chassis.habits import KEY
from simulators.chassis.named_world import Inhabitant

OK = {"status": "ok"}
Known = Mapping[str, Mapping[str, Any]]
"""The misbehaviours of a product, each with what may be set about it."""
router = control_router()
FaultId = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("/faults", summary="List the rules in force")
async def rules(request: Request) -> list[dict[str, Any]]:
    return [one for each in systems_of(request).values() for one in _in_force(each)]


@router.put("/faults", summary="Put these rules in force, and no others")
async def replace(request: Request, asked: list[FaultAsked]) -> list[dict[str, Any]]:
    meant = [_checked(request, one, number) for number, one in enumerate(asked, start=1)]
    for each in systems_of(request).values():
        _clear(each)
    for one in meant:
        _put(request, one)
    return await rules(request)


@router.put("/faults/{fault_id:fault_id}", summary="Put one rule in force, or another in its place")
async def put(request: Request, fault_id: FaultId, asked: FaultAsked) -> dict[str, Any]:
    """Say by which id it goes from now on: a product's own misbehaviour goes by its kind."""
    _put(request, _checked(request, asked.model_copy(update={"id": fault_id}), 1))
    return {**OK, "id": fault_id if asked.kind in KINDS else asked.kind}


@router.delete("/faults", summary="Take all rules out of force")
async def clear(request: Request) -> dict[str, Any]:
    for each in systems_of(request).values():
        _clear(each)
    return OK


@router.delete("/faults/{fault_id:fault_id}", summary="Take one rule out of force")
async def drop(request: Request, fault_id: FaultId) -> dict[str, Any]:
    dropped = [_drop(each, fault_id) for each in systems_of(request).values()]
    if not any(dropped):
        raise RefusalError(404, f"there is no fault {fault_id!r} in force")
    return OK


@router.get("/faults/kinds", summary="What can go wrong here, and what may be set about it?")
async def kinds(request: Request) -> dict[str, Any]:
    hop = {name: asdict(kind) for name, kind in KINDS.items()}
    own = {
        name: {
            m.kind: {"summary": m.summary, "defaults": dict(m.defaults)}
            for m in each.running.simulator.misbehaviours
        }
        for name, each in systems_of(request).items()
    }
    return {"any hop": hop, **own}


@router.get("/faults/ledger", summary="Which faults have struck, and what?")
async def ledger(request: Request) -> list[dict[str, Any]]:
    return [entry.document() for entry in world_of(request).ledger.entries(system_of(request))]


def _habits(each: Inhabitant) -> Known:
    return {m.kind: m.defaults for m in each.running.simulator.misbehaviours}


def _in_force(each: Inhabitant) -> list[dict[str, Any]]:
    name = each.running.simulator.name
    habits = [
        {"id": kind, "kind": kind, "system": name, **_shown(settings)}
        for kind, settings in each.running.world.misbehaviours.items()
    ]
    return [*(rule.document() for rule in each.faults.rules()), *habits]


def _shown(settings: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in settings.items() if name != KEY}
    return {"settings": own, **({KEY: settings[KEY]} if KEY in settings else {})}


def _checked(request: Request, asked: FaultAsked, number: int) -> FaultAsked:
    """Make sure that the kind and its settings exist, and find the one system whose misbehaviour it is.

    Raises:
        RefusalError: they do not; says the nearest that does.
    """
    named = {"id": asked.id or f"{asked.kind}-{number}"}
    if asked.kind in KINDS:
        systems_of(request, asked.system)
        check_settings(asked, KINDS[asked.kind].defaults)
    else:
        named["system"], defaults = _owner(request, asked)
        check_habit(asked, named["system"], defaults)
        check_settings(asked, defaults)
    return asked.model_copy(update=named)


def _owner(request: Request, asked: FaultAsked) -> tuple[str, Mapping[str, Any]]:
    """Find the system whose misbehaviour is meant, and what may be set about it.

    Raises:
        RefusalError: none that is meant knows it, or several do; says which do, or the nearest kind.
    """
    here = systems_of(request, asked.system)
    knowing = {name: known for name, each in here.items() if asked.kind in (known := _habits(each))}
    if len(knowing) > 1:
        there = ", ".join(knowing)
        raise RefusalError(422, f"system: {asked.kind} is a misbehaviour of {there}; say which is meant")
    if knowing:
        [(name, known)] = knowing.items()
        return name, known[asked.kind]
    others = [n for n, each in world_of(request).systems.items() if asked.kind in _habits(each)]
    if others:
        raise RefusalError(422, f"kind: {', '.join(here)} has no {asked.kind!r}; {', '.join(others)} has it")
    kinds = dict.fromkeys([*KINDS, *(kind for each in here.values() for kind in _habits(each))])
    raise RefusalError(422, f"kind: no {asked.kind!r}{meant(asked.kind, list(kinds))}")


def _put(request: Request, asked: FaultAsked) -> None:
    assert asked.id is not None
    for name, each in systems_of(request, asked.system).items():
        world = each.running.world
        if asked.kind not in KINDS:
            settings = habit_settings(asked, _habits(each)[asked.kind])
            world.misbehaviours = {**world.misbehaviours, asked.kind: settings}
            continue
        given = asked.model_dump(exclude={"id", "system"})
        method = asked.method.upper() if asked.method else None
        each.faults.put(FaultRule(**{**given, "id": asked.id, "system": name, "method": method}))


def _drop(each: Inhabitant, fault_id: str) -> bool:
    world = each.running.world
    is_habit = fault_id in world.misbehaviours
    world.misbehaviours = {k: v for k, v in world.misbehaviours.items() if k != fault_id}
    return each.faults.drop(fault_id) or is_habit


def _clear(each: Inhabitant) -> None:
    for rule in each.faults.rules():
        each.faults.drop(rule.id)
    each.running.world.misbehaviours = {}

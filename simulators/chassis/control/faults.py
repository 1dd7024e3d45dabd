"""Control routes over faults: rules in and out, the kinds there are, and the ledger of what struck."""

from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

from fastapi import APIRouter, Request

from simulators.chassis.control.asked import FaultAsked, RefusalError, system_of, systems_of, world_of
from simulators.chassis.fault_rules import KINDS, FaultRule
from simulators.chassis.named_world import Inhabitant

OK = {"status": "ok"}
router = APIRouter()


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


@router.put("/faults/{fault_id}", summary="Put one rule in force, or another in its place")
async def put(request: Request, fault_id: str, asked: FaultAsked) -> dict[str, Any]:
    """Say by which id it goes from now on: a product's own misbehaviour goes by its kind."""
    _put(request, _checked(request, asked.model_copy(update={"id": fault_id}), 1))
    return {**OK, "id": fault_id if asked.kind in KINDS else asked.kind}


@router.delete("/faults", summary="Take all rules out of force")
async def clear(request: Request) -> dict[str, Any]:
    for each in systems_of(request).values():
        _clear(each)
    return OK


@router.delete("/faults/{fault_id}", summary="Take one rule out of force")
async def drop(request: Request, fault_id: str) -> dict[str, Any]:
    dropped = [_drop(each, fault_id) for each in systems_of(request).values()]
    if not any(dropped):
        raise RefusalError(404, f"there is no fault {fault_id!r} in force")
    return OK


@router.get("/faults/kinds", summary="What can go wrong here, and what may be set about it?")
async def kinds(request: Request) -> dict[str, Any]:
    hop = {name: asdict(kind) for name, kind in KINDS.items()}
    own = {
        name: {m.kind: {"summary": m.summary, "defaults": dict(m.defaults)} for m in _habits(each)}
        for name, each in systems_of(request).items()
    }
    return {"any hop": hop, **own}


@router.get("/faults/ledger", summary="Which faults have struck, and what?")
async def ledger(request: Request) -> list[dict[str, Any]]:
    return [entry.document() for entry in world_of(request).ledger.entries(system_of(request))]


def _habits(each: Inhabitant) -> tuple[Any, ...]:
    return each.running.simulator.misbehaviours


def _in_force(each: Inhabitant) -> list[dict[str, Any]]:
    name = each.running.simulator.name
    habits = [
        {"id": kind, "kind": kind, "system": name, "settings": dict(settings)}
        for kind, settings in each.running.world.misbehaviours.items()
    ]
    return [*(rule.document() for rule in each.faults.rules()), *habits]


def _checked(request: Request, asked: FaultAsked, number: int) -> FaultAsked:
    """Make sure that the kind and its settings exist at the systems that are meant.

    Raises:
        RefusalError: they do not; says the nearest that does.
    """
    for each in systems_of(request, asked.system).values():
        own = {m.kind: m.defaults for m in _habits(each)}
        known = {**{name: kind.defaults for name, kind in KINDS.items()}, **own}
        if asked.kind not in known:
            raise RefusalError(422, f"kind: no {asked.kind!r}{_meant(asked.kind, list(known))}")
        for name in asked.settings:
            if name not in known[asked.kind]:
                hint = _meant(name, list(known[asked.kind]))
                raise RefusalError(422, f"settings: {asked.kind} has no {name!r}{hint}")
    return asked.model_copy(update={"id": asked.id or f"{asked.kind}-{number}"})


def _meant(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known) or 'none'}"


def _put(request: Request, asked: FaultAsked) -> None:
    assert asked.id is not None
    for name, each in systems_of(request, asked.system).items():
        world = each.running.world
        if asked.kind not in KINDS:
            defaults = {m.kind: m.defaults for m in _habits(each)}[asked.kind]
            world.misbehaviours = {**world.misbehaviours, asked.kind: {**defaults, **asked.settings}}
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

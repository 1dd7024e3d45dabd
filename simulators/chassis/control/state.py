"""Control routes over what the systems hold: reset, seed, snapshots, worlds, provider states."""

from typing import Any

from fastapi import Request

from simulators.chassis.control.asked import (
    LoadAsked,
    RefusalError,
    SeedAsked,
    SnapshotAsked,
    StateAsked,
    WorldAsked,
    instant,
    system_of,
    systems_of,
    world_of,
    worlds_of,
)
from simulators.chassis.control.reading import control_router
from simulators.chassis.load import PROFILES
from simulators.chassis.named_world import Snapshot, WorldError

OK = {"status": "ok"}
router = control_router()


@router.post("/reset", summary="Begin again from the master data")
async def reset(request: Request) -> dict[str, Any]:
    worlds_of(request).reset(world_of(request), system_of(request))
    return OK


@router.post("/seed", summary="Begin again with the business of another seed, in all systems")
async def seed(request: Request, asked: SeedAsked) -> dict[str, Any]:
    worlds_of(request).reset(world_of(request), seed=asked.seed)
    return {**OK, "seed": asked.seed}


@router.get("/snapshots", summary="List the snapshots")
async def snapshots(request: Request) -> list[dict[str, Any]]:
    return [_snapshot(one) for one in worlds_of(request).snapshots.values()]


@router.post("/snapshots", summary="Keep this world as it is", status_code=201)
async def keep(request: Request, asked: SnapshotAsked) -> dict[str, Any]:
    return _snapshot(worlds_of(request).keep(asked.name, world_of(request)))


@router.post("/snapshots/{name}/restore", summary="Put this world back to a snapshot")
async def restore(request: Request, name: str) -> dict[str, Any]:
    try:
        worlds_of(request).restore(world_of(request), name)
    except WorldError as error:
        raise RefusalError(404, str(error)) from None
    return OK


@router.delete("/snapshots/{name}", summary="Forget a snapshot")
async def forget(request: Request, name: str) -> dict[str, Any]:
    if worlds_of(request).snapshots.pop(name, None) is None:
        raise RefusalError(404, f"there is no snapshot {name!r}")
    return OK


@router.get("/worlds", summary="List the worlds")
async def names(request: Request) -> list[str]:
    return worlds_of(request).names()


@router.put("/worlds/{name}", summary="Make a world from a snapshot or another world", status_code=201)
async def create(request: Request, name: str, asked: WorldAsked | None = None) -> dict[str, Any]:
    wanted = asked or WorldAsked.model_validate({})
    world = worlds_of(request).create(name, wanted.origin, wanted.idle_s)
    return {"name": world.name, "seed": world.seed, "now": instant(world.clock.now())}


@router.delete("/worlds/{name}", summary="Let a world go")
async def drop(request: Request, name: str) -> dict[str, Any]:
    if not worlds_of(request).drop(name):
        raise RefusalError(404, f"there is no world {name!r}")
    return OK


@router.get("/load", summary="Which load profile is in force, which are there, and how busy is everybody?")
async def load(request: Request) -> dict[str, Any]:
    in_force = {name: each.running.world.profile for name, each in systems_of(request).items()}
    busy = {name: each.running.busy() for name, each in systems_of(request).items()}
    now = {name: one for name, one in busy.items() if one}
    return {"profiles": list(PROFILES), "in_force": in_force, "now": now}


@router.put("/load", summary="Put a load profile in force; documents and work under way stay")
async def put_load(request: Request, asked: LoadAsked) -> dict[str, Any]:
    for each in systems_of(request, asked.system).values():
        each.running.world.load = asked.profile
        each.running.reopen()
    return await load(request)


@router.get("/states", summary="List the provider states that can be brought about")
async def states(request: Request) -> dict[str, list[str]]:
    return {name: list(each.running.simulator.states) for name, each in systems_of(request).items()}


@router.post("/states", summary="Bring about a provider state and give the values to use in it")
async def bring_about(request: Request, asked: StateAsked) -> dict[str, Any]:
    for name, each in systems_of(request, asked.system).items():
        state = each.running.simulator.states.get(asked.name)
        if state is not None:
            try:
                values = dict(state(each.running.service))
            except Exception as error:
                why = f"{type(error).__name__}: {error}"
                raise RefusalError(
                    409, f"{name}: {asked.name!r} cannot be brought about here and now: {why}"
                ) from error
            finally:
                each.running.on_settled()
            return {**OK, "system": name, "values": values}
    raise RefusalError(404, f"no system here has a state {asked.name!r}; see GET /__admin/states")


def _snapshot(one: Snapshot) -> dict[str, Any]:
    return {"name": one.name, "seed": one.seed, "at": instant(one.at)}

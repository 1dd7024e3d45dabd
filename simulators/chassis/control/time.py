"""Control routes over time: the clock of a world, what falls due, and waiting for something to happen."""

from datetime import timedelta
from typing import Any

from fastapi import Request

from simulators.chassis.agenda import Entry
from simulators.chassis.control.asked import (
    LATEST,
    AdvanceAsked,
    ClockAsked,
    RefusalError,
    WaitAsked,
    instant,
    system_of,
    world_of,
    worlds_of,
)
from simulators.chassis.control.reading import control_router
from simulators.chassis.named_world import NamedWorld
from simulators.chassis.ports import Clock

LOOK_EVERY_S = 0.02
router = control_router()


@router.get("/clock", summary="What time is it in this world?")
async def show(request: Request) -> dict[str, Any]:
    return _clock(world_of(request))


@router.put("/clock", summary="Set, freeze, release or hurry the clock of this world")
async def put(request: Request, asked: ClockAsked) -> dict[str, Any]:
    world = world_of(request)
    if world.is_advancing:
        raise RefusalError(409, f"the clock of world {world.name!r} is being advanced")
    if asked.at is not None:
        world.clock.set(asked.at)
    if asked.scale is not None:
        world.clock.hurry(asked.scale)
    if asked.frozen is not None:
        world.clock.freeze() if asked.frozen else world.clock.resume()
    return _clock(world)


@router.post("/clock/advance", summary="Do all that falls due until a later time, and say what was done")
async def advance(request: Request, asked: AdvanceAsked) -> dict[str, Any]:
    world = world_of(request)
    if (asked.by_s is None) == (asked.to is None):
        raise RefusalError(422, "by_s, to: give one of the two")
    until = asked.to or world.clock.now() + timedelta(seconds=asked.by_s or 0.0)
    if until > LATEST:
        raise RefusalError(422, f"by_s, to: {until.isoformat()} is later than {LATEST.isoformat()}")
    done = await world.advance(until)
    return {**_clock(world), "ran": [_entry(name, entry) for name, entry in done]}


@router.get("/agenda", summary="What is to come by itself, earliest first?")
async def agenda(request: Request) -> list[dict[str, Any]]:
    here = system_of(request)
    to_come = [
        (entry, name)
        for name, each in world_of(request).systems.items()
        if here in (None, name)
        for entry in each.running.store.agenda.entries.values()
    ]
    return [_entry(name, entry) for entry, name in sorted(to_come, key=lambda one: one[0].due)]


@router.get("/events", summary="What has become durable lately in this world?")
async def events(request: Request, kind: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
    found = [e.document() for e in world_of(request).events.find(kind, {})]
    here = system_of(request)
    return [e for e in found if here in (None, e["system"])][-max(0, limit) :]


@router.post("/wait", summary="Wait on the server until something has happened")
async def wait(request: Request, asked: WaitAsked) -> dict[str, Any]:
    world, here = world_of(request), system_of(request)
    if asked.until == "idle":
        is_met = await _idle(world, worlds_of(request).clock, asked.timeout_s)
    else:
        where = asked.where if here is None else {"system": here, **asked.where}
        is_met = await world.events.wait(asked.kind, where, asked.count, asked.timeout_s)
    if not is_met:
        waited = f"{asked.count} x {asked.kind or 'idle'} {asked.where or ''}".strip()
        raise RefusalError(408, f"waited {asked.timeout_s} s for {waited}; see GET /__admin/events")
    return {"status": "ok"}


async def _idle(world: NamedWorld, base: Clock, timeout_s: float) -> bool:
    """Wait until nothing that is due is left to do; what is due later does not count."""
    until = base.monotonic() + timeout_s
    while any(_is_busy(each.running.store.agenda, world) for each in world.systems.values()):
        if base.monotonic() >= until:
            return False
        await base.sleep(LOOK_EVERY_S)
    return True


def _is_busy(agenda: Any, world: NamedWorld) -> bool:
    now = world.clock.now()
    return any(entry.due <= now for entry in agenda.entries.values())


def _clock(world: NamedWorld) -> dict[str, Any]:
    clock = world.clock
    return {"world": world.name, "now": instant(clock.now()), "frozen": clock.is_frozen, "scale": clock.scale}


def _entry(system: str, entry: Entry) -> dict[str, Any]:
    return {"at": instant(entry.due), "system": system, "act": entry.act, "subject": list(entry.subject)}

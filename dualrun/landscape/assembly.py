"""How the systems are put together, whatever they run on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dualrun.landscape.conversion import converted
from dualrun.streams import Streams
from simulators.chassis.commits import CommitHook
from simulators.chassis.master import MasterData
from simulators.chassis.ports import Clock, Wire
from simulators.chassis.running import RunningSystem
from simulators.chassis.switch import NativeSwitch
from simulators.chassis.world import World
from simulators.registry import NAMES, load

Misbehaviours = Mapping[str, Mapping[str, Mapping[str, Any]]]


def _unsaid(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class LandscapeSettings:
    """What kind of landscape this is to be."""

    seed: int
    pace: str = "realistic"
    misbehaviours: Misbehaviours = field(default_factory=dict)
    load: str = ""
    conversion: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """By system, what went wrong when the business was loaded into it."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """Who is told of commits, misbehaviour and defects."""

    on_commit: CommitHook
    on_misbehaviour: Callable[[str, str, str], None]
    on_defect: Callable[[str, BaseException], None]
    say: Callable[[str], None] = _unsaid
    """For what a person should know that is no defect."""


def published_codes(master: MasterData) -> dict[str, Mapping[str, Mapping[str, str]]]:
    """Give the codes that every system publishes, by system."""
    return {name: load(name).codes(master) for name in NAMES}


def surround(
    name: str,
    settings: LandscapeSettings,
    master: MasterData,
    clock: Clock,
    wire: Wire,
    url: str,
    hooks: Hooks,
) -> World:
    """Make the surroundings of one system: its own streams of chance, the misbehaviours it is asked for."""
    streams = Streams(settings.seed).child(name)
    return World(
        system=name,
        clock=clock,
        chance=streams,
        ids=streams,
        wire=wire,
        master=converted(master, settings.conversion.get(name, {}), streams),
        pace=settings.pace,
        load=settings.load,
        url=url,
        misbehaviours=switched_on(name, settings.misbehaviours),
        on_commit=hooks.on_commit,
        on_misbehaviour=hooks.on_misbehaviour,
        on_defect=hooks.on_defect,
    )


def open_system(
    name: str,
    settings: LandscapeSettings,
    master: MasterData,
    clock: Clock,
    wire: Wire,
    url: str,
    hooks: Hooks,
) -> RunningSystem:
    """Open one simulator in its world, filled with its share of the business."""
    return RunningSystem(load(name), surround(name, settings, master, clock, wire, url, hooks), surface(name))


@cache
def surface(name: str) -> NativeSwitch:
    """Give a system's routes, made once a process: they keep nothing, and it takes long to make them."""
    return NativeSwitch(load(name).api())


def switched_on(name: str, asked: Misbehaviours) -> dict[str, Mapping[str, Any]]:
    """Give the settings of the misbehaviours that are asked of a system, its own defaults filled in."""
    defaults = {m.kind: m.defaults for m in load(name).misbehaviours}
    return {kind: {**defaults.get(kind, {}), **given} for kind, given in asked.get(name, {}).items()}

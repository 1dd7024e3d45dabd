"""How the systems and the façade are put together, whatever they run on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dualrun.streams import Streams
from facade.app import FacadeSettings
from facade.orders.allocation import ANYWHERE, SiteRule
from facade.orders.desk import Switches
from facade.routing.cohort import Cohorts
from facade.routing.policy import EVERYBODY
from facade.settings import SystemSettings
from simulators.chassis.commits import CommitHook
from simulators.chassis.master import MasterData
from simulators.chassis.ports import Clock, Wire
from simulators.chassis.running import RunningSystem
from simulators.chassis.world import World
from simulators.registry import NAMES, load

HOME_COUNTRIES: Mapping[str, tuple[str, ...]] = {
    "wms": ("GB", "IE"),
    "threepl": (ANYWHERE,),
    "threepl_graphql": (ANYWHERE,),
}
HOME_WEIGHT: Mapping[str, int] = {"wms": 7, "threepl": 3, "threepl_graphql": 2}
"""By the system that runs a site: where it delivers as a matter of course, and its part of shared volume."""

Misbehaviours = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class LandscapeSettings:
    """What kind of landscape this is to be."""

    seed: int
    pace: str = "realistic"
    misbehaviours: Misbehaviours = field(default_factory=dict)
    cohorts: Cohorts = EVERYBODY
    switches: Switches = field(default_factory=Switches)


@dataclass(frozen=True, slots=True)
class Hooks:
    """Who is told of commits, misbehaviour and defects."""

    on_commit: CommitHook
    on_misbehaviour: Callable[[str, str, str], None]
    on_defect: Callable[[str, BaseException], None]


def published_codes(master: MasterData) -> dict[str, Mapping[str, Mapping[str, str]]]:
    """Give the codes that every system publishes, by system."""
    return {name: load(name).codes(master) for name in NAMES}


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
    streams = Streams(settings.seed).child(name)
    world = World(
        system=name,
        clock=clock,
        chance=streams,
        ids=streams,
        wire=wire,
        master=master,
        pace=settings.pace,
        url=url,
        misbehaviours=switched_on(name, settings.misbehaviours),
        on_commit=hooks.on_commit,
        on_misbehaviour=hooks.on_misbehaviour,
        on_defect=hooks.on_defect,
    )
    return RunningSystem(load(name), world)


def switched_on(name: str, asked: Misbehaviours) -> dict[str, Mapping[str, Any]]:
    """Give the settings of the misbehaviours that are asked of a system, its own defaults filled in."""
    defaults = {m.kind: m.defaults for m in load(name).misbehaviours}
    return {kind: {**defaults.get(kind, {}), **given} for kind, given in asked.get(name, {}).items()}


def facade_settings(
    settings: LandscapeSettings, master: MasterData, urls: Mapping[str, str], facade_url: str
) -> FacadeSettings:
    """Give the façade what an integration team would configure: addresses, credentials, codes."""
    systems = {}
    for name in NAMES:
        simulator = load(name)
        systems[name] = SystemSettings(urls[name], simulator.credentials(), simulator.codes(master))
    sites = tuple(
        SiteRule(site.id, HOME_COUNTRIES[site.system], HOME_WEIGHT[site.system]) for site in master.sites
    )
    return FacadeSettings(systems, facade_url, settings.cohorts, sites, settings.switches)

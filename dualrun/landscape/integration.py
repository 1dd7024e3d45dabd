"""What an integration team would configure: the façade's addresses, credentials, codes and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dualrun.landscape.access import live_access, rehearsal_access
from facade.adapters.targets import TargetRules
from facade.api.access import Access
from facade.app_settings import FacadeSettings
from facade.orders.allocation import ANYWHERE, AllocationRules, Delivery, Restriction, SiteRule
from facade.orders.desk import Switches
from facade.orders.write_failures import WriteFailure
from facade.publication.desk import PublicationRules
from facade.publication.readings import Times
from facade.routing.cohort import Cohorts
from facade.routing.policy import EVERYBODY
from facade.settings import SystemSettings
from simulators.chassis.master import MasterData, Site
from simulators.registry import load

HOME_COUNTRIES: Mapping[str, tuple[str, ...]] = {
    "wms": ("GB", "IE"),
    "threepl": (ANYWHERE,),
    "threepl_graphql": (ANYWHERE,),
}
HOME_WEIGHT: Mapping[str, int] = {"wms": 7, "threepl": 3, "threepl_graphql": 2}
"""By the system that runs a site: where it delivers as a matter of course, and its part of shared volume."""


@dataclass(frozen=True, slots=True)
class Integration:
    """How the façade of a landscape is set: who moves together, and what is switched off to see it fail."""

    cohorts: Cohorts = EVERYBODY
    switches: Switches = field(default_factory=Switches)
    write_failure: WriteFailure = WriteFailure.REPAIR_QUEUE
    apart: tuple[str, ...] = ()
    """The capabilities that are staged by themselves from the start."""
    times: Times = field(default_factory=Times)
    """How often what channels ask is read from the systems."""
    access: Access = field(default_factory=rehearsal_access)
    """Who may call; unless told otherwise, the drivers of a rehearsal and nobody else."""
    targets: TargetRules = field(default_factory=TargetRules)
    ways: bool = True
    """Whether it is told how long goods take from each site, and what that costs."""
    credentials: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By system, what is other than it publishes: another environment of the same tenant, say."""


def live_integration(admin_token: str) -> Integration:
    """Give what the façade of a live landscape is told; without a token it is on loopback and may call it."""
    return Integration(access=live_access(admin_token), targets=TargetRules(loopback=not admin_token))


def facade_settings(
    master: MasterData, urls: Mapping[str, str], facade_url: str, integration: Integration
) -> FacadeSettings:
    """Give the façade what it needs to know of the systems at `urls`."""
    systems = {}
    for name, url in urls.items():
        simulator = load(name)
        secrets = {**simulator.credentials(), **integration.credentials.get(name, {})}
        systems[name] = SystemSettings(url, secrets, simulator.codes(master))
    sites = tuple([_site_rule(site, master, integration) for site in master.sites])
    only_from = tuple([Restriction(sites, item_id) for item_id, sites in master.only_from.items()])
    return FacadeSettings(
        systems=systems,
        url=facade_url,
        cohorts=integration.cohorts,
        apart=integration.apart,
        publication=PublicationRules(suppliers=master.drop_shipped, times=integration.times),
        allocation=AllocationRules(sites, only_from, suppliers=master.drop_shipped),
        switches=integration.switches,
        write_failure=integration.write_failure,
        access=integration.access,
        targets=integration.targets,
    )


def _site_rule(site: Site, master: MasterData, integration: Integration) -> SiteRule:
    ways = master.ways if integration.ways else {}
    deliveries = [Delivery(to, way.days, way.cost) for (where, to), way in ways.items() if where == site.id]
    return SiteRule(site.id, HOME_COUNTRIES[site.system], HOME_WEIGHT[site.system], tuple(deliveries))

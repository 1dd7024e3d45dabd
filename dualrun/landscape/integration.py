"""What an integration team would configure: the façade's addresses, credentials, codes and rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from facade.app import FacadeSettings
from facade.orders.allocation import ANYWHERE, SiteRule
from facade.orders.desk import Switches
from facade.routing.cohort import Cohorts
from facade.routing.policy import EVERYBODY
from facade.settings import SystemSettings
from simulators.chassis.master import MasterData
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


def facade_settings(
    master: MasterData, urls: Mapping[str, str], facade_url: str, integration: Integration
) -> FacadeSettings:
    """Give the façade what it needs to know of the systems at `urls`."""
    systems = {}
    for name, url in urls.items():
        simulator = load(name)
        systems[name] = SystemSettings(url, simulator.credentials(), simulator.codes(master))
    sites = tuple(
        SiteRule(site.id, HOME_COUNTRIES[site.system], HOME_WEIGHT[site.system]) for site in master.sites
    )
    return FacadeSettings(systems, facade_url, integration.cohorts, sites, integration.switches)

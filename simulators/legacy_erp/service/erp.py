"""The whole installation at work: its companies, and how many callers it serves at once."""

from collections.abc import Mapping

from simulators.chassis.agenda import NO_ACTS
from simulators.chassis.capacity import Workers
from simulators.chassis.world import World
from simulators.legacy_erp.domain.loads import LOAD_OF_PACE, LOADS
from simulators.legacy_erp.service.company import Company, Settings
from simulators.legacy_erp.store import MAIN, SECOND, Store


class LegacyErp:
    """One service tier over one database."""

    def __init__(self, world: World, store: Store, habits: Mapping[str, Settings]) -> None:
        self.world = world
        self.store = store
        self.companies = {
            MAIN: Company(MAIN, world, store.main, store.agenda, habits),
            SECOND: Company(SECOND, world, store.second, store.agenda, habits),
        }
        load = LOADS[LOAD_OF_PACE[world.pace]]
        self.queue_max = load.queue
        self.workers = Workers(world.clock, load.sessions, load.service_s)
        self.acts = NO_ACTS

    @property
    def main(self) -> Company:
        """The company that the integration works with."""
        return self.companies[MAIN]

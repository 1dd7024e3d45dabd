"""The whole installation at work: its companies, and how many callers it serves at once."""

from simulators.chassis.capacity import Workers
from simulators.chassis.habits import Habits
from simulators.chassis.world import World
from simulators.legacy_erp.domain.loads import LOADS
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.inbox import POLL, poll
from simulators.legacy_erp.service.outbox import WRITE_FILE, write_pending
from simulators.legacy_erp.service.vendor_desk import CONFIRM, SEND, confirm, send
from simulators.legacy_erp.store import MAIN, SECOND, Store


class LegacyErp:
    """One service tier over one database."""

    def __init__(self, world: World, store: Store, habits: Habits) -> None:
        self.world = world
        self.store = store
        self.companies = {
            MAIN: Company(MAIN, world, store.main, store.agenda, habits),
            SECOND: Company(SECOND, world, store.second, store.agenda, habits),
        }
        load = LOADS[world.profile]
        self.queue_max = load.queue
        self.workers = Workers(world.clock, load.sessions, load.service_s)
        self.acts = {
            POLL: lambda company: poll(self.companies[company]),
            CONFIRM: lambda company, number: confirm(self.companies[company], number),
            SEND: lambda company, number: send(self.companies[company], number),
            WRITE_FILE: lambda company, pending, name: write_pending(self.companies[company], pending, name),
        }

    @property
    def main(self) -> Company:
        """The company that the integration works with."""
        return self.companies[MAIN]

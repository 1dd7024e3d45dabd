"""The whole landscape in one process, on virtual time, with a façade that can be killed and started."""

from collections.abc import Mapping
from dataclasses import replace

from dualrun.clock import VirtualClock
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system
from dualrun.landscape.endpoints import forget_endpoints
from dualrun.landscape.integration import Integration, facade_settings
from dualrun.network.virtual import VirtualNetwork
from dualrun.streams import Streams
from facade.app import Facade, Surroundings, create_app
from facade.dual_run.parity import Parity
from facade.messaging.memory import MemoryStore
from facade.messaging.store import Store
from facade.way_out.guard import Guard
from simulators.chassis.master import MasterData
from simulators.registry import NAMES

FACADE = "facade"
Ways = Mapping[str, Guard]


class VirtualLandscape:
    """All systems and a façade on a virtual network.

    The façade's store and its parity counts live here, as its disk would: a new process finds them again.
    """

    store: Store

    def __init__(
        self,
        settings: LandscapeSettings,
        master: MasterData,
        clock: VirtualClock,
        network: VirtualNetwork,
        hooks: Hooks,
        integration: Integration | None = None,
    ) -> None:
        self.network = network
        self.settings = settings
        self._clock = clock
        self._hooks = hooks
        integration = integration or Integration()
        self.store = MemoryStore(outbox=integration.switches.outbox)
        self.parity = Parity()
        urls = {name: f"http://{name}" for name in NAMES}
        self.systems = {
            name: open_system(name, settings, master, clock, network.wire(name), urls[name], hooks)
            for name in NAMES
        }
        settled = facade_settings(master, urls, f"http://{FACADE}", integration)
        self._facade_settings = replace(settled, is_watched=False)  # the network hears every call
        self._facade: Facade | None = None
        self.ways: list[Ways] = []
        """The ways out of every façade process there was, first to last: what they counted outlives them."""

    def start(self) -> None:
        """Put every system on the wire and let it live; the façade last, when somebody is there to call."""
        for name, system in self.systems.items():
            self.network.attach(name, system)
            self.network.context(name).run(system.start)
        self.start_facade()

    def start_facade(self) -> None:
        """Start a façade process on the store that the last one has left."""
        around = Surroundings(
            wire=self.network.wire(FACADE),
            clock=self._clock,
            chance=Streams(self.settings.seed).child(FACADE),
            store=self.store,
            parity=self.parity,
            on_defect=self._hooks.on_defect,
        )
        self._facade = create_app(self._facade_settings, around)
        self.ways.append(self._facade.guards)
        self.network.attach(FACADE, self._facade.app)
        self.network.context(FACADE).run(self._facade.start)

    @property
    def has_facade(self) -> bool:
        """Whether a façade process is there to be killed."""
        return self._facade is not None

    def crash_facade(self) -> None:
        """Kill the façade where it stands: nothing of it runs again, only its store is left."""
        self.network.crash(FACADE)
        if self._facade is not None:
            del self._facade.app  # its tasks stay to the end, as all the dead do; its routes need not
        self._facade = None
        forget_endpoints()

"""What a system says of its own accord: the notices that reach who has subscribed, on virtual time."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import httpx

from contracts.pact_file import State
from contracts.providers.partner_files import last_file
from contracts.verification import StateError, values_told
from dualrun.clock import VirtualClock, run_virtual
from dualrun.landscape.assembly import Hooks, LandscapeSettings, open_system
from dualrun.landscape.business import storing_at
from dualrun.landscape.integration import HOME_COUNTRIES
from dualrun.network.reply import Reply
from dualrun.streams import Streams
from facade.adapters.commerce import Commerce
from facade.adapters.threepl import ThreePl
from facade.adapters.threepl_graphql import ThreePlGraphQl
from facade.adapters.wms import Wms
from facade.canonical.xref import CrossReference
from facade.settings import SystemSettings
from simulators.chassis.generate import generate
from simulators.chassis.running import RunningSystem

CALLBACK = "http://facade.example/notices"
DELIVERED_WITHIN_S = 0.5
Subscribes = Callable[[Any, SystemSettings, VirtualClock], Awaitable[None]]


class Listener:
    """A wire at whose other end somebody listens, and keeps what is said."""

    def __init__(self) -> None:
        self.heard: list[Reply] = []

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout_s: float = 10.0
    ) -> Reply:
        """Keep a notice and say thanks."""
        self.heard.append(Reply(0, {name.lower(): value for name, value in headers.items()}, body))
        return Reply(204, {}, b"")


class WayIn:
    """A wire to a system in this process."""

    def __init__(self, system: RunningSystem) -> None:
        self._transport = httpx.ASGITransport(system)

    async def send(
        self, method: str, url: str, *, headers: object, body: bytes = b"", timeout_s: float = 10.0
    ) -> Reply:
        """Call the system."""
        async with httpx.AsyncClient(transport=self._transport) as http:
            reply = await http.request(method, url, headers=dict(headers), content=body)  # type: ignore[call-overload]
        return Reply(reply.status_code, dict(reply.headers), reply.content)


def _site(adapter: Any) -> Subscribes:
    async def subscribes(wire: WayIn, settings: SystemSettings, clock: VirtualClock) -> None:
        await adapter(wire, settings, CrossReference(adapter.name, settings.codes)).subscribe(CALLBACK)

    return subscribes


async def _shop(wire: WayIn, settings: SystemSettings, clock: VirtualClock) -> None:
    shop = Commerce(wire, settings, CrossReference(Commerce.name, settings.codes), clock)
    await shop.subscribe(f"{CALLBACK}/orders", f"{CALLBACK}/cancellations")


SUBSCRIBES: Mapping[str, Subscribes] = {
    Commerce.name: _shop,
    **{adapter.name: _site(adapter) for adapter in (ThreePl, ThreePlGraphQl, Wms)},
}
"""How the façade subscribes at each system when it starts: by its own adapter."""
FILES: Mapping[str, Callable[[Any, str], Reply]] = {"legacy_erp": last_file}
"""The systems that leave files to be collected, and who collects."""
SPEAKERS = (*SUBSCRIBES, *FILES)


def last_notice(name: str, states: Sequence[State], kind: str) -> tuple[Reply, dict[str, str]]:
    """Give the last that a system says when it has been put into states, and the values of these.

    Raises:
        StateError: a state could not be set up, or nothing was said.
    """
    return run_virtual(lambda clock: _last_notice(clock, name, states, kind))


async def _last_notice(
    clock: VirtualClock, name: str, states: Sequence[State], kind: str
) -> tuple[Reply, dict[str, str]]:
    master = generate(Streams(7).child("master"), customers=5, items=5)
    if name in HOME_COUNTRIES:
        master = storing_at(master, name)
    listener = Listener()
    hooks = Hooks(lambda *_: None, lambda *_: None, lambda *_: None)
    settings = LandscapeSettings(7, pace="brisk")
    system = open_system(name, settings, master, clock, listener, f"http://{name}", hooks)
    system.start()
    simulator = system.simulator
    if name in SUBSCRIBES:
        reached = SystemSettings(f"http://{name}", simulator.credentials(), simulator.codes(master))
        await SUBSCRIBES[name](WayIn(system), reached, clock)
    values: dict[str, str] = {}
    for state in states:
        try:
            given = simulator.states[state.name](system.service)
        except Exception as error:
            raise StateError(f"{state.name!r} could not be set up: {error!r}") from error
        values |= values_told(state, given)
    await clock.sleep(DELIVERED_WITHIN_S)
    system.stop()
    if name in FILES:
        return FILES[name](system.service, kind), values
    if not listener.heard:
        raise StateError(f"{name} said nothing when {', '.join(state.name for state in states)}")
    return listener.heard[-1], values

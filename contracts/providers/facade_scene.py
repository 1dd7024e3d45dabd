"""Where the façade is put into states: a whole landscape on virtual time, in which each is lived through.

A state carries the order it is about, and the business is made to fit: the order's customer and items exist,
at the order's prices.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from contracts.pact_file import Request, State
from contracts.providers.facade_states import ARRANGED, STATES
from contracts.providers.setting import AS_SHIPPED, Setting
from contracts.verification import StateError
from dualrun.clock import VirtualClock
from dualrun.journal import Journal
from dualrun.landscape.access import OPERATOR, bearing
from dualrun.landscape.assembly import Hooks, LandscapeSettings
from dualrun.landscape.integration import Integration
from dualrun.landscape.virtual import FACADE, VirtualLandscape
from dualrun.network.faults import FaultLedger, FaultPlan
from dualrun.network.reply import Reply
from dualrun.network.virtual import VirtualNetwork, VirtualWire
from dualrun.streams import Streams
from facade.messaging.store import Store
from simulators.chassis.generate import DEFAULT_SITES
from simulators.chassis.master import Customer, Item, MasterData

SEED = 7
PLENTY = 10_000
WAREHOUSE = "wms"
UNREACHABLE = (ArithmeticError, LookupError, OSError, TypeError, ValueError)


@dataclass(slots=True)
class Scene:
    """A landscape that stands, and the consumer's way in."""

    clock: VirtualClock
    wire: VirtualWire
    network: VirtualNetwork
    landscape: VirtualLandscape

    @property
    def store(self) -> Store:
        """Where the façade keeps what happened."""
        return self.landscape.store

    async def sleep(self, seconds: float) -> None:
        """Let time go by."""
        await self.clock.sleep(seconds)

    async def ask(self, request: Request) -> Reply:
        """Call the façade."""
        url = f"http://{FACADE}{request.target}"
        return await self.wire.send(request.method, url, headers=request.headers, body=request.body)

    async def status(self, reference: str) -> str:
        """Ask where an order stands."""
        reply = await self.ask(Request("GET", f"/v1/orders/{reference}/status", bearing(OPERATOR), b""))
        return str(orjson.loads(reply.body)["status"])

    async def gives_up(self, reference: str) -> None:
        """Let the warehouse take an order off its list by itself."""
        warehouse = self.landscape.systems[WAREHOUSE].service
        orders = [one for one in warehouse.store.orders.values() if one.reference == reference]
        warehouse.orders.cancel(orders[-1].order_id)


def scene_for(
    clock: VirtualClock, states: Sequence[State], setting: Setting = AS_SHIPPED
) -> tuple[Scene, list[str]]:
    """Put up a landscape in which states can come about, and a list that every defect is added to.

    Raises:
        StateError: the states' parameters make no business.
    """
    try:
        master = business(state.parameters for state in states)
    except UNREACHABLE as error:
        raise _not_set_up(states, error) from error
    for state in states:
        master = ARRANGED.get(state.name, _as_usual)(master)
    return put_up(clock, master, setting.integration())


async def live(scene: Scene, states: Sequence[State], setting: Setting = AS_SHIPPED) -> None:
    """Live through states, at a stage.

    Raises:
        StateError: one could not be reached.
    """
    for move in setting.moves():
        headers = {**bearing(OPERATOR), "content-type": "application/json"}
        reply = await scene.ask(Request("POST", "/v1/control/stages", headers, orjson.dumps(move)))
        if reply.status != 200:
            raise StateError(f"{move} was refused: {reply.status} {reply.body.decode()}")
    try:
        for state in states:
            await STATES[state.name](scene, state.parameters)
    except UNREACHABLE as error:
        raise _not_set_up(states, error) from error


def _not_set_up(states: Sequence[State], error: Exception) -> StateError:
    named = ", ".join(repr(state.name) for state in states)
    return StateError(f"{named} could not be set up: {error!r}")


def _as_usual(master: MasterData) -> MasterData:
    return master


def put_up(
    clock: VirtualClock, master: MasterData, integration: Integration | None = None
) -> tuple[Scene, list[str]]:
    """Put up a landscape for a business; gives the way in, and a list that every defect is added to."""
    streams = Streams(SEED)
    network = VirtualNetwork(
        loop=clock.loop,
        clock=clock,
        streams=streams.child("network"),
        journal=Journal(clock),
        plan=FaultPlan((), streams),
        ledger=FaultLedger(),
    )
    defects: list[str] = []

    def on_defect(where: str, error: BaseException) -> None:
        defects.append(f"{where}: {error!r}")

    network.on_defect = on_defect
    hooks = Hooks(lambda *_: None, lambda *_: None, on_defect)
    landscape = VirtualLandscape(LandscapeSettings(SEED), master, clock, network, hooks, integration)
    landscape.start()
    return Scene(clock, network.wire("consumer"), network, landscape), defects


def business(parameters: Iterable[Mapping[str, Any]]) -> MasterData:
    """Give a business in which every order of the states can be placed and shipped."""
    customers: dict[str, Customer] = {}
    items: dict[str, Item] = {}
    for order in (given["order"] for given in parameters if "order" in given):
        customers[order["customer"]] = _customer(order)
        for line in order["lines"]:
            gtin = f"{len(items) + 1:013}"
            items[line["item"]] = Item(line["item"], line["item"], Decimal(line["unit_price"]), 12, gtin)
    stock = {(site.id, item): PLENTY for site in DEFAULT_SITES for item in items}
    return MasterData(tuple(customers.values()), tuple(items.values()), DEFAULT_SITES, opening_stock=stock)


def _customer(order: Mapping[str, Any]) -> Customer:
    to = order["ship_to"]
    return Customer(
        id=order["customer"],
        name=to["name"],
        street=to["street"],
        city=to["city"],
        postcode=to["postcode"],
        country=to["country"],
        region=DEFAULT_SITES[0].regions[0],
        currency=order["currency"],
        tax_rate=Decimal("0.20"),
        credit_limit=Decimal(1_000_000),
        terms_days=30,
    )

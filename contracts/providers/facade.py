"""The façade as a provider: in a whole landscape on virtual time, where every state is lived through.

A state carries the order it is about, and the business is made to fit: the order's customer and items exist,
at the order's prices.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from contracts.pact_file import Request, State, spelt
from contracts.verification import StateError
from dualrun.clock import VirtualClock, run_virtual
from dualrun.journal import Journal
from dualrun.landscape.assembly import Hooks, LandscapeSettings
from dualrun.landscape.virtual import FACADE, VirtualLandscape
from dualrun.network.faults import FaultLedger, FaultPlan
from dualrun.network.reply import Reply
from dualrun.network.virtual import VirtualNetwork, VirtualWire
from dualrun.streams import Streams
from simulators.chassis.generate import DEFAULT_SITES
from simulators.chassis.master import Customer, Item, MasterData

SEED = 7
PATIENCE_H = 10 * 24
PLENTY = 10_000


@dataclass(slots=True)
class Scene:
    """A landscape that stands, and the consumer's way in."""

    clock: VirtualClock
    wire: VirtualWire

    async def ask(self, request: Request) -> Reply:
        """Call the façade."""
        url = f"http://{FACADE}{request.target}"
        return await self.wire.send(request.method, url, headers=request.headers, body=request.body)

    async def status(self, reference: str) -> str:
        """Ask where an order stands."""
        reply = await self.ask(Request("GET", f"/orders/{reference}/status", {}, b""))
        return str(orjson.loads(reply.body)["status"])


Handler = Callable[[Scene, Mapping[str, Any]], Awaitable[None]]


async def nothing_placed(scene: Scene, parameters: Mapping[str, Any]) -> None:
    """Leave everything as it is at the beginning."""


async def order_accepted(scene: Scene, parameters: Mapping[str, Any]) -> None:
    """Place the order as its consumer would."""
    headers = {"content-type": "application/json", "idempotency-key": parameters["key"]}
    reply = await scene.ask(Request("POST", "/orders", headers, spelt(parameters["order"])))
    if reply.status != 202:
        raise StateError(f"the order was not accepted: {reply.status} {reply.body.decode()}")


async def order_completed(scene: Scene, parameters: Mapping[str, Any]) -> None:
    """Place the order and let the goods go out and the invoice be posted."""
    await order_accepted(scene, parameters)
    reference = parameters["order"]["reference"]
    for _ in range(PATIENCE_H):
        await scene.clock.sleep(3600)
        if (status := await scene.status(reference)) == "completed":
            return
    raise StateError(f"the order was not completed in {PATIENCE_H} hours; it is {status}")


class FacadeProvider:
    """Implements Provider."""

    name = "facade"
    states: Mapping[str, Handler] = {
        "no order has been placed": nothing_placed,
        "an order has been accepted": order_accepted,
        "an order has been completed": order_completed,
    }

    def answer(self, states: Sequence[State], request: Request) -> Reply:
        """Put up a new landscape, live through the states, and ask."""
        return run_virtual(lambda clock: self._answer(clock, states, request))

    async def _answer(self, clock: VirtualClock, states: Sequence[State], request: Request) -> Reply:
        named = ", ".join(repr(state.name) for state in states)
        try:
            scene, defects = put_up(clock, business(state.parameters for state in states))
            for state in states:
                await self.states[state.name](scene, state.parameters)
        except (ArithmeticError, LookupError, OSError, TypeError, ValueError) as error:
            raise StateError(f"{named} could not be set up: {error!r}") from error
        reply = await scene.ask(request)
        if defects:
            raise StateError(f"something of ours broke meanwhile: {defects[0]}")
        return reply


def put_up(clock: VirtualClock, master: MasterData) -> tuple[Scene, list[str]]:
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
    VirtualLandscape(LandscapeSettings(SEED), master, clock, network, hooks).start()
    return Scene(clock, network.wire("consumer")), defects


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

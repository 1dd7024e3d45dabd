"""The states that pacts with the façade presuppose, each lived through by calls that anybody could make."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

from contracts.pact_file import Request, spelt
from contracts.verification import StateError
from dualrun.landscape.access import OPERATOR, bearing
from dualrun.network.reply import Reply
from simulators.chassis.master import MasterData

PATIENCE_S = 10 * 24 * 3600.0
JSON = {"content-type": "application/json"}
SUFFIX_OF_ANOTHER = "-OTHER"


class Stage(Protocol):
    """Where a state is lived through: a landscape, with its façade in it."""

    async def ask(self, request: Request) -> Reply:
        """Call the façade."""
        ...

    async def status(self, reference: str) -> str:
        """Ask where an order stands."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Let time go by."""
        ...

    async def gives_up(self, reference: str) -> None:
        """Let the site that has an order take it off its list by itself."""
        ...


Parameters = Mapping[str, Any]
Handler = Callable[[Any, Parameters], Awaitable[None]]


async def nothing_placed(stage: Stage, parameters: Parameters) -> None:
    """Leave everything as it is at the beginning."""


async def placed(stage: Stage, parameters: Parameters) -> None:
    """Place the order as its channel would."""
    headers = {
        **bearing(parameters["order"]["channel"]),
        **JSON,
        "idempotency-key": parameters["key"],
    }
    reply = await stage.ask(Request("POST", "/v1/orders", headers, spelt(parameters["order"])))
    if reply.status != 202:
        raise StateError(f"the order was not accepted: {reply.status} {reply.body.decode()}")


def comes_to(*wanted: str) -> Handler:
    """Give who places an order and waits until it stands somewhere."""

    async def handler(stage: Stage, parameters: Parameters) -> None:
        await placed(stage, parameters)
        await until(stage, parameters["order"]["reference"], *wanted)

    return handler


async def until(stage: Stage, reference: str, *wanted: str) -> None:
    """Wait until an order stands at one of these."""
    waited_s, pause_s = 0.0, 1.0
    while (status := await stage.status(reference)) not in wanted:
        if waited_s > PATIENCE_S:
            raise StateError(f"the order did not come to {' or '.join(wanted)}; it is {status}")
        await stage.sleep(pause_s)
        waited_s, pause_s = waited_s + pause_s, min(pause_s * 2, 300.0)


async def short_of_goods(stage: Stage, parameters: Parameters) -> None:
    """Place an order for what nobody has, and let it ask again."""
    await comes_to("backordered")(stage, parameters)
    await stage.sleep(6 * 3600.0)


def taken_back(lines: list[dict[str, int]], after: tuple[str, ...] = ()) -> Handler:
    """Give who takes back an order, or some of it; at once, or when it has come somewhere."""

    async def handler(stage: Stage, parameters: Parameters) -> None:
        await placed(stage, parameters)
        order = parameters["order"]
        if after:
            await until(stage, order["reference"], *after)
        headers = {**bearing(order["channel"]), **JSON}
        path = f"/v1/orders/{order['reference']}/cancel"
        reply = await stage.ask(Request("POST", path, headers, spelt({"lines": lines})))
        if reply.status != 202:
            raise StateError(f"the wish was not taken: {reply.status} {reply.body.decode()}")
        await stage.sleep(60.0)

    return handler


async def sent_back(stage: Stage, parameters: Parameters) -> None:
    """Send everything back, and wait until the money is."""
    await comes_to("completed")(stage, parameters)
    order = parameters["order"]
    lines = [{"line": line["line"], "quantity": line["quantity"]} for line in order["lines"]]
    headers = {**bearing(order["channel"]), **JSON, "idempotency-key": f"{parameters['key']}-back"}
    path = f"/v1/orders/{order['reference']}/returns"
    wish = spelt({"lines": lines, "reason": "unwanted"})
    reply = await stage.ask(Request("POST", path, headers, wish))
    if reply.status != 202:
        raise StateError(f"the goods were not taken back: {reply.status} {reply.body.decode()}")
    await until(stage, order["reference"], "returned")


async def credit_is_used(stage: Stage, parameters: Parameters) -> None:
    """Let another order use up the credit, so that this one waits until that is paid."""
    order = parameters["order"]
    other = {**order, "reference": order["reference"] + SUFFIX_OF_ANOTHER}
    await placed(stage, {"order": other, "key": parameters["key"] + SUFFIX_OF_ANOTHER})
    await until(stage, other["reference"], "allocated", "released")
    await comes_to("on_hold")(stage, parameters)
    await stage.sleep(24 * 3600.0)


async def released_by_operator(stage: Stage, parameters: Parameters) -> None:
    """Let an operator look at a held order, and let it go on."""
    await comes_to("on_hold")(stage, parameters)
    wish = spelt({"orders": [parameters["order"]["reference"]]})
    headers = {**bearing(OPERATOR), **JSON}
    reply = await stage.ask(Request("POST", "/v1/control/replays", headers, wish))
    if reply.status != 200 or b'"is_possible":true' not in reply.body:
        raise StateError(f"the order was not released: {reply.status} {reply.body.decode()}")
    await until(stage, parameters["order"]["reference"], "released", "completed")


async def given_up(stage: Stage, parameters: Parameters) -> None:
    """Let the site find nothing of the order."""
    await comes_to("released")(stage, parameters)
    await stage.gives_up(parameters["order"]["reference"])
    await stage.sleep(60.0)


async def in_both_books(stage: Stage, parameters: Parameters) -> None:
    """Let the books be written side by side before the order comes."""
    move = {"capability": "orders", "cohort": "all", "to": "dualwrite"}
    headers = {**bearing(OPERATOR), **JSON}
    reply = await stage.ask(Request("POST", "/v1/control/stages", headers, spelt(move)))
    if reply.status != 200 and b"cannot move from dualwrite" not in reply.body:
        raise StateError(f"the stage was not moved: {reply.status} {reply.body.decode()}")
    await comes_to("completed")(stage, parameters)


PIECE = [{"line": 1, "quantity": 1}]
RESERVED = ("allocated", "released")
STATES: Mapping[str, Handler] = {
    "no order has been placed": nothing_placed,
    "an order has been accepted": placed,
    "an order has been completed": comes_to("completed"),
    "an order has been refused": comes_to("rejected"),
    "an order waits for goods": short_of_goods,
    "an order waits for credit": credit_is_used,
    "a held order has been let go on": released_by_operator,
    "an order has been taken back": taken_back([]),
    "an order has been taken back once reserved": taken_back([], RESERVED),
    "a piece has been taken back once reserved": taken_back(PIECE, RESERVED),
    "a site has given up an order": given_up,
    "goods of an order have come back": sent_back,
    "an order is in both books": in_both_books,
}


def _customers(**changes: Any) -> Callable[[MasterData], MasterData]:
    return lambda master: replace(
        master, customers=tuple([replace(one, **changes) for one in master.customers])
    )


def _sold_out(master: MasterData) -> MasterData:
    return replace(master, opening_stock=dict.fromkeys(master.opening_stock, 0))


ARRANGED: Mapping[str, Callable[[MasterData], MasterData]] = {
    "an order has been refused": _customers(blocked=True),
    "an order waits for goods": _sold_out,
    "an order waits for credit": _customers(credit_limit=Decimal(20)),
    "a held order has been let go on": _customers(credit_limit=Decimal(1)),
}
"""How the business must be for a state to come about, where it is not as usual."""

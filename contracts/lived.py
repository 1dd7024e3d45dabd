"""A façade alone with a past: days of business have left it orders at every stage, and things that wait.

What is made up at random is hardly ever about something that is there; with this it can be.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from contracts.alone import Alone, StoppedClock, facade_alone
from contracts.pact_file import Request, spelt
from contracts.providers.facade_scene import Scene, put_up
from contracts.providers.facade_states import JSON, until
from dualrun.clock import VirtualClock, run_virtual
from dualrun.landscape.access import OPERATOR, bearing
from dualrun.streams import Streams
from facade.api.access import VERSION
from simulators.chassis.generate import generate
from simulators.chassis.master import MasterData
from simulators.chassis.served import Asgi
from simulators.chassis.switch import Receive, Send
from simulators.chassis.switch import Scope as Asked

CUSTOMER, SHORT_OF_CREDIT = 0, 1
"""Among the customers of the small business: one with credit enough, and one with hardly any."""
SETTLED_S, READ_S = 60.0, 900.0
TO_LEAVE, NEVER = 6, 20_000


class Fate(NamedTuple):
    """An order: who places it where, how much of the first item, and where it is waited for."""

    reference: str
    channel: str
    quantity: int = TO_LEAVE
    customer: int = CUSTOMER
    until: tuple[str, ...] = ()


BEFORE = (
    Fate("PAST-DONE-1", "field_sales", until=("completed",)),
    Fate("PAST-DONE-2", "portal", until=("completed",)),
    Fate("PAST-DONE-3", "field_sales", until=("completed",)),
    Fate("PAST-BACK", "marketplace", until=("completed",)),
    Fate("PAST-GONE", "portal"),
    Fate("PAST-SHORT", "field_sales", NEVER, until=("backordered",)),
    Fate("PAST-HELD", "portal", 600, SHORT_OF_CREDIT, ("on_hold",)),
)
"""While every neighbour answers."""
COPY_DUE = Fate("PAST-COPY-DUE", "field_sales", until=("allocated", "released"))
LETTER = Fate("PAST-LETTER", "marketplace")
NEW = (LETTER, Fate("PAST-NEW-1", "portal"), Fate("PAST-NEW-2", "field_sales"))
"""While the new book takes no orders, then while the old one is away."""


class PastError(Exception):
    """The façade refused what the past is made of."""


def _taking_no_orders(book: Asgi) -> Asgi:
    async def app(scope: Asked, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST" or "/salesOrders" not in scope["path"]:
            await book(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    return app


def facade_lived() -> Alone:
    """Put up a façade over what those days have left; its neighbours are out, and time stands still."""
    return run_virtual(_lived)


async def _lived(clock: VirtualClock) -> Alone:
    master = generate(Streams(7).child("master"), customers=5, items=5)
    scene, _ = put_up(clock, master)
    await _live(scene, master)
    return facade_alone(scene.store, clock=StoppedClock(clock.now()), parity=scene.landscape.parity)


async def _live(scene: Scene, master: MasterData) -> None:
    await _asked(
        scene, "POST", "/control/stages", {"capability": "orders", "cohort": "all", "to": "dualwrite"}
    )
    for fate in BEFORE:
        await _placed(scene, master, fate)
    await _sent_back(scene, "PAST-BACK")
    await _asked(scene, "POST", "/orders/PAST-GONE/cancel", {}, channel="portal")
    await _asked(scene, "GET", f"/availability/{master.items[0].id}")
    await scene.sleep(READ_S)
    _replace(scene, "cloud_erp", _taking_no_orders(scene.landscape.systems["cloud_erp"]))
    await _placed(scene, master, COPY_DUE)
    scene.network.detach("legacy_erp")
    for fate in NEW:
        await _placed(scene, master, fate)
    await scene.sleep(SETTLED_S)
    await _given_up(scene, LETTER.reference)


async def _given_up(scene: Scene, reference: str) -> None:
    """Let what is to be done for an order be laid aside, as it is after a week of attempts."""
    [first, *_] = [row for row in await scene.store.unsent() if row.aggregate_id == reference]
    await scene.store.bury(
        first, "given up after 2000 attempts: legacy_erp is unavailable", scene.clock.now()
    )


def _replace(scene: Scene, name: str, app: Asgi) -> None:
    scene.network.detach(name)
    scene.network.attach(name, app)


async def _placed(scene: Scene, master: MasterData, fate: Fate) -> None:
    customer, item = master.customers[fate.customer], master.items[0]
    order = {
        "reference": fate.reference,
        "channel": fate.channel,
        "customer": customer.id,
        "order_date": scene.clock.now().date().isoformat(),
        "currency": customer.currency,
        "ship_to": {
            name: getattr(customer, name) for name in ("name", "street", "city", "postcode", "country")
        },
        "lines": [
            {
                "line": 1,
                "item": item.id,
                "quantity": fate.quantity,
                "uom": "EA",
                "unit_price": str(master.price(customer.id, item)),
            }
        ],
    }
    await _asked(scene, "POST", "/orders", order, fate.channel)
    if fate.until:
        await until(scene, fate.reference, *fate.until)


async def _sent_back(scene: Scene, reference: str) -> None:
    wish = {"lines": [{"line": 1, "quantity": 1}], "reason": "unwanted"}
    await _asked(scene, "POST", f"/orders/{reference}/returns", wish, "marketplace")


async def _asked(
    scene: Scene, method: str, path: str, document: Mapping[str, Any] | None = None, channel: str = OPERATOR
) -> Any:
    """Call the façade as the channel, or the operator, that this is the affair of."""
    headers = {
        **bearing(channel),
        **JSON,
        "idempotency-key": f"past:{path}:{document and document.get('reference')}",
    }
    body = spelt(document) if document is not None else b""
    reply = await scene.ask(Request(method, f"{VERSION}{path}", headers, body))
    if not 200 <= reply.status < 300:
        raise PastError(f"{method} {path}: {reply.status} {reply.body.decode()}")
    return orjson.loads(reply.body)

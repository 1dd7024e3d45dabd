"""What a channel was to be told is told, however long it is away and however often the façade dies."""

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import orjson
from standardwebhooks.webhooks import Webhook

from contracts.consumers.field_sales_facade import ORDER, REFERENCE
from contracts.providers.facade_scene import business
from dualrun.clock import VirtualClock, run_virtual
from dualrun.journal import Journal
from dualrun.landscape.access import bearing
from dualrun.landscape.assembly import Hooks, LandscapeSettings
from dualrun.landscape.virtual import FACADE, VirtualLandscape
from dualrun.network.faults import FaultLedger, FaultPlan
from dualrun.network.virtual import VirtualNetwork
from dualrun.streams import Streams

HOST, HOUR_S = "hooks.partner.example", 3600.0
EXPECTED = ("order.status_changed", "order.shipped", "order.invoiced")


class Partner:
    """The channel's own end: away at first, then there."""

    def __init__(self) -> None:
        self.is_there = False
        self.turned_away = 0
        self.taken: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        if self.is_there:
            self.taken.append(({name.decode(): value.decode() for name, value in scope["headers"]}, body))
        else:
            self.turned_away += 1
        status = 204 if self.is_there else 503
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def lived_through(clock: VirtualClock, partner: Partner) -> tuple[str, list[str]]:
    """Subscribe, order, and let the partner stay away over a crash; give the secret and what broke."""
    streams, defects = Streams(7), list[str]()
    network = VirtualNetwork(
        loop=clock.loop,
        clock=clock,
        streams=streams.child("network"),
        journal=Journal(clock),
        plan=FaultPlan((), streams),
        ledger=FaultLedger(),
        on_defect=lambda where, error: defects.append(f"{where}: {error!r}"),
    )
    hooks = Hooks(lambda *_: None, lambda *_: None, lambda where, error: defects.append(f"{where} {error!r}"))
    land = VirtualLandscape(LandscapeSettings(7), business([{"order": ORDER}]), clock, network, hooks)
    land.start()
    network.attach(HOST, partner)
    wire = network.wire("partner")

    async def post(path: str, document: object) -> Any:
        headers = {
            **bearing("field_sales"),
            "content-type": "application/json",
            "idempotency-key": f"key{path}",
        }
        body = orjson.dumps(document)
        reply = await wire.send("POST", f"http://{FACADE}{path}", headers=headers, body=body)
        assert reply.status in (201, 202), reply.body
        return orjson.loads(reply.body)

    made = await post("/v1/webhooks", {"url": f"https://{HOST}/in", "channel": "field_sales"})
    await post("/v1/orders", ORDER)
    await clock.sleep(6 * HOUR_S)
    for _ in range(3):
        land.crash_facade()
        await clock.sleep(60)
        land.start_facade()
        await clock.sleep(HOUR_S)
    partner.is_there = True
    await clock.sleep(72 * HOUR_S)
    return made["secret"], defects


def test_nothing_that_a_channel_was_to_hear_is_lost():
    partner = Partner()

    secret, defects = run_virtual(lambda clock: lived_through(clock, partner))

    assert not defects
    assert partner.turned_away > 3
    events = [orjson.loads(body) for _, body in partner.taken]
    assert list(dict.fromkeys(event["type"] for event in events)) == list(EXPECTED)
    assert {event["subject"] for event in events} == {REFERENCE}
    ids = [headers["webhook-id"] for headers, _ in partner.taken]
    assert len(ids) == len(set(ids))
    key = b64decode(secret.removeprefix("whsec_"))
    assert len(key) == 32
    for headers, body in partner.taken:
        verifier = Webhook(secret)
        stamp = verifier.sign(headers["webhook-id"], at(headers), body.decode())
        assert headers["webhook-signature"] == stamp


def at(headers: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)

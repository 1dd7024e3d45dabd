"""What the façade says of its own accord: the steps it publishes, and what the webhooks of channels get.

A whole landscape lives through the states on virtual time. The steps go the way they go to a broker, by the
façade's own relay; deliveries go over the wire to a listener that takes them all. Each chain of states is
lived through once, however many messages are looked for in it.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import orjson

from contracts.pact_file import Request, State, spelt
from contracts.providers.facade_scene import live, scene_for
from contracts.providers.facade_states import JSON
from contracts.providers.setting import AS_SHIPPED, Setting
from contracts.verification import StateError
from dualrun.clock import VirtualClock, run_virtual
from dualrun.landscape.access import bearing
from dualrun.network.reply import Reply
from facade.messaging.broker import Message
from facade.messaging.relay import Relay, WaitingEvent
from facade.messaging.store import Store
from facade.orders.publishing import as_message
from simulators.chassis.switch import Receive, Scope, Send

PARTNER = "partner.example"
WEBHOOK = {"url": f"https://{PARTNER}/events"}
SETTLES_WITHIN_S = 60.0
CLOUD_EVENT = "application/cloudevents+json"


class Told(NamedTuple):
    """One message: its type, and what it came with."""

    kind: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Listener:
    """A partner's address, as an ASGI application that takes whatever comes."""

    heard: list[Told] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a delivery and say thanks."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        self.heard.append(Told(orjson.loads(body)["type"], headers, body))
        answers: tuple[MutableMapping[str, Any], ...] = (
            {"type": "http.response.start", "status": 204, "headers": []},
            {"type": "http.response.body", "body": b""},
        )
        for each in answers:
            await send(each)


@dataclass
class Published:
    """Both ends of a relay: a store's trails as what is still to be told, and a broker that keeps it."""

    waiting: list[WaitingEvent] = field(default_factory=list)
    kept: list[Told] = field(default_factory=list)

    async def read(self, store: Store) -> None:
        """Take in every step of every order, the oldest orders first."""
        async for state in store.aggregates():
            for entry in await store.trail(state.order_id):
                self.waiting.append(WaitingEvent(len(self.waiting), state.order_id, entry))

    async def unpublished(self, limit: int) -> Sequence[WaitingEvent]:
        """Give what waits."""
        return self.waiting[:limit]

    async def published(self, seqs: Sequence[int]) -> None:
        """Forget what has been kept."""
        self.waiting = [each for each in self.waiting if each.seq not in seqs]

    async def publish(self, messages: Sequence[Message]) -> Sequence[str]:
        """Keep messages."""
        told = [
            Told(one.subject, {"content-type": CLOUD_EVENT, "nats-msg-id": one.id}, one.body)
            for one in messages
        ]
        self.kept.extend(told)
        return [one.id for one in messages]

    async def close(self) -> None:
        """There is nothing to let go of."""


def message_of(states: Sequence[State], kind: str, setting: Setting = AS_SHIPPED) -> Reply:
    """Give the last message of a type that the façade tells when it has lived through states.

    Raises:
        StateError: a state could not be lived through, or nothing of that type was told.
    """
    written = tuple([(state.name, spelt(state.parameters)) for state in states])
    messages = lived_through(written, setting)
    found = [one for one in messages if one.kind == kind]
    if not found:
        told = ", ".join(dict.fromkeys(one.kind for one in messages)) or "nothing"
        raise StateError(f"no {kind!r} was told; told was {told}")
    return Reply(0, found[-1].headers, found[-1].body)


@cache
def lived_through(written: tuple[tuple[str, bytes], ...], setting: Setting = AS_SHIPPED) -> tuple[Told, ...]:
    """Give all that is told on the way through states."""
    states = [State(name, orjson.loads(parameters)) for name, parameters in written]
    return run_virtual(lambda clock: _told(clock, states, setting))


async def _told(clock: VirtualClock, states: Sequence[State], setting: Setting) -> tuple[Told, ...]:
    listener = Listener()
    scene, defects = scene_for(clock, states, setting)
    scene.network.attach(PARTNER, listener)
    for channel in dict.fromkeys(one.parameters["order"]["channel"] for one in states if one.parameters):
        headers = {**bearing(channel), **JSON, "idempotency-key": f"listening-{channel}"}
        wish = spelt({**WEBHOOK, "channel": channel})
        reply = await scene.ask(Request("POST", "/v1/webhooks", headers, wish))
        if reply.status != 201:
            raise StateError(f"nobody could listen: {reply.status} {reply.body.decode()}")
    await live(scene, states, setting)
    await clock.sleep(SETTLES_WITHIN_S)
    published = Published()
    await published.read(scene.store)

    def on_defect(where: str, error: BaseException) -> None:
        defects.append(f"{where}: {error!r}")

    relay = Relay(published, published, clock, as_message, on_defect)
    while published.waiting:
        await relay.carry()
    if defects:
        raise StateError(f"something of ours broke meanwhile: {defects[0]}")
    return (*published.kept, *listener.heard)

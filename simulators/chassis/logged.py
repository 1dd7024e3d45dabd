"""How a request is served and taken down, when nothing befalls it."""

from collections.abc import MutableMapping
from functools import partial
from typing import Any, NamedTuple

from simulators.chassis.named_world import Inhabitant, NamedWorld
from simulators.chassis.near_miss import nearest_route
from simulators.chassis.request_log import BODY_BYTES_KEPT, LoggedRequest
from simulators.chassis.switch import Receive, Scope, Send

Message = MutableMapping[str, Any]
NOT_MATCHED = (404, 405)


class Heard(NamedTuple):
    """What is taken down of an answer."""

    status: int
    body: bytes


async def serve_plainly(
    world: NamedWorld, inhabitant: Inhabitant, scope: Scope, receive: Receive, send: Send
) -> None:
    """Serve a request that nothing befalls."""
    sent = bytearray()

    async def overheard() -> Message:
        message = await receive()
        if len(sent) < BODY_BYTES_KEPT and message["type"] == "http.request":
            sent.extend(message.get("body", b"")[: BODY_BYTES_KEPT - len(sent)])
        return message

    running = inhabitant.running
    response = await running.answer(scope, overheard)
    if response is not None:
        await response(scope, receive, send)
        heard = Heard(response.status_code, bytes(response.body[:BODY_BYTES_KEPT]))
        take_down(world, inhabitant, scope, bytes(sent), heard)
        return
    status, said = 0, bytearray()

    async def heard_of(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif len(said) < BODY_BYTES_KEPT:
            said.extend(message.get("body", b"")[: BODY_BYTES_KEPT - len(said)])
        await send(message)

    nearest = partial(nearest_route, running.api.app, scope["method"], scope["path"])
    scope["state"]["nearest"] = nearest
    await running.pass_on(scope, overheard, heard_of)
    unmatched = nearest() if status in NOT_MATCHED else ""
    take_down(world, inhabitant, scope, bytes(sent), Heard(status, bytes(said)), nearest=unmatched)


def take_down(
    world: NamedWorld,
    inhabitant: Inhabitant,
    scope: Scope,
    body: bytes,
    heard: Heard,
    fault: str = "",
    nearest: str = "",
) -> None:
    """Enter a request and its answer in the log of its system and world."""
    inhabitant.requests.add(
        LoggedRequest(
            inhabitant.running.requests_served,
            world.clock.now(),
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            tuple(scope["headers"]),
            body,
            heard.status,
            heard.body,
            fault,
            nearest,
        )
    )

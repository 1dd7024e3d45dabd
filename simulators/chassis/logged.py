"""How a request is served and taken down, when nothing befalls it."""

from collections.abc import MutableMapping
from typing import Any, NamedTuple

from fastapi import Request
from starlette.exceptions import HTTPException

from simulators.chassis.named_world import Inhabitant, NamedWorld
from simulators.chassis.native import refusal
from simulators.chassis.near_miss import has_route, nearest_route
from simulators.chassis.request_log import BODY_BYTES_KEPT, PATH_LENGTH_KEPT, LoggedRequest
from simulators.chassis.switch import Receive, Scope, Send

Message = MutableMapping[str, Any]
WRONG_METHOD = 405


class Heard(NamedTuple):
    """What is taken down of an answer."""

    status: int
    body: bytes


async def serve_plainly(
    world: NamedWorld, inhabitant: Inhabitant, scope: Scope, receive: Receive, send: Send
) -> None:
    """Serve a request that nothing befalls, as soon as the system has a worker for it."""
    gate = inhabitant.running.gate
    if gate is None:
        await _serve(world, inhabitant, scope, receive, send)
        return
    async with gate.served(scope["method"], scope["path"]) as overload:
        if overload is None:
            await _serve(world, inhabitant, scope, receive, send)
            return
    error = HTTPException(overload.status, overload.why, {"retry-after": str(overload.retry_after_s)})
    await refuse(world, inhabitant, scope, receive, send, error)


async def _serve(
    world: NamedWorld, inhabitant: Inhabitant, scope: Scope, receive: Receive, send: Send
) -> None:
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
    if not has_route(running.api.app, scope):
        nearest = nearest_route(running.api.app, scope["method"], scope["path"])
        error = HTTPException(404, f"Not Found; {nearest}")
        await refuse(world, inhabitant, scope, receive, send, error, nearest)
        return
    status, said = 0, bytearray()

    async def heard_of(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif len(said) < BODY_BYTES_KEPT:
            said.extend(message.get("body", b"")[: BODY_BYTES_KEPT - len(said)])
        await send(message)

    await running.pass_on(scope, overheard, heard_of)
    is_lost = status == WRONG_METHOD
    nearest = nearest_route(running.api.app, scope["method"], scope["path"]) if is_lost else ""
    take_down(world, inhabitant, scope, bytes(sent), Heard(status, bytes(said)), nearest=nearest)


async def refuse(
    world: NamedWorld,
    inhabitant: Inhabitant,
    scope: Scope,
    receive: Receive,
    send: Send,
    error: HTTPException,
    nearest: str = "",
) -> None:
    """Say no before the system has seen the request, in its own words."""
    running = inhabitant.running
    scope["state"] = {"service": running.service}
    response = await refusal(running.api.app, Request(scope, receive), error)
    response.raw_headers.extend(running.marks())
    await response(scope, receive, send)
    heard = Heard(response.status_code, bytes(response.body[:BODY_BYTES_KEPT]))
    take_down(world, inhabitant, scope, b"", heard, nearest=nearest)


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
    inhabitant.running.world.traces.hear(scope["headers"])
    inhabitant.requests.add(
        LoggedRequest(
            inhabitant.running.requests_served,
            world.clock.now(),
            scope["method"],
            scope["path"][:PATH_LENGTH_KEPT],
            scope["query_string"][:BODY_BYTES_KEPT].decode("latin-1"),
            tuple([(name, value[:BODY_BYTES_KEPT]) for name, value in scope["headers"]]),
            body,
            heard.status,
            heard.body,
            fault,
            nearest,
        )
    )

"""No body above the cap, whatever its headers say. Plain ASGI: it costs a hop next to nothing."""

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from fastapi.responses import Response
from starlette.requests import ClientDisconnect

from facade.api.problem import problem

BODY_MAX = 1_000_000

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class BodyTooLargeError(Exception):
    """More bytes came than may come."""


async def whole_body(scope: Scope, receive: Receive) -> bytes:
    """Read a body to its end.

    Raises:
        BodyTooLargeError: it is announced or turns out to be above the cap.
        ClientDisconnect: whoever sent it went away.
    """
    if _announced(scope) > BODY_MAX:
        raise BodyTooLargeError
    chunks, seen, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        seen += len(chunks[-1])
        if seen > BODY_MAX:
            raise BodyTooLargeError
        more = message.get("more_body", False)
    return b"".join(chunks)


def too_large() -> Response:
    """Say no to a body above the cap."""
    return problem(413, "body_too_large", f"at most {BODY_MAX} bytes are taken", "body")


class BodyCap:
    """Answers 413 to a body that is announced or turns out to be too large.

    Whoever reads the body may take the cut for a broken connection and answer something of its own; that
    answer is dropped.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request under the cap."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen, over, begun = 0, _announced(scope) > BODY_MAX, False

        async def capped() -> Message:
            nonlocal seen, over
            message = await receive()
            seen += len(message.get("body", b""))
            over = over or seen > BODY_MAX
            if over:
                raise BodyTooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            if begun or not over:
                begun = True
                await send(message)

        if not over:
            with suppress(BodyTooLargeError):
                await self._app(scope, capped, watched)
        if over and not begun:
            await too_large()(scope, receive, send)


def _announced(scope: Scope) -> int:
    """Give how many bytes the headers promise; nonsense promises nothing, for bytes are counted anyway."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0

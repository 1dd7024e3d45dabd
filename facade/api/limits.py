"""No body above the cap, whatever its headers say. Plain ASGI: it costs a hop next to nothing."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from facade.api.problem import problem

BODY_MAX = 1_000_000

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class BodyTooLargeError(Exception):
    """More bytes came than may come."""


class BodyCap:
    """Answers 413 to a body that is announced or turns out to be too large."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request under the cap."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0
        begun = False

        async def capped() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > BODY_MAX:
                raise BodyTooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, capped, watched)
        except BodyTooLargeError:
            if not begun:
                refusal = problem(413, "body_too_large", f"at most {BODY_MAX} bytes are taken", "body")
                await refusal(scope, receive, send)

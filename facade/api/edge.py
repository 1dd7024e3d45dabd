"""The outermost layer: which version is called, by whom, how often. Everything behind it knows its caller.

Plain ASGI and two look-ups in a dictionary, for every call passes here. What neighbours send to `/intake` is
signed by them and goes straight through.
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Request

from facade.api.access import VERSION, Grant, needed
from facade.api.limiting import Limiter, Pairs
from facade.api.limits import App, Message, Receive, Scope, Send
from facade.api.problem import ProblemError
from facade.api.tokens import Doorkeeper
from facade.api.versions import UNVERSIONED, farewell

CALLER = "facade.caller"
_INTAKE = "/intake/"


class Edge:
    """Lets in who may come in, and tells on the way out what a caller should know."""

    def __init__(self, app: App, doorkeeper: Doorkeeper, limiter: Limiter) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"].startswith(_INTAKE):
            await self._app(scope, receive, send)
            return
        path, also = scope["path"], Pairs()
        if path.startswith(UNVERSIONED):
            path = scope["path"] = VERSION + path
            also = farewell(scope.get("root_path", "") + path)
        try:
            also += self._let_in(scope, path)
        except ProblemError as error:
            await error.answer()(scope, receive, _with(send, also))
            return
        await self._app(scope, receive, _with(send, also) if also else send)

    def _let_in(self, scope: Scope, path: str) -> Pairs:
        what = needed(scope["method"], path)
        if not what:
            return ()
        grant = self._doorkeeper.admit(scope["headers"], what)
        scope[CALLER] = grant
        return self._limiter.take(grant.principal)


def _with(send: Send, also: Sequence[tuple[bytes, bytes]]) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *also]
        await send(message)

    return marked


def caller_of(request: Request) -> Grant:
    """Give who calls."""
    grant: Grant = request.scope[CALLER]
    return grant


async def _calling(request: Request) -> Grant:
    return caller_of(request)


Caller = Annotated[Grant, Depends(_calling)]
"""What a route asks for that must know who calls."""

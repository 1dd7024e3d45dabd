"""The short way to a route: every order comes this way several times, so nothing stands in it.

Whatever no short way is known for, or is out of the ordinary, goes the framework's own way and gets its
answer there. It lies inside the body cap.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.routing import BaseRoute

from facade.api.limits import App, Receive, Scope, Send
from facade.api.native import Endpoint, LookRoute, NativeRoute
from facade.api.problem import ProblemError, problem

NAME = "{reference}"
NAME_LENGTH_MAX = 40

Look = Callable[[str], Coroutine[Any, Any, Response]]


class ShortWay:
    """Hands a request for a marked route to its function, and answers its refusals."""

    def __init__(self, app: App, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes
        self._endpoints: dict[tuple[str, str], Endpoint] = {}
        self._looks: dict[tuple[str, str], Look] = {}

    def _learn(self) -> None:
        """Find the marked routes; they are all there when the first request comes."""
        for route in self._routes:
            if isinstance(route, NativeRoute):
                self._endpoints["POST", route.path] = route.endpoint
            elif isinstance(route, LookRoute):
                self._looks["GET", route.path] = route.endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, the short way if there is one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not self._endpoints:
            self._learn()
        answer = self._answer(scope, receive)
        if answer is None:
            await self._app(scope, receive, send)
            return
        try:
            response = await answer
        except ProblemError as error:
            response = problem(error.status, error.name, error.detail, error.where)
        await response(scope, receive, send)

    def _answer(self, scope: Scope, receive: Receive) -> Coroutine[Any, Any, Response] | None:
        method, path = scope["method"], scope["path"]
        endpoint = self._endpoints.get((method, path))
        if endpoint is not None:
            return endpoint(Request(scope, receive))
        pattern, name = _named(path)
        look = self._looks.get((method, pattern))
        return look(name) if look is not None else None


def _named(path: str) -> tuple[str, str]:
    """Split an address into the pattern it follows and the one name in it, if it has a sound one."""
    root, slash, rest = path[1:].partition("/")
    name, slash_after, tail = rest.partition("/")
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        return path, ""
    return f"/{root}{slash}{NAME}{slash_after}{tail}", name

"""The short way to a route: every order comes this way several times, so nothing stands in it.

Whatever has no short way, or is out of the ordinary, goes the framework's own way and gets its answer there.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi.responses import Response
from starlette.routing import BaseRoute

from facade.api.limits import App, BodyTooLargeError, Receive, Scope, Send, too_large, whole_body
from facade.api.native import LookRoute, NativeRoute, WholeRequest
from facade.api.problem import ProblemError, problem

NAME = "{reference}"
NAME_LENGTH_MAX = 40

Look = Callable[[str], Coroutine[Any, Any, Response]]
Short = Callable[[WholeRequest], Coroutine[Any, Any, Response | None]]


class ShortWay:
    """Hands a request for a marked route to its function, and answers its refusals.

    `plain` are functions for POST requests by path that answer only what is as it should be.
    """

    def __init__(self, app: App, routes: Sequence[BaseRoute], plain: Mapping[str, Short]) -> None:
        self._app = app
        native = {route.path: route.endpoint for route in routes if isinstance(route, NativeRoute)}
        self._takes: dict[str, Short] = {**native, **plain}
        self._looks: dict[str, Look] = {
            route.path: route.endpoint for route in routes if isinstance(route, LookRoute)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, the short way if there is one."""
        response: Response | None = None
        try:
            if scope["type"] != "http":
                pass
            elif scope["method"] == "GET":
                response = await self._look(scope["path"])
            elif scope["method"] == "POST" and scope["path"] in self._takes:
                request = WholeRequest(scope, await whole_body(scope, receive))
                receive = request.receive
                response = await self._takes[scope["path"]](request)
        except ProblemError as error:
            response = problem(error.status, error.name, error.detail, error.where)
        except BodyTooLargeError:
            response = too_large()
        if response is None:
            await self._app(scope, receive, send)
        else:
            await response(scope, receive, send)

    async def _look(self, path: str) -> Response | None:
        pattern, name = _named(path)
        look = self._looks.get(pattern)
        return await look(name) if look is not None else None


def _named(path: str) -> tuple[str, str]:
    """Split an address into the pattern it follows and the one name in it, if it has a sound one."""
    root, slash, rest = path[1:].partition("/")
    name, slash_after, tail = rest.partition("/")
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        return path, ""
    return f"/{root}{slash}{NAME}{slash_after}{tail}", name

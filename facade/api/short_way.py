"""The short way to a route: every order comes this way several times, so nothing stands in it.

Whatever has no short way, or is out of the ordinary, goes the framework's own way and gets its answer there.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from fastapi.responses import Response
from starlette.routing import BaseRoute

from facade.api.access import VERSION, Grant
from facade.api.edge import CALLER
from facade.api.limits import App, BodyTooLargeError, Receive, Scope, Send, too_large, whole_body
from facade.api.native import LookRoute, NativeRoute, WholeRequest
from facade.api.problem import ProblemError, store_away
from facade.errors import StoreUnavailableError

NAME = "{reference}"
NAME_LENGTH_MAX = 40

Look = Callable[[str, Grant], Coroutine[Any, Any, Response]]
Short = Callable[[WholeRequest], Coroutine[Any, Any, Response | None]]
Ready = Callable[[str, bytes, Grant], App | None]


class ShortWay:
    """Hands a request for a marked route to its function, and answers its refusals.

    `plain` are functions for POST requests by path that answer only what is as it should be; `ready`, by the
    pattern of an address, give answers to GET requests that lie ready.
    """

    def __init__(
        self,
        app: App,
        routes: Sequence[BaseRoute],
        plain: Mapping[str, Short],
        ready: Mapping[str, Ready],
    ) -> None:
        self._app = app
        self._ready = ready
        native = {route.path: route.endpoint for route in routes if isinstance(route, NativeRoute)}
        self._takes: dict[str, Short] = {**native, **plain}
        self._looks: dict[str, Look] = {
            route.path: route.endpoint for route in routes if isinstance(route, LookRoute)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, the short way if there is one."""
        response: App | None = None
        try:
            if scope["type"] != "http":
                pass
            elif scope["method"] == "GET":
                response = await self._look(scope)
            elif scope["method"] == "POST" and scope["path"] in self._takes:
                request = WholeRequest(scope, await whole_body(scope, receive))
                receive = request.receive
                response = await self._takes[scope["path"]](request)
        except ProblemError as error:
            response = error.answer()
        except StoreUnavailableError:
            response = store_away()
        except BodyTooLargeError:
            response = too_large()
        if response is None:
            await self._app(scope, receive, send)
        else:
            await response(scope, receive, send)

    async def _look(self, scope: Scope) -> App | None:
        pattern, name = _named(scope["path"])
        ready = self._ready.get(pattern)
        if ready is not None:
            return ready(name, scope["query_string"], scope[CALLER])
        look = self._looks.get(pattern)
        return await look(name, scope[CALLER]) if look is not None else None


def _named(path: str) -> tuple[str, str]:
    """Split an address into the pattern it follows and the one name in it, if it has a sound one."""
    root, slash, rest = path[len(VERSION) + 1 :].partition("/")
    name, slash_after, tail = rest.partition("/")
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        return path, ""
    return f"{path[: len(VERSION)]}/{root}{slash}{NAME}{slash_after}{tail}", name

"""The short way to a native route: every order comes this way several times, so nothing stands in it.

A path that no native route has goes the framework's own way. It lies inside the body cap.
"""

from collections.abc import Sequence

from fastapi import Request
from starlette.routing import BaseRoute

from facade.api.limits import App, Receive, Scope, Send
from facade.api.native import Endpoint, NativeRoute
from facade.api.problem import ProblemError, problem


class ShortWay:
    """Hands a request for a native route to its function, and answers its refusals."""

    def __init__(self, app: App, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes
        self._endpoints: dict[tuple[str, str], Endpoint] = {}

    def _learn(self) -> None:
        """Find the native routes; they are all there when the first request comes."""
        for route in self._routes:
            if isinstance(route, NativeRoute):
                for method in sorted(route.methods or ()):
                    self._endpoints[method, route.path] = route.endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, the short way if there is one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not self._endpoints:
            self._learn()
        endpoint = self._endpoints.get((scope["method"], scope["path"]))
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        try:
            response = await endpoint(Request(scope, receive))
        except ProblemError as error:
            response = problem(error.status, error.name, error.detail, error.where)
        await response(scope, receive, send)

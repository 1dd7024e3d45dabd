"""The short way to a native route: match, call, answer, without the framework's middleware in between.

Every hop of a rehearsal goes this way. Whatever is no native route (the documentation, a path that does not
exist, a wrong method) goes the framework's own way, so that its answers stay its own.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.convertors import Convertor, PathConvertor, StringConvertor

from simulators.chassis.native import NativeRoute

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Endpoint = Callable[[Request], Awaitable[Response]]
_SLASHES_MAX = 40
"""No route has as many; callers must not fill the memory with shapes."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A native route with parameters in its path; `convertors` are of those that are not just text.

    `slashes` is how many a path must have to match; nothing where a parameter may take any number of them.
    """

    match: Callable[[str], re.Match[str] | None]
    convertors: dict[str, Convertor[Any]]
    endpoint: Endpoint
    slashes: int | None


class NativeSwitch:
    """Serves the native routes of an application; `app` itself serves everything else."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._fixed: dict[tuple[str, str], Endpoint] = {}
        self._patterns: dict[str, list[_Pattern]] = {}
        self._shaped: dict[tuple[str, int], tuple[_Pattern, ...]] = {}
        if not app.user_middleware:
            for route in app.router.routes:
                if isinstance(route, NativeRoute):
                    self._add(route)

    def _add(self, route: NativeRoute) -> None:
        for method in sorted(route.methods or ()):
            if not route.param_convertors:
                self._fixed.setdefault((method, route.path), route.endpoint)
                continue
            convertors = {
                name: convertor
                for name, convertor in route.param_convertors.items()
                if not isinstance(convertor, StringConvertor)
            }
            takes_slashes = any(isinstance(each, PathConvertor) for each in convertors.values())
            slashes = None if takes_slashes else route.path.count("/")
            pattern = _Pattern(route.path_regex.match, convertors, route.endpoint, slashes)
            self._patterns.setdefault(method, []).append(pattern)

    async def respond(self, scope: Scope, receive: Receive) -> Response | None:
        """Give the answer to one request the short way, or nothing if there is no short way."""
        endpoint = self._endpoint(scope)
        if endpoint is None:
            return None
        scope["app"] = self.app
        request = Request(scope, receive)
        try:
            return await endpoint(request)
        except Exception as error:
            handler = self._handler(error)
            if handler is None:
                raise
            return await handler(request, error)

    def _endpoint(self, scope: Scope) -> Endpoint | None:
        """Find who serves a path; none of the products minds a slash behind it."""
        method, path = scope["method"], scope["path"]
        found = self._route(scope, method, path)
        if found is None and path.endswith("/") and len(path) > 1:
            return self._route(scope, method, path.rstrip("/"))
        return found

    def _route(self, scope: Scope, method: str, path: str) -> Endpoint | None:
        endpoint = self._fixed.get((method, path))
        if endpoint is not None:
            scope["path_params"] = {}
            return endpoint
        for pattern in self._of_shape(method, path.count("/")):
            found = pattern.match(path)
            if found is not None:
                parameters: dict[str, Any] = found.groupdict()
                for name, convertor in pattern.convertors.items():
                    parameters[name] = convertor.convert(parameters[name])
                scope["path_params"] = parameters
                return pattern.endpoint
        return None

    def _of_shape(self, method: str, slashes: int) -> tuple[_Pattern, ...]:
        """Give the patterns that a path with so many slashes can match at all."""
        if slashes > _SLASHES_MAX:
            slashes = _SLASHES_MAX
        shaped = self._shaped.get((method, slashes))
        if shaped is None:
            patterns = self._patterns.get(method, ())
            shaped = tuple(each for each in patterns if each.slashes in (None, slashes))
            self._shaped[method, slashes] = shaped
        return shaped

    def _handler(self, error: Exception) -> Callable[[Request, Exception], Awaitable[Response]] | None:
        """Give the application's own handler of that kind of error, if it has one."""
        handlers: dict[Any, Any] = self.app.exception_handlers
        return next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)

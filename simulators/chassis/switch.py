"""The short way to a native route: match, call, answer, without the framework's middleware in between.

Every hop of a rehearsal goes this way. Whatever is no native route (the documentation, a path that does not
exist, a wrong method) goes the framework's own way, so that its answers stay its own.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.convertors import Convertor, StringConvertor

from simulators.chassis.native import NativeRoute

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A native route with parameters in its path; `convertors` are of those that are not just text."""

    match: Callable[[str], re.Match[str] | None]
    convertors: dict[str, Convertor[Any]]
    endpoint: Endpoint


class NativeSwitch:
    """Serves the native routes of an application; `app` itself serves everything else."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._fixed: dict[tuple[str, str], Endpoint] = {}
        self._patterns: dict[str, list[_Pattern]] = {}
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
            pattern = _Pattern(route.path_regex.match, convertors, route.endpoint)
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
        method, path = scope["method"], scope["path"]
        endpoint = self._fixed.get((method, path))
        if endpoint is not None:
            scope["path_params"] = {}
            return endpoint
        for pattern in self._patterns.get(method, ()):
            found = pattern.match(path)
            if found is not None:
                parameters: dict[str, Any] = found.groupdict()
                for name, convertor in pattern.convertors.items():
                    parameters[name] = convertor.convert(parameters[name])
                scope["path_params"] = parameters
                return pattern.endpoint
        return None

    def _handler(self, error: Exception) -> Callable[[Request, Exception], Awaitable[Response]] | None:
        """Give the application's own handler of that kind of error, if it has one."""
        handlers: dict[Any, Any] = self.app.exception_handlers
        return next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)

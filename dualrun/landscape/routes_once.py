"""Thousands of façades in one process: what FastAPI finds out about a route, it finds out once.

Every run starts a façade, and one more for each crash, and most of a short run is FastAPI reading the
signatures of the same fifty endpoints and building the same models for them. All of it depends on nothing
but the code, so it is kept. It is the harness's own affair: a façade that is served by itself does it once
anyway.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from fastapi import Request, Response, routing

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

FIND_OUT = "_populate_api_route_state"
QUESTIONS = (
    "_is_gen_callable",
    "_is_async_gen_callable",
    "_is_coroutine_callable",
    "_extract_endpoint_context",
)
"""What FastAPI asks about an endpoint; each is answered by the endpoint's code alone."""
HANDLER = "get_request_handler"

_states: dict[Any, dict[str, Any]] = {}
_answers: dict[tuple[str, Any], Any] = {}


@contextmanager
def routes_kept() -> Iterator[None]:
    """Let this process find each route's parameters and models out once."""
    before = {name: getattr(routing, name) for name in (FIND_OUT, HANDLER, *QUESTIONS)}
    setattr(routing, FIND_OUT, _kept_states(before[FIND_OUT]))
    setattr(routing, HANDLER, _made_when_asked(before[HANDLER]))
    for question in QUESTIONS:
        setattr(routing, question, _kept_answers(question, before[question]))
    try:
        yield
    finally:
        for name, as_it_was in before.items():
            setattr(routing, name, as_it_was)


def _code(call: Any) -> Any:
    """Give what an endpoint is known by; an object that is called has no code of its own."""
    return getattr(getattr(call, "__func__", call), "__code__", None)


def _kept_states(find_out: Callable[..., None]) -> Callable[..., None]:
    def find_out_once(route: Any, path: str, endpoint: Any, **how: Any) -> None:
        code = _code(endpoint)
        key = (path, code, *sorted(how["methods"] or ()))
        if code is None or key not in _states:
            find_out(route, path, endpoint, **how)
            if code is not None:
                _states[key] = _without_its_app(vars(route))
            return
        vars(route).update(_states[key])
        route.endpoint = endpoint
        route.dependant = replace(route.dependant, call=endpoint)
        route.dependency_overrides_provider = how["dependency_overrides_provider"]

    return find_out_once


def _without_its_app(state: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is true of a route whoever serves it: a façade that is gone is not to be kept for it."""
    nobody = {"endpoint": None, "dependency_overrides_provider": None}
    return {**state, **nobody, "dependant": replace(state["dependant"], call=None)}


def _kept_answers(question: str, ask: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def ask_once(call: Any) -> Any:
        code = _code(call)
        if code is None:
            return ask(call)
        if (question, code) not in _answers:
            _answers[question, code] = ask(call)
        return _answers[question, code]

    return ask_once


def _made_when_asked(make: Callable[..., Handler]) -> Callable[..., Handler]:
    """Nine routes in ten are never called in a short run, so a route's handler is made at its first call."""

    def later(*how: Any, **named: Any) -> Handler:
        made: list[Handler] = []

        async def handle(request: Request) -> Response:
            if not made:
                made.append(make(*how, **named))
            return await made[0](request)

        return handle

    return later

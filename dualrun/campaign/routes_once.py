"""Thousands of façades in one process: what FastAPI finds out about a route, it finds out once.

Every run starts a façade or two, and most of a short run is FastAPI reading the signatures of the same forty
endpoints and building the same models for them. Both depend on nothing but the code, so here they are kept.
It is the harness's own affair: a façade that is served by itself does it once anyway.
"""

from dataclasses import replace
from typing import Any

from fastapi import routing

Kept = dict[Any, Any]


def keep_routes() -> None:
    """Let this process find each route's parameters and models out once."""
    for name, kept in (("get_dependant", _kept_dependants), ("create_model_field", _kept_fields)):
        setattr(routing, name, kept(getattr(routing, name), {}))


def _kept_dependants(find: Any, kept: Kept) -> Any:
    def get_dependant(*, path: str, call: Any, **how: Any) -> Any:
        code = getattr(getattr(call, "__func__", call), "__code__", None)
        if code is None:  # an object that is called has no code of its own to know it by
            return find(path=path, call=call, **how)
        key = (path, code, *sorted(how.items()))
        if key not in kept:
            kept[key] = find(path=path, call=call, **how)
        known = kept[key]
        return replace(known, call=call, dependencies=list(known.dependencies))

    return get_dependant


def _kept_fields(make: Any, kept: Kept) -> Any:
    def create_model_field(name: str, type_: Any, *, mode: str = "validation", **more: Any) -> Any:
        if more:
            return make(name=name, type_=type_, mode=mode, **more)
        key = (name, type_, mode)
        if key not in kept:
            kept[key] = make(name=name, type_=type_, mode=mode)
        return kept[key]

    return create_model_field

"""A request that no route takes: which route was probably meant, and what differs?"""

from collections.abc import MutableMapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

ALIKE_MIN = 0.4
SEGMENTS_MAX = 20
SEGMENT_LENGTH_MAX = 100


def has_route(app: FastAPI, scope: MutableMapping[str, Any]) -> bool:
    """Tell whether any route takes the path, be it with another method."""
    return any(route.matches(scope)[0] is not Match.NONE for route in app.router.routes)


def nearest_route(app: FastAPI, method: str, path: str) -> str:
    """Say which documented route comes closest to a request, and where the two part; the first of equals."""
    asked = path.strip("/").split("/")[:SEGMENTS_MAX]
    best, best_likeness = "", 0.0
    for route in app.routes:
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        known = route.path.strip("/").split("/")
        likeness = _likeness(asked, known)
        for known_method in sorted(route.methods or ()):
            total = likeness + (0.05 if known_method == method else 0.0)
            if total > best_likeness:
                best, best_likeness = _difference(method, asked, known_method, known), total
    return (
        best if best_likeness >= ALIKE_MIN else "no route is like this one: see the system's OpenAPI document"
    )


def _likeness(asked: Sequence[str], known: Sequence[str]) -> float:
    alike = sum(_alike(a, k) for a, k in zip(asked, known, strict=False))
    return alike / max(len(asked), len(known))


def _alike(asked: str, known: str) -> float:
    if "{" in known:
        fixed = known.partition("{")[0]
        return (0.9 if asked.startswith(fixed) else 0.5) if asked else 0.0
    return SequenceMatcher(None, asked[:SEGMENT_LENGTH_MAX], known).ratio()


def _difference(method: str, asked: Sequence[str], known_method: str, known: Sequence[str]) -> str:
    differs = []
    if method != known_method:
        differs.append(f"{method} is not {known_method}")
    for a, k in zip_longest(asked, known):
        if a is None:
            differs.append(f"'{k}' is missing")
        elif k is None:
            differs.append(f"'{a[:SEGMENT_LENGTH_MAX]}' is too much")
        elif "{" in k:
            if not a.startswith(k.partition("{")[0]):
                differs.append(f"'{a[:SEGMENT_LENGTH_MAX]}' does not look like '{k}'")
        elif a != k:
            differs.append(f"'{a[:SEGMENT_LENGTH_MAX]}' is not '{k}'")
    what = "; ".join(differs[:4]) or "the methods of this path are others"
    return f"nearest: {known_method} /{'/'.join(known)} ({what})"

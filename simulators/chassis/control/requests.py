"""Control routes over what was asked of the systems: the log, counted, searched, and what no route took."""

import re
from typing import Any

from fastapi import Request

from simulators.chassis.control.asked import CriteriaAsked, RefusalError, systems_of
from simulators.chassis.control.reading import control_router
from simulators.chassis.request_log import Criteria, LoggedRequest

REPEATED_MAX = 3
_LITERAL = re.compile(r"\\.|\[\^?\]?[^\]]*\]")
_REPEATED = re.compile(r"[*+{]")
_REPEATED_GROUP = re.compile(r"\)[*+{]")
router = control_router()


@router.get("/requests", summary="The last requests, oldest first")
async def last(request: Request, limit: int = 100) -> list[dict[str, Any]]:
    return _documents(request, Criteria())[-max(1, limit) :]


@router.delete("/requests", summary="Forget the requests")
async def forget(request: Request) -> dict[str, Any]:
    for each in systems_of(request).values():
        each.requests.forget()
    return {"status": "ok"}


@router.post("/requests/count", summary="How many requests fit?")
async def count(request: Request, asked: CriteriaAsked) -> dict[str, int]:
    return {"count": len(_found(request, _readable(asked)))}


@router.post("/requests/find", summary="Which requests fit?")
async def find(request: Request, asked: CriteriaAsked) -> list[dict[str, Any]]:
    return _documents(request, _readable(asked))


@router.get("/requests/unmatched", summary="Which requests did no route take, and which was nearest?")
async def unmatched(request: Request) -> list[dict[str, Any]]:
    return _documents(request, Criteria(is_unmatched=True))


def _readable(asked: CriteriaAsked) -> Criteria:
    """Make sure that the expression can be read, and that looking for it comes to an end."""
    pattern = asked.path_matches or ""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise RefusalError(422, f"path_matches: no regular expression: {error}") from None
    bare = _LITERAL.sub("", pattern)
    if _REPEATED_GROUP.search(bare) or len(_REPEATED.findall(bare)) > REPEATED_MAX:
        wanted = f"at most {REPEATED_MAX} repetitions, and none of a group"
        raise RefusalError(422, f"path_matches: there may be {wanted}, for it might never end")
    return asked.criteria()


def _found(request: Request, criteria: Criteria) -> list[tuple[str, LoggedRequest]]:
    found = [
        (name, one) for name, each in systems_of(request).items() for one in each.requests.find(criteria)
    ]
    return sorted(found, key=lambda one: one[1].at)


def _documents(request: Request, criteria: Criteria) -> list[dict[str, Any]]:
    return [one.document(name) for name, one in _found(request, criteria)]

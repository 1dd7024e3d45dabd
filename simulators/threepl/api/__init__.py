"""The provider's REST face: parse, call, render, and say no in its own words; wave by wave."""

from dataclasses import replace
from functools import cache

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from simulators.chassis.describing import Manner, Operation, install
from simulators.chassis.native import native_app
from simulators.threepl.api import inbound, orders, shipments, stock, webhooks
from simulators.threepl.api.serving import MEANINGS, no_such_route, refused
from simulators.threepl.errors import ThreePlError
from simulators.threepl.schemas.by_wave import answer_in
from simulators.threepl.schemas.described import Refusal
from simulators.threepl.schemas.waves import CURRENT, WAVES, has, receiving_refusal_status

FAMILIES = (
    *orders.OPERATIONS,
    *shipments.OPERATIONS,
    *stock.OPERATIONS,
    *inbound.OPERATIONS,
    *webhooks.OPERATIONS,
)


@cache
def api() -> FastAPI:
    """Make the stateless routes, the busiest wave first; one application serves every world."""
    app = native_app("Logistics provider", CURRENT)
    waves = sorted(WAVES, key=lambda wave: wave != CURRENT)
    operations = tuple(
        _in_wave(wave, operation) for wave in waves for operation in FAMILIES if _is_in(wave, operation)
    )
    install(app, operations, Manner(Refusal, MEANINGS, {"type": "http", "scheme": "bearer"}))
    app.add_exception_handler(ThreePlError, refused)
    app.add_exception_handler(HTTPException, no_such_route)
    return app


def _is_in(wave: str, operation: Operation) -> bool:
    return has(wave, f"{operation.method} {operation.path}")


def _in_wave(wave: str, operation: Operation) -> Operation:
    refusals = operation.refusals
    if (operation.method, operation.path) == ("POST", "/receiving"):
        refusals = tuple(dict.fromkeys(receiving_refusal_status(wave, status) for status in refusals))
    answer = answer_in(wave, f"{operation.method} {operation.path}", operation.answer)
    return replace(operation, path=f"/{wave}{operation.path}", answer=answer, refusals=refusals)

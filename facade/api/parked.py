"""What stands still and why, in words; and trying it again, one or many, with a rehearsal of it first."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Header, Query
from fastapi.responses import Response
from pydantic import BaseModel

from facade.api.body import JsonRoute
from facade.api.places import CONTROL
from facade.api.problem import ProblemError, documented
from facade.api.schemas import ReplayAsked
from facade.messaging.store import DeadLetter, Store
from facade.orders.explaining import Explanation, backordered, failed, held
from facade.orders.replaying import Replay, ReplayDesk
from facade.orders.state import OrderState, Status


class LetterShown(BaseModel):
    """A command that no attempt could help: of which order and buyer, why, since when, and what helps."""

    id: str
    reference: str
    channel: str
    customer: str
    command: str
    argument: str
    attempts: int
    written_at: datetime
    at: datetime
    raw_reason: str
    reason: str
    advice: str


class ParkedShown(BaseModel):
    """An order that does not go on by itself, why, and what helps."""

    reference: str
    status: Status
    channel: str
    customer: str
    side: str
    reason: str
    advice: str


class ReplayShown(BaseModel):
    """What became of one of them, or would become."""

    letter: str
    reference: str
    command: str
    is_possible: bool
    detail: str


class ReplaysShown(BaseModel):
    """What was tried again, or would be."""

    dry_run: bool
    replays: list[ReplayShown]


class ParkedRoutes:
    """The routes for whoever sees to what stands still."""

    def __init__(self, store: Store, desk: ReplayDesk) -> None:
        self._store = store
        self._desk = desk

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        shown: tuple[tuple[str, Any, Any, str], ...] = (
            (
                f"{CONTROL}/dead-letters",
                self.letters,
                list[LetterShown],
                "Commands that no attempt could help",
            ),
            (f"{CONTROL}/parked", self.parked, list[ParkedShown], "Orders that stand still, why, what helps"),
        )
        for path, endpoint, answer, summary in shown:
            app.add_api_route(
                path,
                endpoint,
                methods=["GET"],
                tags=["control"],
                summary=summary,
                response_model=answer,
                responses=documented(422),
            )
        app.router.add_api_route(
            f"{CONTROL}/replays",
            self.replay,
            methods=["POST"],
            tags=["control"],
            summary="Try letters and parked orders again, or see what would happen",
            response_model=ReplaysShown,
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    async def letters(
        self,
        after: Annotated[str, Query(max_length=120, description="the last id of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 200,
    ) -> Response:
        """By id; the last page is the one that is not full."""
        letters = await self._store.dead_letters(after, limit)
        states = [await self._store.load(letter.row.aggregate_id) for letter in letters]
        return _json([_letter(*shown) for shown in zip(letters, states, strict=True)])

    async def parked(self, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> Response:
        """On hold and backordered, oldest first."""
        shown: list[dict[str, Any]] = []
        async for state in self._store.aggregates():
            if state.status in (Status.ON_HOLD, Status.BACKORDERED):
                shown.append(_parked(state))
            if len(shown) == limit:
                break
        return _json(shown)

    async def replay(
        self,
        asked: ReplayAsked,
        message_id: Annotated[str, Header(alias="X-Request-Id", max_length=120)] = "",
    ) -> Response:
        """Nothing is done twice: whoever carries out a letter looks first for what an attempt has left."""
        letters, orders = list(asked.letters), list(asked.orders)
        if asked.everything:
            if letters or orders:
                detail = "name letters and orders, or ask for everything, not both"
                raise ProblemError(409, "asked_for_twice", detail, "body.everything")
            letters, orders = await self._desk.everything()
        elif not letters and not orders:
            detail = "name letters or orders, or ask for everything"
            raise ProblemError(409, "nothing_asked_for", detail, "body.letters")
        cause = message_id or "replay"
        replays = await self._desk.replay(letters, orders, cause, dry_run=asked.dry_run)
        return _json({"dry_run": asked.dry_run, "replays": [_replay(one) for one in replays]})


def _letter(letter: DeadLetter, state: OrderState | None) -> dict[str, Any]:
    row, told = letter.row, failed(letter.row.do, letter.reason)
    return {
        "id": row.id,
        "reference": row.aggregate_id,
        "channel": state.order.channel if state else "",
        "customer": state.order.customer_id if state else "",
        "command": row.do,
        "argument": row.argument,
        "attempts": row.attempts,
        "written_at": datetime.fromtimestamp(row.written_s, letter.at.tzinfo),
        "at": letter.at,
        "raw_reason": letter.reason,
        "reason": told.reason,
        "advice": told.advice,
    }


def _parked(state: OrderState) -> dict[str, Any]:
    told: Explanation = held(state.reason) if state.status is Status.ON_HOLD else backordered(state.reason)
    return {
        "reference": state.order_id,
        "status": state.status,
        "channel": state.order.channel,
        "customer": state.order.customer_id,
        "side": state.route.authoritative,
        "reason": told.reason,
        "advice": told.advice,
    }


def _replay(replay: Replay) -> dict[str, Any]:
    return replay._asdict()


def _json(document: object) -> Response:
    return Response(orjson.dumps(document), media_type="application/json")

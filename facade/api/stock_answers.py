"""What may be promised: asked before every checkout, so most answers lie ready."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import unquote_plus

import orjson
from fastapi import FastAPI, Path, Query
from fastapi.responses import Response

from facade.api.access import EVERY_CHANNEL, VERSION, Grant
from facade.api.answer_bodies import AskStock, StockShown, StocksShown
from facade.api.body import JsonRoute
from facade.api.edge import Caller
from facade.api.kept_answers import KeptResponse, LookedAt, item_unknown
from facade.api.limits import App
from facade.api.problem import ProblemError, documented
from facade.api.schemas import Channel, Code, Day
from facade.publication.availability import StockQuestion
from facade.publication.desk import Publication

PATH = f"{VERSION}/availability"
FRESH = b"fresh=true"
Item = Annotated[str, Path(min_length=1, max_length=40, description="the item's business id")]


class StockRoutes:
    """The routes of availability."""

    def __init__(self, published: Publication) -> None:
        self._published = published
        self._availability = published.availability

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.router.add_api_route(
            f"{PATH}/{{item}}",
            self.one,
            methods=["GET"],
            tags=["answers"],
            summary="What may be promised of an item, by warehouse and lot",
            response_model=StockShown,
            responses=documented(403, 404, 422),
        )
        app.router.add_api_route(
            PATH,
            self.many,
            methods=["POST"],
            tags=["answers"],
            summary="What may be promised of many items",
            response_model=StocksShown,
            responses=documented(400, 403, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    def lying_ready(self, item: str, query: bytes, caller: Grant) -> App | None:
        """Answer what needs no thought: a plain question, or a fresh one, when the books are there."""
        if (query and query != FRESH) or not self._published.is_ready:
            return None
        question = StockQuestion(unquote_plus(item), own_channel(caller))
        if query:
            return LookedAt(item, self._availability.look(question))
        kept = self._availability.answer(question)
        return KeptResponse(kept) if kept is not None else None

    async def one(
        self,
        item: Item,
        caller: Caller,
        channel: Annotated[Channel | None, Query()] = None,
        customer: Annotated[Code | None, Query(description="whose stage of the migration counts")] = None,
        by: Annotated[Day | None, Query(description="count on what comes until this day")] = None,
        fresh: Annotated[
            bool, Query(description="ask the book now; its last word counts if it is away")
        ] = False,
    ) -> Response:
        """From the stock kept here, as old as `as_of` says; a system that is down makes no error of it."""
        await self._published.ready()
        question = StockQuestion(item, channel_of(caller, channel), by)
        if fresh:
            kept = await self._availability.look(question, customer or "")
        else:
            kept = self._availability.answer(question, customer or "")
        if kept is None:
            raise item_unknown(item)
        return Response(kept.body, media_type="application/json")

    async def many(self, asked: AskStock, caller: Caller) -> Response:
        """In the order asked; items that nobody knows are named apart."""
        await self._published.ready()
        channel = channel_of(caller, asked.channel)
        bodies, unknown = list[bytes](), list[str]()
        for item in asked.items:
            kept = self._availability.answer(StockQuestion(item, channel, asked.by), asked.customer)
            if kept is None:
                unknown.append(item)
            else:
                bodies.append(kept.body)
        return listed(bodies, {"unknown": unknown})


def listed(bodies: Sequence[bytes], also: dict[str, object]) -> Response:
    """Put answers that lie ready into one, with what else there is to say."""
    content = b'{"answers":[%b],%b' % (b",".join(bodies), orjson.dumps(also)[1:])
    return Response(content, media_type="application/json")


def own_channel(caller: Grant) -> str:
    """Give the caller's one channel; whoever has several sees everything."""
    channels = caller.principal.channels
    return channels[0] if len(channels) == 1 and channels[0] != EVERY_CHANNEL else ""


def channel_of(caller: Grant, asked: str | None) -> str:
    """Give the channel that is asked for, or else the caller's own.

    Raises:
        ProblemError: it is somebody else's.
    """
    if asked is None:
        return own_channel(caller)
    if not caller.owns(asked):
        raise ProblemError(403, "channel_not_yours", f"the token is not for the channel {asked!r}", "channel")
    return asked

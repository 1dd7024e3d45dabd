"""What things cost: one item, a basket with its freight, and the conditions that an office has agreed."""

from typing import Annotated, Literal
from urllib.parse import unquote_plus

import orjson
from fastapi import FastAPI, Query
from fastapi.responses import Response

from facade.api.access import VERSION, Grant
from facade.api.answer_bodies import AskPrices, PriceShown, PricesShown
from facade.api.body import JsonRoute
from facade.api.kept_answers import KeptResponse
from facade.api.problem import ProblemError, documented
from facade.api.schemas import Code, Day, Units
from facade.api.stock_answers import Item, listed
from facade.publication.desk import Publication
from facade.publication.pricing import PriceQuestion, priced

PATH = f"{VERSION}/prices"
_PLAIN = b"customer="


class PriceRoutes:
    """The routes of prices."""

    def __init__(self, published: Publication) -> None:
        self._published = published
        self._pricing = published.pricing

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.router.add_api_route(
            f"{PATH}/{{item}}",
            self.one,
            methods=["GET"],
            tags=["answers"],
            summary="What an item costs a customer, and why",
            response_model=PriceShown,
            responses=documented(404, 422),
        )
        app.router.add_api_route(
            PATH,
            self.many,
            methods=["POST"],
            tags=["answers"],
            summary="What a basket costs a customer, with its freight",
            response_model=PricesShown,
            responses=documented(400, 404, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    def lying_ready(self, item: str, query: bytes, caller: Grant) -> KeptResponse | None:
        """Answer what needs no thought: one piece for a customer whose contracts are known."""
        if not query.startswith(_PLAIN) or b"&" in query or b"%" in query or not self._published.is_ready:
            return None
        customer = query[len(_PLAIN) :].decode("latin-1")
        if not self._pricing.knows(customer):
            return None
        kept = self._pricing.answer(PriceQuestion(unquote_plus(item), customer))
        return KeptResponse(kept) if kept is not None else None

    async def one(
        self,
        item: Item,
        customer: Annotated[Code, Query()],
        quantity: Annotated[Units, Query()] = 1,
        uom: Annotated[Literal["EA", "CS"], Query()] = "EA",
        branch: Annotated[Code | None, Query()] = None,
        on: Annotated[Day | None, Query(description="the day the price is for")] = None,
    ) -> Response:
        """From the prices kept here, as old as `price_as_of` says; the book is asked for exceptions alone."""
        await self._known(customer)
        kept = await self._pricing.look(PriceQuestion(item, customer, quantity, uom, branch or "", on))
        if kept is None:
            raise ProblemError(404, "item_unknown", f"no item {item!r} is sold by the {uom}", "path.item")
        return Response(kept.body, media_type="application/json")

    async def many(self, asked: AskPrices) -> Response:
        """In the order asked; what is not sold is named apart, and no sum is made up for it."""
        await self._known(asked.customer)
        bodies, unknown = list[bytes](), list[str]()
        for line in asked.lines:
            question = PriceQuestion(
                line.item, asked.customer, line.quantity, line.uom, asked.branch or "", asked.on
            )
            kept = await self._pricing.look(question)
            if kept is None:
                unknown.append(line.item)
            else:
                bodies.append(kept.body)
        goods = priced([orjson.loads(body) for body in bodies]) if not unknown else None
        freight = None
        if goods is not None:
            freight = self._pricing.freight(asked.customer, goods, asked.ship_to_country or "")
        sums = {"goods": _said(goods), "freight": _said(freight)}
        return listed(bodies, {"unknown": unknown, **sums})

    async def _known(self, customer: str) -> None:
        await self._published.ready()
        if not self._pricing.is_known(customer):
            raise ProblemError(404, "customer_unknown", f"no book has the customer {customer!r}", "customer")


def _said(amount: object) -> str | None:
    return str(amount) if amount is not None else None

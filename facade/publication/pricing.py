"""What an item costs a customer, from the prices that are kept here; exceptions are checked with the book.

Each book answers with its own list and its own contracts: one that has none of another's would agree with it
for no reason.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from facade.canonical.catalogue import ItemRecord
from facade.dual_run.parity import Parity
from facade.errors import FacadeError
from facade.ports import Clock
from facade.pricing.choice import Asked, Chosen, freight_of
from facade.pricing.condition import ANY, Kind
from facade.pricing.price_book import PriceBook
from facade.publication.availability import aged
from facade.publication.routed import Kept, Made, RoutedRead
from facade.publication.sources import BookPages, ReadingCall
from facade.routing.policy import Policy, Route
from facade.routing.stage import Side

CAPABILITY = "pricing"
STALE_AFTER_S = 3600.0
CHECKED_FOR_S = 60.0
WAIT_S_MAX = 2.0
EXCEPTIONS = (Kind.BRANCH_EXCEPTION,)
"""Prices that somebody has granted past the table: the book is asked what they are an exception from."""


class PriceQuestion(NamedTuple):
    """What does so much of an item cost a customer, in a branch, on a day; today when no day is named?"""

    item_id: str
    customer_id: str
    quantity: int = 1
    uom: str = "EA"
    branch: str = ANY
    on: date | None = None


class Pricing:
    """Answers what things cost."""

    def __init__(
        self,
        prices: PriceBook,
        books: Mapping[Side, BookPages],
        policy: Callable[[], Policy],
        parity: Parity,
        clock: Clock,
    ) -> None:
        self._prices = prices
        self._books = books
        self._clock = clock
        self._asked = 0
        self._asking: dict[tuple[Side, str], asyncio.Task[None]] = {}
        self._read: RoutedRead[PriceQuestion] = RoutedRead(
            CAPABILITY, self._made, lambda: prices.version, policy, parity, clock
        )

    def answer(self, question: PriceQuestion) -> Kept | None:
        """Give a price by what is kept here, or nothing when there is no such item or unit."""
        return self._read.answer(question, question.customer_id)

    def knows(self, customer_id: str) -> bool:
        """Say whether the customer's contracts were ever read in the book that answers."""
        return self._prices.contracts(self._answering(customer_id), customer_id) is not None

    async def look(self, question: PriceQuestion) -> Kept | None:
        """Give a price once the customer's contracts are known, and an exception once the book was asked.

        A book that is away makes nobody wait for long: what is known of it is answered, and marked so. For
        the book that is only compared nobody waits at all.
        """
        customer_id = question.customer_id
        side, *others = self._read.route(customer_id).reads
        for other in others:
            if self._prices.contracts(other, customer_id) is None:
                self._begin_to_ask(other, customer_id)
        if not self.knows(customer_id):
            await self.ask_book(side, customer_id)
        if self._is_exception(side, question) and not self._is_checked(side, customer_id):
            await self.ask_book(side, customer_id)
        return self.answer(question)

    async def ask_book(self, side: Side, customer_id: str) -> None:
        """Read a customer's contracts; whoever asks for the same meanwhile waits for the same answer."""
        asking = self._begin_to_ask(side, customer_id)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asking), WAIT_S_MAX)

    def _begin_to_ask(self, side: Side, customer_id: str) -> asyncio.Task[None]:
        asking = self._asking.get((side, customer_id))
        if asking is None:
            asking = asyncio.get_running_loop().create_task(self._ask(side, customer_id))
            self._asking[side, customer_id] = asking
            asking.add_done_callback(lambda _: self._asking.pop((side, customer_id), None))
        return asking

    async def _ask(self, side: Side, customer_id: str) -> None:
        self._asked += 1
        at, call = self._clock.now(), ReadingCall(f"contracts#{self._asked}")
        try:
            prices = await self._books[side].contracts(customer_id, call)
        except FacadeError:
            return
        self._prices.take_contracts(side, customer_id, prices, at)

    def _answering(self, customer_id: str) -> Side:
        return self._read.route(customer_id).reads[0]

    def _is_exception(self, side: Side, question: PriceQuestion) -> bool:
        item = self._prices.item(side, question.item_id)
        chosen = self._choose(side, question, item) if item is not None else None
        return chosen is not None and chosen.kind in EXCEPTIONS

    def _is_checked(self, side: Side, customer_id: str) -> bool:
        known = self._prices.contracts(side, customer_id)
        return known is not None and (self._clock.now() - known.at).total_seconds() <= CHECKED_FOR_S

    def _choose(self, side: Side, question: PriceQuestion, item: ItemRecord) -> Chosen | None:
        size = dict(item.pack_sizes).get(question.uom)
        if size is None:
            return None
        on = question.on or self._clock.now().date()
        eaches = question.quantity * size
        return self._prices.choose(
            side, Asked(question.item_id, eaches, question.customer_id, on, question.branch)
        )

    def _made(self, route: Route, side: Side, question: PriceQuestion) -> Made | None:
        item = self._prices.item(side, question.item_id)
        as_of = self._prices.as_of(side, question.customer_id)
        if item is None:
            return self._unknown(route, side, question) if as_of is None else None
        chosen = self._choose(side, question, item)
        if chosen is None:
            return None
        size = dict(item.pack_sizes)[question.uom]
        aging = aged(as_of, self._clock.now(), STALE_AFTER_S)
        document = {
            **self._named(route, side, question),
            "unit_price": str(chosen.price * size),
            "price_each": str(chosen.price),
            "list_price_each": str(chosen.list_price),
            "kind": chosen.kind,
            "agreement": chosen.name or None,
            "rebate_percent": str(chosen.rebate_percent),
            "is_checked": self._is_checked(side, question.customer_id),
            "price_as_of": aging.pop("as_of"),
            **aging,
        }
        if self._prices.contracts(side, question.customer_id) is None:
            return Made(document, {})
        return Made(document, {"price": chosen.price, "kind": str(chosen.kind)})

    def _named(self, route: Route, side: Side, question: PriceQuestion) -> dict[str, Any]:
        customer = self._prices.customer(side, question.customer_id)
        return {
            "item": question.item_id,
            "customer": question.customer_id,
            "quantity": question.quantity,
            "uom": question.uom,
            "currency": customer.currency if customer is not None else None,
            "side": side,
            "stage": route.stage,
        }

    def _unknown(self, route: Route, side: Side, question: PriceQuestion) -> Made:
        """Say that no book was ever heard: that is no error either, and no price."""
        none = dict.fromkeys(
            ("unit_price", "price_each", "list_price_each", "kind", "agreement", "rebate_percent")
        )
        document = {**self._named(route, side, question), **none, "is_checked": False, "price_as_of": None}
        return Made({**document, "is_stale": True, "age_s": None}, {})

    def freight(self, customer_id: str, goods: Decimal, country: str) -> Decimal:
        """Give what carriage costs to a country, or to where the customer is when none is named."""
        side = self._answering(customer_id)
        customer = self._prices.customer(side, customer_id)
        to = country or (customer.ship_to.country if customer is not None else ANY)
        return freight_of(goods, to, self._prices.agreed.freight)

    def is_known(self, customer_id: str) -> bool:
        """Say whether there is such a customer; while no book was heard, everybody may be one."""
        side = self._answering(customer_id)
        return self._prices.customer(side, customer_id) is not None or not self._prices.customers(side)


def priced(documents: list[Mapping[str, Any]]) -> Decimal | None:
    """Add up what lines cost, or nothing when one of them has no price."""
    total = Decimal(0)
    for document in documents:
        if document["unit_price"] is None:
            return None
        total += Decimal(document["unit_price"]) * document["quantity"]
    return total

"""What may be promised, by item, warehouse, lot, channel and day, from the stock that is kept here."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from facade.availability.atp import WHOLE, Share, Supply, available
from facade.availability.stock_picture import StockPicture
from facade.dual_run.comparison import Comparison, Verdict, compare
from facade.dual_run.evidence import Evidence
from facade.dual_run.parity import Parity
from facade.errors import FacadeError
from facade.ports import Clock
from facade.publication.routed import Kept, Made, RoutedRead
from facade.publication.shared_reading import SharedReading
from facade.publication.sources import BookPages, ReadingCall
from facade.routing.policy import Policy, Route
from facade.routing.stage import Side

CAPABILITY = "availability"
STALE_AFTER_S = 300.0
SHADOWS_MAX = 256
NOWHERE = Supply({})


class StockQuestion(NamedTuple):
    """How much of an item may a channel promise by a day; today when no day is named?"""

    item_id: str
    channel: str = ""
    by: date | None = None


class Terms(NamedTuple):
    """What part of the stock each channel sees, and who sends what lies nowhere."""

    shares: Mapping[str, Share]
    suppliers: Mapping[str, str]


class Availability:
    """Answers what may be promised."""

    def __init__(
        self,
        picture: StockPicture,
        books: Mapping[Side, BookPages],
        terms: Terms,
        policy: Callable[[], Policy],
        parity: Parity,
        clock: Clock,
    ) -> None:
        self._picture = picture
        self._policy = policy
        self._books = books
        self._terms = terms
        self._parity = parity
        self._clock = clock
        self._shadows: dict[asyncio.Task[None], None] = {}
        self._asked = 0
        self._read: RoutedRead[StockQuestion] = RoutedRead(
            CAPABILITY, self._made, lambda: picture.version, policy, parity, clock
        )
        self._evidence = Evidence(parity)
        self._looks: SharedReading[tuple[Route, str]] = SharedReading(self._look_at_book)

    def answer(self, question: StockQuestion, customer_id: str = "") -> Kept | None:
        """Give what may be promised by what is kept here, or nothing when there is no such item."""
        return self._read.answer(question, customer_id)

    async def look(self, question: StockQuestion, customer_id: str = "") -> Kept | None:
        """Ask the book that answers first; when it is away its last word counts, marked with its age."""
        await self._looks.done((self._read.route(customer_id), question.item_id))
        return self.answer(question, customer_id)

    async def _look_at_book(self, looked_for: tuple[Route, str]) -> bool:
        """Take in what the book says of an item now, and let the other be looked at; say if it was there."""
        route, item_id = looked_for
        answering, *others = route.reads
        self._asked += 1
        call = ReadingCall(f"look#{self._asked}")
        try:
            rows = await self._books[answering].on_hand_of(item_id, call)
        except FacadeError:
            return False
        self._picture.take_item(answering, item_id, rows)
        units = sum(row.units for row in rows)
        for other in others:
            self._shadow(route, item_id, {answering: units}, other, call)
        return True

    def _shadow(
        self, route: Route, item_id: str, units: dict[Side, int], other: Side, call: ReadingCall
    ) -> None:
        if len(self._shadows) >= SHADOWS_MAX:
            self._record(route, item_id, Comparison(Verdict.UNOBSERVED), "no room")
            return
        work = self._look_at_other(route, item_id, units, other, call)
        task = asyncio.get_running_loop().create_task(work)
        self._shadows[task] = None
        task.add_done_callback(lambda ended: self._shadows.pop(ended, None))

    async def _look_at_other(
        self, route: Route, item_id: str, units: dict[Side, int], other: Side, call: ReadingCall
    ) -> None:
        try:
            rows = await self._books[other].on_hand_of(item_id, call)
        except FacadeError as failure:
            self._record(route, item_id, Comparison(Verdict.SHADOW_FAILED), str(failure))
            return
        units[other] = sum(row.units for row in rows)
        old, new = {"on_hand": units[Side.OLD]}, {"on_hand": units[Side.NEW]}
        if not self._evidence.is_new((item_id, route.cohort), route, old, new):
            return
        if old == new:
            self._parity.count(route, "read_on_hand", Verdict.MATCH)
        else:
            self._record(route, item_id, compare(old, new))

    def _record(self, route: Route, item_id: str, found: Comparison, note: str = "") -> None:
        self._parity.record(route, "read_on_hand", item_id, self._clock.now(), found, note)

    def _made(self, route: Route, side: Side, question: StockQuestion) -> Made | None:
        supply, as_of, now = (
            self._picture.supply(side, question.item_id, buying(self._policy(), question.item_id)),
            self._picture.as_of(side),
            self._clock.now(),
        )
        is_sent = question.item_id in self._terms.suppliers
        if supply is None and as_of is not None:
            if not is_sent:
                return None
            supply = NOWHERE
        by = question.by or now.date()
        document: dict[str, Any] = {
            "item": question.item_id,
            "channel": question.channel or None,
            "by": by,
            "available": None,
            "sites": [],
            "lots": [],
            "sent_by_supplier": is_sent,
            "side": side,
            "stage": route.stage,
            **aged(as_of, now, STALE_AFTER_S),
        }
        if supply is None:
            return Made(document, {})
        promise = available(supply, by, self._terms.shares.get(question.channel, WHOLE))
        document["available"] = promise.total
        document["sites"] = [{"site": site, "available": units} for site, units in promise.sites]
        document["lots"] = [
            {"site": lot.site, "lot": lot.lot, "available": units, "expires": lot.expires}
            for lot, units in promise.lots
        ]
        fields = {"available": promise.total}
        fields.update({f"sites[{site}].available": units for site, units in promise.sites})
        return Made(document, fields)


def buying(policy: Policy, item_id: str) -> Side | None:
    """Give the side that tells what is on its way, where purchasing is staged by itself."""
    route = policy.route("purchasing", item_id)
    return route.reads[0] if policy.is_apart("purchasing", route.cohort) else None


def aged(as_of: datetime | None, now: datetime, stale_after_s: float) -> dict[str, Any]:
    """Say when the books were read that an answer rests on, and how long ago when that is too long."""
    if as_of is None:
        return {"as_of": None, "is_stale": True, "age_s": None}
    age_s = (now - as_of).total_seconds()
    is_stale = age_s > stale_after_s
    return {"as_of": as_of, "is_stale": is_stale, "age_s": int(age_s) if is_stale else None}

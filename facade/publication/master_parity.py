"""Do both books say the same of a customer, of an item, of what is on its way? Compared as they are read.

Masters are asked for by nobody in particular, so a question is no occasion to compare them. Whenever a book
says something new of one, both are compared, once at each visit to a stage: what is read again is no new
evidence. Each book is told by people of its own and read at a time of its own, so what differs now may agree
once the other has been told as well. A pair of words counts when both have stood by it for half an hour.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.canonical.supply import Due
from facade.dual_run.comparison import Verdict, compare
from facade.dual_run.difference import Fields
from facade.dual_run.parity import Parity
from facade.ports import Clock
from facade.routing.policy import Policy, Route
from facade.routing.stage import DUTIES, Side, Stage

MASTERS = ("customers", "items", "purchasing")
NOT_SAID: Fields = {}
STANDS_AFTER = timedelta(minutes=30)


class _Pair(NamedTuple):
    """What both books say of one thing, since when, and at which visit to which stage that was counted."""

    old: Fields
    new: Fields
    since: datetime
    counted: tuple[Stage, int] | None = None


def compares_masters(policy: Policy) -> bool:
    """Say whether any master is at a stage that compares."""
    return any(
        len(DUTIES[policy.stage(name, cohort.name)].reads) > 1 and policy.is_apart(name, cohort.name)
        for name in MASTERS
        for cohort in policy.cohorts.members
    )


class MasterParity:
    """Counts, by master and stage, whether the books agree."""

    def __init__(self, policy: Callable[[], Policy], parity: Parity, clock: Clock) -> None:
        self._policy = policy
        self._parity = parity
        self._clock = clock
        self._said: dict[str, dict[Side, tuple[datetime, Mapping[str, Fields]]]] = {}
        self._pairs: dict[tuple[str, str], _Pair] = {}

    def customers(self, side: Side, rows: Iterable[CustomerRecord]) -> None:
        """Compare what a book says of its customers with what the other has said."""
        self._take("customers", side, {row.customer_id: customer_fields(row) for row in rows})

    def items(self, side: Side, rows: Iterable[ItemRecord]) -> None:
        """Compare what a book says of its items with what the other has said."""
        self._take("items", side, {row.item_id: item_fields(row) for row in rows})

    def due(self, side: Side, rows: Iterable[Due]) -> None:
        """Compare by day what books say is on its way: not every book knows where to."""
        found: dict[str, dict[str, Any]] = {}
        for one in rows:
            day = f"due[{one.on}]"
            item = found.setdefault(one.item_id, {})
            item[day] = item.get(day, 0) + one.units
        self._take("purchasing", side, found)

    def _take(self, master: str, side: Side, said: Mapping[str, Fields]) -> None:
        now, sides = self._clock.now(), self._said.setdefault(master, {})
        sides[side] = (now, said)
        if len(sides) < len(Side):
            return
        policy, (old_at, old), (new_at, new) = self._policy(), sides[Side.OLD], sides[Side.NEW]
        for key in dict.fromkeys((*old, *new)):
            route = policy.route(master, key)
            if len(route.reads) < len(Side) or not policy.is_apart(master, route.cohort):
                continue
            ours, theirs = old.get(key, NOT_SAID), new.get(key, NOT_SAID)
            pair = self._pairs.get((master, key))
            if pair is None or (pair.old, pair.new) != (ours, theirs):
                pair = self._pairs[master, key] = _Pair(ours, theirs, now)
            here = (route.stage, self._parity.visit(master, route.cohort))
            if pair.counted != here and min(old_at, new_at) >= pair.since + STANDS_AFTER:
                self._pairs[master, key] = pair._replace(counted=here)
                self._count(route, key, pair)

    def _count(self, route: Route, key: str, pair: _Pair) -> None:
        now, operation = self._clock.now(), f"read_{route.capability}"
        found = compare(pair.old, pair.new, today=now.date())
        if found.verdict is Verdict.MATCH:
            self._parity.count(route, operation, Verdict.MATCH)
        else:
            self._parity.record(route, operation, key, now, found)


def customer_fields(one: CustomerRecord) -> Fields:
    """Give what must agree of a customer: what it owes is open in one book or the other, never in both."""
    return {
        "name": one.bill_to.name,
        "country": one.ship_to.country,
        "currency": one.currency,
        "terms_days": one.terms_days,
        "credit_limit": one.credit_limit,
        "blocked": one.blocked,
    }


def item_fields(one: ItemRecord) -> Fields:
    """Give what must agree of an item."""
    return {
        "description": one.description,
        "list_price": one.list_price,
        "gtin": one.gtin,
        **{f"pack[{unit}]": size for unit, size in one.pack_sizes},
    }

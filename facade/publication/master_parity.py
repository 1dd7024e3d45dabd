"""Do both books say the same of a customer, of an item, of what is on its way? Compared as they are read.

Masters are asked for by nobody in particular, so a question is no occasion to compare them. Whenever a book
says something new of one, both are compared, once at each stage: what is read again is no new evidence.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from facade.canonical.catalogue import CustomerRecord, ItemRecord
from facade.canonical.supply import Due
from facade.dual_run.comparison import Verdict, compare
from facade.dual_run.difference import Fields
from facade.dual_run.parity import Parity
from facade.ports import Clock
from facade.routing.policy import Policy
from facade.routing.stage import DUTIES, Side, Stage

MASTERS = ("customers", "items", "purchasing")
NOT_SAID: Fields = {}


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
        self._said: dict[str, dict[Side, Mapping[str, Fields]]] = {}
        self._compared: dict[tuple[str, str], tuple[Stage, Fields, Fields]] = {}

    def customers(self, side: Side, rows: Iterable[CustomerRecord]) -> None:
        """Compare what a book says of its customers with what the other has said."""
        self._take("customers", side, {row.customer_id: customer_fields(row) for row in rows})

    def items(self, side: Side, rows: Iterable[ItemRecord]) -> None:
        """Compare what a book says of its items with what the other has said."""
        self._take("items", side, {row.item_id: item_fields(row) for row in rows})

    def due(self, side: Side, rows: Iterable[Due]) -> None:
        """Compare what a book says is on its way with what the other has said."""
        found: dict[str, dict[str, Any]] = {}
        for one in rows:
            place = f"due[{one.site} {one.on}]"
            item = found.setdefault(one.item_id, {})
            item[place] = item.get(place, 0) + one.units
        self._take("purchasing", side, found)

    def _take(self, master: str, side: Side, said: Mapping[str, Fields]) -> None:
        sides = self._said.setdefault(master, {})
        sides[side] = said
        if len(sides) < len(Side):
            return
        policy = self._policy()
        for key in dict.fromkeys((*sides[Side.OLD], *sides[Side.NEW])):
            route = policy.route(master, key)
            if len(route.reads) < len(Side) or not policy.is_apart(master, route.cohort):
                continue
            pair = (
                route.stage,
                sides[Side.OLD].get(key, NOT_SAID),
                sides[Side.NEW].get(key, NOT_SAID),
            )
            if self._compared.get((master, key)) == pair:
                continue
            self._compared[master, key] = pair
            found = compare(pair[1], pair[2], today=self._clock.now().date())
            operation = f"read_{master}"
            if found.verdict is Verdict.MATCH:
                self._parity.count(route, operation, Verdict.MATCH)
            else:
                self._parity.record(route, operation, key, self._clock.now(), found)


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

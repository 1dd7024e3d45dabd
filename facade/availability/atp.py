"""Available to promise: what may still be sold of an item by a day. Arithmetic and nothing else.

A book knows what was posted, a site what lies there: of the two the lower counts, for the difference is goods
that one of them has already seen leave. What a site is short of is owed by the others: it lowers the whole.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from facade.canonical.supply import ANYWHERE, Due, Lot, Position


class Supply(NamedTuple):
    """Everything known of one item: by the book (site to EA), by the sites, on its way, and promised here."""

    booked: Mapping[str, int]
    positions: tuple[Position, ...] = ()
    due: tuple[Due, ...] = ()
    lots: tuple[Lot, ...] = ()
    reserved: int = 0
    """Accepted orders that no site holds goods for yet."""


class Promise(NamedTuple):
    """What may be sold: in all, by site and by lot; neither has more than there is in all."""

    total: int
    sites: tuple[tuple[str, int], ...] = ()
    lots: tuple[tuple[Lot, int], ...] = ()


class Share(NamedTuple):
    """How much of what may be promised a channel sees: a part of it, less what is kept back from it."""

    percent: int = 100
    kept_back: int = 0

    def of(self, units: int) -> int:
        """Give what the channel may promise."""
        return max(0, units * self.percent // 100 - self.kept_back)


WHOLE = Share()


def available(supply: Supply, by: date, share: Share = WHOLE) -> Promise:
    """Give what a channel may promise of an item by a day."""
    free = _free(supply, by)
    elsewhere = _coming(supply, by, ANYWHERE) if ANYWHERE not in free else 0
    total = sum(free.values()) + elsewhere
    whole = supply.booked.get(ANYWHERE)
    if whole is not None and supply.positions:
        taken = sum(p.allocated + p.held for p in supply.positions)
        total = min(total, whole - taken + sum(due.units for due in supply.due if due.on <= by))
    total = share.of(max(0, total - supply.reserved))
    sites = {site: min(max(0, units), total) for site, units in free.items() if site != ANYWHERE}
    lots = [(lot, min(lot.units, sites.get(lot.site, 0))) for lot in supply.lots if _is_good(lot, by)]
    return Promise(total, tuple(sites.items()), tuple(lots))


def _free(supply: Supply, by: date) -> dict[str, int]:
    """Give what is free by site; below nothing where more is promised than there is."""
    free: dict[str, int] = {}
    for position in supply.positions:
        booked = supply.booked.get(position.site, position.on_hand)
        there = min(position.on_hand, booked)
        coming = _coming(supply, by, position.site)
        free[position.site] = there - position.allocated - position.held + coming
    for site, units in supply.booked.items():
        if site not in free and (site != ANYWHERE or not free):
            free[site] = units + _coming(supply, by, site)
    return free


def _coming(supply: Supply, by: date, site: str) -> int:
    return sum(due.units for due in supply.due if due.site == site and due.on <= by)


def _is_good(lot: Lot, by: date) -> bool:
    return lot.expires is None or lot.expires > by

"""The business that a live landscape opens with; whoever orders from it makes it up from the same seed."""

from dataclasses import replace

from dualrun.streams import Streams
from simulators.chassis.generate import generate
from simulators.chassis.master import Customer, Item, MasterData

CUSTOMERS, ITEMS = 200, 300
AMPLE_CREDIT, AMPLE_STOCK_EA = 50_000, 500


def seeded_business(seed: int) -> MasterData:
    """Make the business of that seed."""
    return generate(Streams(seed).child("master"), customers=CUSTOMERS, items=ITEMS)


def storing_at(master: MasterData, system: str) -> MasterData:
    """Give the business with a site run by `system`: as it is, or else with its last site run by that one."""
    if any(site.system == system for site in master.sites):
        return master
    *others, last = master.sites
    return replace(master, sites=(*others, replace(last, system=system)))


def good_customers(master: MasterData) -> tuple[Customer, ...]:
    """Give those who may buy, and a good deal at that."""
    return tuple(c for c in master.customers if not c.blocked and c.credit_limit >= AMPLE_CREDIT)


def well_stocked_items(master: MasterData) -> tuple[Item, ...]:
    """Give what every site lists and has plenty of."""
    opening = master.opening_stock
    return tuple(
        item
        for item in master.items
        if all(opening.get((site.id, item.id), 0) >= AMPLE_STOCK_EA for site in master.sites)
    )

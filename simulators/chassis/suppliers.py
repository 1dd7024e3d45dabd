"""Which items does a distributor have sent to its customers, and which are on their way to its shelves?"""

from dataclasses import replace
from datetime import date, timedelta

from simulators.chassis.master import Item, MasterData, OnOrder, Supplier
from simulators.chassis.ports import Chance

SUPPLIERS = (Supplier("SUP1", "Lakeside Makers"), Supplier("SUP2", "Northern Craft Works", 0))
WAREHOUSE = "wms"
PAYMENT_DAY = 4
"""On which day of the week, as dates count them, suppliers are paid what is due: a Friday."""
PACKS_MAX, DAYS_MIN, DAYS_MAX = 20, 3, 12


def drop_shipped(master: MasterData, share: float, chance: Chance) -> MasterData:
    """Give the business with a share of its items sent by suppliers; those lie at no site.

    Every draw is keyed by its item, so that a larger share only adds to a smaller one.
    """
    sent = {
        item.id: _supplier_of(item, chance)
        for item in master.items
        if chance.uniform("drop shipped", item.id) < share
    }
    return replace(
        master,
        suppliers=SUPPLIERS,
        drop_shipped=sent,
        opening_stock={key: units for key, units in master.opening_stock.items() if key[1] not in sent},
        replenishment={key: units for key, units in master.replenishment.items() if key[1] not in sent},
    )


def with_goods_on_order(
    master: MasterData, share: float, book: str, opens: date, chance: Chance
) -> MasterData:
    """Give the business with goods on their way to its warehouse, of a share of the items that lie there.

    They were ordered the day before it opens, since the day itself has orders of its own.
    """
    ordered = opens - timedelta(days=1)
    site = next((one for one in master.sites if one.system == WAREHOUSE), None)
    if site is None:
        return master
    coming = tuple(
        [
            an_order(item, place, (site.id, book), ordered, chance)
            for place, item in enumerate(master.items, 1)
            if (site.id, item.id) in master.opening_stock and chance.uniform("on order", item.id) < share
        ]
    )
    return replace(master, suppliers=master.suppliers or SUPPLIERS, on_order=coming)


def an_order(item: Item, place: int, where: tuple[str, str], day: date, chance: Chance) -> OnOrder:
    """Give what is ordered on a day of an item at its place in the catalogue, at a site and in a book."""
    packs = 1 + int(chance.uniform("packs ordered", item.id, day.isoformat()) * PACKS_MAX)
    wait = chance.uniform("days to come", item.id, day.isoformat()) * (DAYS_MAX - DAYS_MIN + 1)
    due = day + timedelta(days=DAYS_MIN + int(wait))
    reference = f"SHELF-{day:%y%m%d}-{place}"
    site, book = where
    return OnOrder(reference, _supplier_of(item, chance), site, item.id, packs * item.pack_size, due, book)


def _supplier_of(item: Item, chance: Chance) -> str:
    return SUPPLIERS[int(chance.uniform("supplier", item.id) * len(SUPPLIERS))].id

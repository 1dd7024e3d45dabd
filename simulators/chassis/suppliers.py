"""Which of the items does a distributor not stock at all, and who sends them to its customers instead?"""

from dataclasses import replace

from simulators.chassis.master import MasterData, Supplier
from simulators.chassis.ports import Chance

SUPPLIERS = (Supplier("SUP1", "Lakeside Makers"), Supplier("SUP2", "Northern Craft Works"))


def drop_shipped(master: MasterData, share: float, chance: Chance) -> MasterData:
    """Give the business with a share of its items sent by suppliers; those lie at no site.

    Every draw is keyed by its item, so that a larger share only adds to a smaller one.
    """
    sent = {
        item.id: SUPPLIERS[int(chance.uniform("supplier", item.id) * len(SUPPLIERS))].id
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

"""One back office at work: its world, its tables, its few workers."""

from simulators.chassis.agenda import NO_ACTS
from simulators.chassis.capacity import Workers
from simulators.chassis.commits import OrderCommit
from simulators.chassis.world import World
from simulators.legacy_erp.domain.sales import CANCELLED, INVOICED, RELEASED, SHIPPED, SalesOrder
from simulators.legacy_erp.store import Store

CODE_PAGE = "cp1252"
"""The misbehaviour that is this product's nature: see faults.py."""

_WORKERS = 2
_SERVICE_S = {"realistic": 0.040, "brisk": 0.0}
_NEUTRAL = {RELEASED: "open", SHIPPED: "shipped", INVOICED: "invoiced", CANCELLED: "cancelled"}


class LegacyErp:
    """What every use case works on."""

    def __init__(self, world: World, store: Store) -> None:
        self.world = world
        self.store = store
        self.acts = NO_ACTS
        self.workers = Workers(world.clock, _WORKERS, _SERVICE_S.get(world.pace, 0.0))

    def changed(self, order: SalesOrder) -> None:
        """Weigh a new or changed order on its customer's credit, and tell the auditor of it."""
        weight = order.open_gross()
        order.customer.open_orders += weight - order.outstanding
        order.outstanding = weight
        self.world.commit(
            OrderCommit(
                number=order.no,
                external_ref=order.external_document_no,
                customer=order.customer.no,
                posting=order.posting,
                status=_NEUTRAL[order.status],
                order_date=order.order_date,
                lines=order.lines,
                net=order.totals.net,
                tax=order.totals.tax,
                currency=order.customer.currency,
            )
        )

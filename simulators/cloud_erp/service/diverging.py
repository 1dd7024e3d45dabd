"""Which of the declared differences to another book strike an order, entered in the ledger as they do."""

from math import ceil

from simulators.cloud_erp.domain.diverging import CHANGES
from simulators.cloud_erp.domain.order import SalesOrder
from simulators.cloud_erp.errors import TenantUnavailableError
from simulators.cloud_erp.service.desk import Desk

POSTING_DELAY = "posting_delay"


def diverge(desk: Desk, order: SalesOrder) -> None:
    """Change an order that is being entered in every way that is switched on and meets it."""
    if desk.habits.is_good:
        return
    for kind, change in CHANGES.items():
        settings = desk.habits.settings(kind)
        if settings is None or not _meets(desk, kind, order, settings["share"]):
            continue
        if change(order, settings, desk.now()):
            desk.world.misbehave(kind, order.head.external_number)


def must_be_due(desk: Desk, order: SalesOrder) -> None:
    """Make sure that the goods left long enough ago for an invoice to be posted.

    Raises:
        TenantUnavailableError: it waits in the queue of postings.
    """
    settings = desk.habits.settings(POSTING_DELAY)
    if settings is None or not _meets(desk, POSTING_DELAY, order, settings["share"]):
        return
    waits_s = settings["delay_s"] - (desk.now() - order.modified_at).total_seconds()
    if waits_s > 0:
        desk.world.misbehave(POSTING_DELAY, order.head.external_number)
        raise TenantUnavailableError("The invoice waits in the queue of postings.", ceil(waits_s))


def _meets(desk: Desk, kind: str, order: SalesOrder, share: float) -> bool:
    return desk.world.chance.uniform(desk.world.system, kind, order.head.external_number) < share

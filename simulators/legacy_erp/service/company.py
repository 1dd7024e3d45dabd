"""One legal entity at work: its tables, and whom it tells of what it does."""

from collections.abc import Mapping
from typing import Any

from simulators.chassis.agenda import Agenda
from simulators.chassis.commits import OrderCommit
from simulators.chassis.world import World
from simulators.legacy_erp.domain.sales import CANCELLED, INVOICED, RELEASED, SHIPPED, SalesOrder
from simulators.legacy_erp.store import CompanyStore

Settings = Mapping[str, Any]
_NEUTRAL = {RELEASED: "open", SHIPPED: "shipped", INVOICED: "invoiced", CANCELLED: "cancelled"}


class Company:
    """What every use case works on."""

    def __init__(
        self, name: str, world: World, store: CompanyStore, agenda: Agenda, habits: Mapping[str, Settings]
    ) -> None:
        self.name = name
        self.world = world
        self.store = store
        self.agenda = agenda
        self._habits = habits

    def habit(self, kind: str, subject: str, *key: str | int) -> Settings | None:
        """Give the settings of a misbehaviour if this world has it on and it strikes here; say so if it does.

        The draw is for the subject and the rest of the key, so that a second try may have better luck.
        """
        given = self.world.misbehaviours.get(kind)
        if given is None:
            return None
        settings = {**self._habits[kind], **given}
        share = settings.get("share", 1.0)
        if share < 1.0 and self.world.chance.uniform(self.world.system, kind, subject, *key) >= share:
            return None
        self.world.misbehave(kind, subject)
        return settings

    def changed(self, order: SalesOrder) -> None:
        """Weigh a new or changed order on its customer's credit, and tell the auditor of it."""
        weight = order.open_gross()
        if weight != order.outstanding:
            self.store.customers.edit(order.customer_no).open_orders += weight - order.outstanding
            order.outstanding = weight
        self.world.commit(
            OrderCommit(
                number=order.no,
                external_ref=order.external_document_no,
                customer=order.customer_no,
                posting=order.posting,
                status=_NEUTRAL[order.status],
                order_date=order.order_date,
                lines=order.lines,
                net=order.totals.net,
                tax=order.totals.tax,
                currency=order.currency,
            )
        )

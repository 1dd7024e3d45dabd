"""One legal entity at work: its tables, and whom it tells of what it does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from simulators.chassis.agenda import Agenda
from simulators.chassis.commits import OrderCommit
from simulators.chassis.habits import Habits, Settings
from simulators.chassis.world import World
from simulators.legacy_erp.domain.masters import NO_MONEY
from simulators.legacy_erp.domain.sales import CANCELLED, INVOICED, RELEASED, SHIPPED, SalesOrder
from simulators.legacy_erp.errors import LockTimeoutError, NumberSeriesError
from simulators.legacy_erp.store import CompanyStore

LOCK_TIMEOUT, STALE_LIST, SERIES_EXHAUSTED = "lock_timeout", "stale_list", "number_series_exhausted"
"""Misbehaviours that any use case may meet: see faults.py."""
_NEUTRAL = {RELEASED: "open", SHIPPED: "shipped", INVOICED: "invoiced", CANCELLED: "cancelled"}


class Company:
    """What every use case works on."""

    def __init__(self, name: str, world: World, store: CompanyStore, agenda: Agenda, habits: Habits) -> None:
        self.name = name
        self.world = world
        self.store = store
        self.agenda = agenda
        self._habits = habits

    def habit(self, kind: str, subject: str, *key: str | int) -> Settings | None:
        """Give the settings of a misbehaviour if it strikes here and now; it is then in the ledger.

        The draw is for the subject and the rest of the key, so that a second try may have better luck.
        """
        return self._habits.strike(kind, subject, subject, *key)

    def next_number(self, code: str) -> str:
        """Give the next number of a series, to be taken once nothing can go wrong any more.

        Raises:
            NumberSeriesError: the series has come to its end.
        """
        if not self._habits.is_good and self._is_exhausted(code):
            self.world.misbehave(SERIES_EXHAUSTED, code)
            raise NumberSeriesError(code)
        return self.store.next_number(code)

    def _is_exhausted(self, code: str) -> bool:
        settings = self._habits.settings(SERIES_EXHAUSTED)
        if settings is None or code != settings["series"]:
            return False
        return bool(self.store.taken.get(code, 0) >= settings["after"])

    def take_number(self, code: str) -> str:
        """Take the next number of a series: whoever takes one and does not use it leaves a gap.

        Raises:
            NumberSeriesError: the series has come to its end.
        """
        number = self.next_number(code)
        self.store.taken[code] = self.store.taken.get(code, 0) + 1
        return number

    def check_lock(self, subject: str) -> None:
        """See that nobody else has locked what a write needs.

        Raises:
            LockTimeoutError: somebody has, and does not let go in time.
        """
        if LOCK_TIMEOUT not in self.world.misbehaviours:
            return
        if self.habit(LOCK_TIMEOUT, subject, self.world.clock.now().isoformat()) is not None:
            raise LockTimeoutError("Sales Line", "another session")

    def unseen(self) -> Callable[[Any], bool] | None:
        """Give what tells a document that sets leave out, or nothing while sets are as they should be."""
        settings = None if self._habits.is_good else self._habits.settings(STALE_LIST)
        if settings is None:
            return None
        horizon = self.world.clock.now() - timedelta(seconds=settings["lag_s"])

        def is_unseen(row: Any) -> bool:
            entered_at = getattr(row, "entered_at", None)
            is_new = entered_at is not None and entered_at > horizon
            return is_new and self.habit(STALE_LIST, row.no) is not None

        return is_unseen

    def changed(self, order: SalesOrder) -> None:
        """Weigh a new or changed order on its customer's credit, and tell the auditor of it.

        A header without lines is a clerk's beginning: there is nothing to tell of it yet.
        """
        if not order.lines:
            return
        weight = order.weight if order.posting else NO_MONEY
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

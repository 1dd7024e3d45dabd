"""I08: does nobody owe more than the limit, over both books?"""

from datetime import datetime, timedelta
from decimal import Decimal

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.history import CallRecord
from simulators.chassis.commits import Commit, InvoiceCommit, OrderCommit

FACADE = "facade"


class Credit(Checker):
    """An order is booked only when it fits under its customer's limit beside all that was booked before.

    Both books count as one debtor's account, open orders and invoices at their net value until the day they
    are due, for customers here pay when they should. What was booked
    while the order's own check could be under way, since it came in, does not count: two orders that come
    at once may each be let through, so that by so much, and no more, the limit can be passed.
    """

    id = "I08"
    name = "credit"
    watches = (OrderCommit, InvoiceCommit)
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._came_in: dict[str, datetime] = {}
        self._accounts: dict[str, list[tuple[datetime, str]]] = {}
        self._invoiced: dict[str, datetime] = {}

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Remember when an order came in."""
        if record.target == FACADE and record.operation.startswith("POST") and record.correlation_id:
            self._came_in.setdefault(record.correlation_id, record.at)

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge each posting order as it is entered."""
        if isinstance(record, InvoiceCommit):
            self._invoiced[record.external_ref] = at
            return
        assert isinstance(record, OrderCommit)
        before = archive.previous
        is_new = not isinstance(before, OrderCommit)
        customer = archive.customers.get(archive.business(system, "customer", record.customer))
        if not (record.posting and is_new) or customer is None:
            return
        self.evaluated += 1
        account = self._accounts.setdefault(customer.id, [])
        seen_by = self._came_in.get(record.external_ref, at)
        terms = timedelta(days=customer.terms_days)
        owed = sum(
            (
                _value(archive, ref)
                for booked, ref in account
                if booked < seen_by
                and (ref not in self._invoiced or at.date() < (self._invoiced[ref] + terms).date())
            ),
            Decimal(0),
        )
        account.append((at, record.external_ref))
        if owed + record.net > customer.credit_limit:
            self.violate(
                record.external_ref,
                at,
                f"{customer.id} may owe {customer.credit_limit}; {record.external_ref} of {record.net} "
                f"was booked in {system} beside {owed}",
                customer=customer.id,
            )


def _value(archive: Archive, ref: str) -> Decimal:
    """Give what an order is worth in the books that post it, and nothing once it is cancelled."""
    orders = archive.dossier(ref).orders.values()
    return sum((o.net for o in orders if o.posting and o.status != "cancelled"), Decimal(0))

"""Were the goods there on the day their buyers wanted them, and what did it cost to send them?

Judged by what left which site when, and by the ways there are; never by what the integration layer planned.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from dualrun.checkers.archive import Archive
from dualrun.history import History, OrderIntent
from dualrun.report.document import Deliveries
from simulators.chassis.commits import Commit, FulfilmentCommit
from simulators.chassis.master import MasterData, Way

ANYWHERE = "*"


class Leaving:
    """Takes down when goods leave, and from where."""

    watches = (FulfilmentCommit,)

    def __init__(self) -> None:
        self.left: dict[str, list[tuple[date, str]]] = {}

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Take in a departure."""
        assert isinstance(record, FulfilmentCommit)
        if record.status == "shipped":
            site = archive.business(system, "site", record.site)
            self.left.setdefault(record.external_ref, []).append((at.date(), site))


def deliveries(leaving: Leaving, history: History, master: MasterData) -> Deliveries | None:
    """Count the wishes and the costs; nothing where no way is known."""
    if not master.ways:
        return None
    countries = {customer.id: customer.country for customer in master.customers}
    wished = on_day = sent = 0
    cost = Decimal(0)
    for operation in history:
        intent = operation.intent
        ways = [
            (day, way)
            for day, site in leaving.left.get(intent.external_ref, ())
            if (way := _way(master, site, intent, countries)) is not None
        ]
        sent += len(ways)
        cost += sum(way.cost for _, way in ways)
        if intent.deliver_by is not None and ways:
            wished += 1
            on_day += max(day + timedelta(days=way.days) for day, way in ways) <= intent.deliver_by
    mean = float(round(cost / sent, 2)) if sent else 0.0
    return Deliveries(wished=wished, on_day=on_day, sent=sent, cost=mean)


def _way(master: MasterData, site: str, intent: OrderIntent, countries: dict[str, str]) -> Way | None:
    country = intent.ship_to.country if intent.ship_to is not None else countries[intent.customer_id]
    return master.ways.get((site, country)) or master.ways.get((site, ANYWHERE))

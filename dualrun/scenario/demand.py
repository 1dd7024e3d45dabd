"""What will the buyers do, and what became of every line of the file they did it in?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from dualrun.history import FIELD_SALES, Demand
from dualrun.scenario.fit import Window, fit
from dualrun.scenario.generated import generated
from dualrun.scenario.past import OrderHistory
from dualrun.scenario.schema import OLD_BOOK, Landscape, Scenario
from simulators.chassis.generate import generate, scaled_stock
from simulators.chassis.master import CASE, MasterData, Way
from simulators.chassis.ports import Chance
from simulators.chassis.suppliers import drop_shipped, with_goods_on_order

GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class InputReport:
    """Where the demand came from. Of a file, every line is used or rejected for a reason."""

    source: str  # "generated", or the name of the file
    orders: int
    cancellations: int
    lines_read: int
    lines_used: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)
    fit: str = ""  # how the times of a file were placed in the window; empty when generated
    rounds: int = 1  # how often the file was played

    def __post_init__(self) -> None:
        assert self.lines_used + sum(self.rejected.values()) == self.lines_read, "no line may vanish"


def demand(
    scenario: Scenario, master: MasterData, history: OrderHistory | None, chance: Chance
) -> tuple[Demand, InputReport]:
    """Give the demand of a scenario: that of a history when there is one, and else a generated one.

    `master` must be the business that orders: `history.master(chance)` for a history.
    """
    if history is not None:
        return _replayed(scenario, history, chance)
    made = generated(scenario, master, chance)
    lines = sum(len(order.lines) for order in made.orders)
    return made, InputReport(GENERATED, len(made.orders), len(made.cancellations), lines, lines)


def prepare(
    scenario: Scenario, history: OrderHistory | None, chance: Chance
) -> tuple[MasterData, Demand, InputReport]:
    """Give the business of a scenario with its demand, and with stock to meet it.

    The stock comes last because it follows the demand: a history played four times over needs four times as
    much, or the rehearsal would only show a warehouse that is empty.
    """
    size = scenario.landscape
    master = (
        history.master(chance)
        if history is not None
        else generate(chance, customers=size.customers, items=size.items)
    )
    if size.drop_ship_share:
        master = drop_shipped(master, size.drop_ship_share, chance)
    if size.ways:
        master = replace(master, ways=_ways(size))
    made, report = demand(scenario, master, history, chance)
    if size.on_order_share:
        opens = scenario.start.date()
        master = with_goods_on_order(master, size.on_order_share, OLD_BOOK, opens, chance)
    return scaled_stock(master, units_by_item(made, master), size.stock_cover), made, report


def _ways(size: Landscape) -> dict[tuple[str, str], Way]:
    return {
        (site, country): Way(way.days, Decimal(str(way.cost)))
        for site, ways in size.ways.items()
        for country, way in ways.items()
    }


def units_by_item(made: Demand, master: MasterData) -> dict[str, int]:
    """Give how many EA of each item are ordered in all: what the stock is scaled by."""
    pack_sizes = {item.id: item.pack_size for item in master.items}
    units: Counter[str] = Counter()
    for order in made.orders:
        for line in order.lines:
            units[line.item_id] += line.quantity * (pack_sizes[line.item_id] if line.uom == CASE else 1)
    return dict(units)


def _replayed(scenario: Scenario, history: OrderHistory, chance: Chance) -> tuple[Demand, InputReport]:
    """Play a history; who ordered by which channel it does not tell, so the scenario's share decides."""
    plan = scenario.demand
    fitted = fit(history, plan.fit, Window(scenario.start, plan.from_s, plan.to_s, scenario.length_s))
    rejected = dict(history.rejected)
    if fitted.lines_outside:
        rejected["outside_window"] = rejected.get("outside_window", 0) + fitted.lines_outside
    report = InputReport(
        source=history.label,
        orders=len(fitted.orders),
        cancellations=len(fitted.cancellations),
        lines_read=history.lines_read,
        lines_used=history.lines_used - fitted.lines_outside,
        rejected=rejected,
        notes=history.notes,
        fit=plan.fit,
        rounds=fitted.rounds,
    )
    orders = tuple(
        replace(order, channel=FIELD_SALES)
        if chance.uniform("demand", "channel", order.external_ref) < plan.direct_share
        else order
        for order in fitted.orders
    )
    return Demand(orders, fitted.cancellations), report

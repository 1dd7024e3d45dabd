"""What do buyers order when there is no history to replay?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from dualrun.history import (
    COMMERCE,
    FIELD_SALES,
    CancelIntent,
    Demand,
    LineIntent,
    OrderIntent,
    Place,
    ReturnIntent,
)
from dualrun.scenario.schema import DemandPlan, Scenario
from dualrun.scenario.week import Arrivals, Popularity, line_counts, line_quantities, pick
from simulators.chassis.figures import figure
from simulators.chassis.master import CASE, EACH, Customer, Item, MasterData
from simulators.chassis.ports import Chance

_PREFIX = {COMMERCE: "W", FIELD_SALES: "F"}

_ITEM_EXPONENT = 0.8
_CUSTOMER_EXPONENT = (
    0.7  # the top hundredth of customers then sends about a seventh of the orders, as in the source
)
_WISHED_DAYS_MIN, _WISHED_DAYS_SPREAD = 3, 3
_STALE_FACTOR = Decimal("1.03")
_CENT = Decimal("0.01")
_WHOLE_CANCEL_SHARE = 0.6
_RETURN_AFTER_H_MIN = 24.0
_CANCEL_AFTER_S_MIN, _CANCEL_AFTER_S_MAX = 120.0, 6 * 3_600.0


def generated(scenario: Scenario, master: MasterData, chance: Chance) -> Demand:
    """Generate the demand of a scenario: the same orders for the same seed, plan and business."""
    buyers = _Buyers(scenario.demand, master, chance)
    plan, start = scenario.demand, scenario.start
    arrivals = Arrivals(plan.profile, start, plan.from_s, plan.to_s, plan.peaks)
    moments = sorted(arrivals.at(chance.uniform("demand", "arrival", n)) for n in range(plan.orders))
    orders = tuple(
        buyers.order(number, start + timedelta(milliseconds=int(at_s * 1000)))
        for number, at_s in enumerate(moments)
    )
    end = start + timedelta(seconds=scenario.length_s)
    return Demand(
        orders,
        tuple(sorted(buyers.cancellations(orders, end), key=lambda cancel: cancel.at)),
        tuple(sorted(buyers.returns(orders, end), key=lambda wish: wish.at)),
    )


class _Buyers:
    """All customers, with their taste. Every decision is keyed by the number of the order it belongs to."""

    def __init__(self, plan: DemandPlan, master: MasterData, chance: Chance) -> None:
        self._plan = plan
        self._master = master
        self._chance = chance
        self._customers: list[Customer] = sorted(
            master.customers, key=lambda c: self._taste("customer", c.id)
        )
        self._items: list[Item] = sorted(master.items, key=lambda i: self._taste("item", i.id))
        self._customer_rank = Popularity(len(self._customers), _CUSTOMER_EXPONENT).rank
        self._item_rank = Popularity(len(self._items), _ITEM_EXPONENT).rank
        self._line_counts = line_counts(plan.lines_median)
        self._placed = {COMMERCE: 0, FIELD_SALES: 0}

    def order(self, number: int, at: datetime) -> OrderIntent:
        """Give the next order of all."""
        draw = self._chance.uniform
        channel = FIELD_SALES if draw("demand", "channel", number) < self._plan.direct_share else COMMERCE
        self._placed[channel] += 1
        customer = self._customers[self._customer_rank(draw("demand", "customer", number))]
        count = min(pick(self._line_counts, draw("demand", "lines", number)), len(self._items))
        lines = [
            self._line(number, line, item, customer)
            for line, item in enumerate(self._basket(number, count), 1)
        ]
        if draw("demand", "stale", number) < self._plan.stale_price_share:
            place = int(draw("demand", "stale-line", number) * count)
            lines[place] = _outdated(lines[place])
        reference = f"{_PREFIX[channel]}{self._placed[channel]:06d}"
        intent = OrderIntent(reference, channel, customer.id, at, tuple(lines))
        is_plain = not (self._plan.elsewhere_share or self._plan.wished_day_share)
        return intent if is_plain else self._delivered(number, intent)

    def _delivered(self, number: int, intent: OrderIntent) -> OrderIntent:
        """Say where an order goes and by when, if its buyer does; a shop has no field for the day."""
        draw, place, day = self._chance.uniform, None, None
        if draw("demand", "elsewhere", number) < self._plan.elsewhere_share:
            other = self._customers[int(draw("demand", "address", number) * len(self._customers))]
            place = Place(other.street, other.city, other.postcode, other.country)
        if intent.channel == FIELD_SALES and draw("demand", "wish", number) < self._plan.wished_day_share:
            within = _WISHED_DAYS_MIN + int(draw("demand", "wished-day", number) * _WISHED_DAYS_SPREAD)
            day = intent.at.date() + timedelta(days=within)
        return replace(intent, ship_to=place, deliver_by=day)

    def cancellations(self, orders: tuple[OrderIntent, ...], end: datetime) -> Iterator[CancelIntent]:
        """Give the changes of mind that come before the run ends."""
        for number, order in enumerate(orders):
            if self._chance.uniform("demand", "cancel", number) >= self._plan.cancel_share:
                continue
            span = _CANCEL_AFTER_S_MAX / _CANCEL_AFTER_S_MIN
            after_s = _CANCEL_AFTER_S_MIN * span ** self._chance.uniform("demand", "cancel-after", number)
            at = order.at + timedelta(milliseconds=int(after_s * 1000))
            if at <= end:
                yield CancelIntent(order.external_ref, at, self._taken_back(number, order))

    def returns(self, orders: tuple[OrderIntent, ...], end: datetime) -> Iterator[ReturnIntent]:
        """Give the wishes to send a unit back that come before the run ends."""
        draw = self._chance.uniform
        for number, order in enumerate(orders):
            if draw("demand", "return", number) >= self._plan.return_share:
                continue
            after_h = _RETURN_AFTER_H_MIN * (1 + draw("demand", "return-after", number))
            at = order.at + timedelta(hours=after_h)
            if at <= end:
                yield ReturnIntent(order.external_ref, at, ((order.lines[0].line, 1),))

    def _taste(self, kind: str, id_: str) -> float:
        return self._chance.uniform("demand", "rank", kind, id_)

    def _basket(self, number: int, count: int) -> list[Item]:
        """Choose different items: one that is in the basket already gives way to the next in rank."""
        chosen: dict[int, None] = {}
        for line in range(count):
            rank = self._item_rank(self._chance.uniform("demand", "item", number, line))
            while rank in chosen:
                rank = (rank + 1) % len(self._items)
            chosen[rank] = None
        return [self._items[rank] for rank in chosen]

    def _line(self, number: int, line: int, item: Item, customer: Customer) -> LineIntent:
        each = self._master.price(customer.id, item)
        units = pick(line_quantities(), self._chance.uniform("demand", "quantity", number, line))
        is_in_cases = (
            units >= item.pack_size > 1
            and self._chance.uniform("demand", "case", number, line) < self._plan.case_share
        )
        if is_in_cases:
            price = figure(str(each * item.pack_size))
            return LineIntent(line, item.id, units // item.pack_size, CASE, price)
        return LineIntent(line, item.id, units, EACH, each)

    def _taken_back(self, number: int, order: OrderIntent) -> tuple[tuple[int, int], ...]:
        draw = self._chance.uniform
        if draw("demand", "cancel-whole", number) < _WHOLE_CANCEL_SHARE:
            return ()
        line = order.lines[int(draw("demand", "cancel-line", number) * len(order.lines))]
        quantity = 1 + int(draw("demand", "cancel-quantity", number) * line.quantity)
        return () if len(order.lines) == 1 and quantity == line.quantity else ((line.line, quantity),)


def _outdated(line: LineIntent) -> LineIntent:
    """Give the line at the price of before: never equal to the one that holds."""
    price = (line.unit_price * _STALE_FACTOR).quantize(_CENT, ROUND_HALF_UP)
    return replace(line, unit_price=max(price, line.unit_price + _CENT))

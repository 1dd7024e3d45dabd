"""Everything that is counted in one process of the façade, ready to be read by Prometheus."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from facade.canonical.catalogue import Subject
from facade.messaging.store import OutboxLevel, Step
from facade.observability.exposition import (
    Family,
    Histogram,
    Labels,
    Sample,
    counters,
    histograms,
    labels,
    rendered,
)
from facade.observability.journeys import Journeys
from facade.observability.promises import MEANINGS, Measure, Promise, Promises
from facade.way_out.breaker import BreakerState
from facade.way_out.guard import Guard, Hop

CALL_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
ORDER_BOUNDS_S = (0.1, 0.5, 1, 5, 15, 30, 60, 300, 600, 1800, 3600, 7200, 14400, 43200, 86400, 259200, 432000)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_PUBLISHED = {
    Subject.STOCK: Measure.INVENTORY_LATENCY,
    Subject.PRICES: Measure.PRICE_FRESHNESS,
    Subject.CONTRACTS: Measure.PRICE_FRESHNESS,
}
_STATES = tuple(BreakerState)
Key = TypeVar("Key", bound=Hashable)


class Measures:
    """Counts as things happen; nothing is asked of anybody before somebody wants to know."""

    def __init__(self, promises: Iterable[Promise]) -> None:
        self.promises = Promises(promises)
        self.journeys = Journeys(self.observe)
        self._orders: dict[tuple[Measure, str, str], Histogram] = {}
        self._calls: dict[tuple[str, str | int], Histogram] = {}
        self._requests: dict[tuple[str, str, int], Histogram] = {}
        self._duplicates: Counter[str] = Counter()
        self._defects = 0

    def observe(self, measure: Measure, channel: str, partner: str, seconds: float) -> None:
        """Take in how long one order waited for something."""
        _of(self._orders, (measure, channel, partner), ORDER_BOUNDS_S).observe(seconds)
        self.promises.observe(measure, channel, partner, seconds)

    def hop(self, hop: Hop) -> None:
        """Take in a call that has ended."""
        _of(self._calls, (hop.system, hop.fault or hop.status), CALL_BOUNDS_S).observe(hop.took_s)

    def step(self, step: Step) -> None:
        """Take in a step that is durable."""
        self.journeys.step(step)

    def request(self, method: str, route: str, status: int, took_s: float) -> None:
        """Take in a request that was answered."""
        known = method if method in _METHODS else "other"
        _of(self._requests, (known, route, status), CALL_BOUNDS_S).observe(took_s)

    def acknowledged(self, channel: str, took_s: float) -> None:
        """Take in an order that was acknowledged."""
        self.observe(Measure.ORDER_ACKNOWLEDGEMENT, self.journeys.channel(channel), "", took_s)

    def duplicate(self, source: str) -> None:
        """Take in something that was told before and had no second effect."""
        self._duplicates[self.journeys.channel(source)] += 1

    def published(self, channel: str, subject: Subject, age_s: float) -> None:
        """Take in how old what a channel shows is, each time it was or should have been told."""
        measure = _PUBLISHED.get(subject)
        if measure is not None:
            self.observe(measure, self.journeys.channel(channel), "published", age_s)

    def defect(self) -> None:
        """Take in something of ours that broke."""
        self._defects += 1

    def text(self, level: OutboxLevel, now_s: float, guards: Mapping[str, Guard]) -> str:
        """Give everything in the text format."""
        return rendered((*self._technical(level, now_s), *self._business(), *_ways(guards)))

    def _technical(self, level: OutboxLevel, now_s: float) -> Iterator[Family]:
        requests = {
            labels(method=method, route=route, status=str(status)): one
            for (method, route, status), one in self._requests.items()
        }
        yield histograms("dualrun_request_seconds", "Requests that the facade has answered.", requests)
        calls = {
            labels(outcome=str(outcome), system=system): one for (system, outcome), one in self._calls.items()
        }
        yield histograms("dualrun_call_seconds", "Calls of the facade at its neighbours.", calls)
        oldest_s = max(0.0, now_s - level.oldest_due_s) if level.oldest_due_s is not None else 0.0
        yield _gauge("dualrun_queue_depth", "Rows of the outbox still to be carried out.", level.unsent)
        yield _gauge("dualrun_queue_age_seconds", "How long the oldest of them has been due.", oldest_s)
        yield _gauge("dualrun_queue_retried", "Rows tried before and still to be carried out.", level.retried)
        yield _gauge("dualrun_events_waiting", "Events told and not yet published.", level.events)
        yield _gauge("dualrun_dead_letters", "Rows that no attempt could help.", level.dead)
        yield counters("dualrun_defects_total", "Things of the facade's own that broke.", {(): self._defects})

    def _business(self) -> Iterator[Family]:
        for measure in Measure:
            found = {
                labels(channel=channel, partner=partner): one
                for (what, channel, partner), one in self._orders.items()
                if what is measure
            }
            yield histograms(f"dualrun_{measure}_seconds", f"{MEANINGS[measure].capitalize()}.", found)
        journeys = self.journeys
        yield counters("dualrun_orders_accepted_total", "Orders accepted.", _by_channel(journeys.accepted))
        finished = {
            labels(channel=channel, status=str(status)): float(count)
            for (channel, status), count in journeys.finished.items()
        }
        yield counters("dualrun_orders_finished_total", "Orders at their end.", finished)
        yield counters(
            "dualrun_perfect_orders_total", "Orders without a hitch.", _by_channel(journeys.perfect)
        )
        rates = [
            Sample(labels(channel=channel), journeys.perfect[channel] / done)
            for channel, done in sorted(_done(journeys).items())
        ]
        yield Family("dualrun_perfect_order_rate", "gauge", "Of the finished orders, without a hitch.", rates)
        yield counters(
            "dualrun_duplicates_total",
            "Told before, and without a second effect.",
            {labels(source=source): float(count) for source, count in self._duplicates.items()},
        )
        yield counters(
            "dualrun_exceptions_total",
            "Commands refused where no was not expected, by what stands still.",
            {labels(stopped=stopped): float(count) for stopped, count in journeys.refused.items()},
        )
        yield _gauge("dualrun_orders_under_way", "Orders followed to their end.", journeys.under_way)
        yield from self._kept()

    def _kept(self) -> Iterator[Family]:
        standings = self.promises.standings()
        shares, met = [], []
        for one in standings:
            named = labels(channel=one.channel, partner=one.partner, sla=one.measure)
            shares.append(Sample(named, one.within_share))
            met.append(Sample(named, float(one.is_met)))
        yield Family("dualrun_sla_within_share", "gauge", "Of the orders, within the target.", shares)
        yield Family("dualrun_sla_met", "gauge", "Whether the promise is kept.", met)


def _ways(guards: Mapping[str, Guard]) -> Iterator[Family]:
    ways = sorted(guards.items())

    def gauge(name: str, meaning: str, values: Iterable[float]) -> Family:
        named = zip(ways, values, strict=True)
        return Family(name, "gauge", meaning, [Sample(labels(system=way), v) for (way, _), v in named])

    states = [
        Sample(labels(state=state, system=name), float(guard.breaker.state is state))
        for name, guard in ways
        for state in _STATES
    ]
    yield Family("dualrun_breaker_state", "gauge", "1 for the state the breaker is in.", states)
    incidents = {labels(system=name): float(guard.breaker.incidents) for name, guard in ways}
    yield counters("dualrun_incidents_total", "Times a system was away and came back.", incidents)
    mttr = [g.breaker.down_s / g.breaker.incidents if g.breaker.incidents else 0.0 for _, g in ways]
    yield gauge("dualrun_mttr_seconds", "Mean time until a system answered again.", mttr)
    yield gauge("dualrun_backlog", "Messages that found the system away.", [len(g.backlog) for _, g in ways])
    longest = [guard.catch_up_s for _, guard in ways]
    yield gauge("dualrun_catch_up_seconds", "Longest time until a backlog was answered.", longest)
    yield gauge("dualrun_calls_under_way", "Calls at a system now.", [g.bulkhead.in_use for _, g in ways])
    yield gauge("dualrun_calls_waiting", "Calls waiting for a place.", [g.bulkhead.waiting for _, g in ways])
    yield gauge("dualrun_retries_left", "Repeats the budget allows now.", [g.budget.left for _, g in ways])


def _of(found: dict[Key, Histogram], key: Key, bounds: tuple[float, ...]) -> Histogram:
    one = found.get(key)
    if one is None:
        one = found[key] = Histogram(bounds)
    return one


def _gauge(name: str, meaning: str, value: float) -> Family:
    return Family(name, "gauge", meaning, [Sample((), value)])


def _by_channel(counted: Counter[str]) -> dict[Labels, float]:
    return {labels(channel=channel): float(count) for channel, count in counted.items()}


def _done(journeys: Journeys) -> dict[str, int]:
    done: dict[str, int] = {}
    for (channel, status), count in journeys.finished.items():
        if status != "rejected":
            done[channel] = done.get(channel, 0) + count
    return done

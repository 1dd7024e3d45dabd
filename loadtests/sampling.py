"""What the systems say of themselves while the load is on, once a second, on the load's own time axis.

Everything is asked from outside: the façade's measures, and the control plane of the systems around it.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from loadtests.exposition import Reading, buckets, read, total
from loadtests.measures import BUSINESS
from loadtests.target import Target

EVERY_S = 1.0
NOTHING = "façade nothing_s"
"""What a call takes that asks for nothing."""
LIMIT = aiohttp.ClientTimeout(total=5)
Readings = Mapping[str, list[Reading]]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was said at one moment: numbers by name, and the business histograms so far."""

    t: float
    values: Mapping[str, float]
    business: Mapping[str, Mapping[float, float]] = field(default_factory=dict)


class Sampler:
    """Asks, and turns counters that only grow into rates since the last time."""

    def __init__(self, session: aiohttp.ClientSession, target: Target) -> None:
        self._session = session
        self._target = target
        self._passes = target.passes()
        self._before: dict[str, float] = {}
        self._before_at = 0.0
        self.samples: list[Sample] = []
        self.unanswered = 0

    async def keep_sampling(self, began_at: float) -> None:
        """Sample until cancelled."""
        while True:
            at = time.monotonic()
            await self.sample(began_at)
            await asyncio.sleep(max(0.05, EVERY_S - (time.monotonic() - at)))

    async def sample(self, began_at: float) -> None:
        """Ask everybody once; who does not answer in time is counted, and asked again the next time."""
        values: dict[str, float] = {}
        business: dict[str, dict[float, float]] = {}
        at, begun = time.time(), time.monotonic()
        try:
            await self._facade(values, business)
            if self._target.control:
                await self._systems(values)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            self.unanswered += 1
        if values:
            rates = self._rates(values, begun)
            self.samples.append(Sample(round(at - began_at, 2), rates, business))

    async def _facade(self, values: dict[str, float], business: dict[str, dict[float, float]]) -> None:
        routes = self._target.routes
        if not routes.has("measures"):
            return
        headers = await self._passes.headers(self._session, "operator")
        begun = time.monotonic()
        method, path = routes.of("health")
        async with self._session.request(method, self._target.url + path, timeout=LIMIT) as answer:
            await answer.read()
        values[NOTHING] = time.monotonic() - begun
        method, path = routes.of("measures")
        url = self._target.url + path
        async with self._session.request(method, url, headers=headers, timeout=LIMIT) as answer:
            answer.raise_for_status()
            readings = read(await answer.text())
        values |= facade_values(readings)
        business |= {name: buckets(readings, f"dualrun_{name}_seconds") for name in BUSINESS}

    async def _systems(self, values: dict[str, float]) -> None:
        async with self._session.get(f"{self._target.control}/__admin/load", timeout=LIMIT) as answer:
            if answer.status == 200:
                values |= system_values(await answer.json())

    def _rates(self, values: Mapping[str, float], at: float) -> dict[str, float]:
        took_s = max(at - self._before_at, 1e-9)
        rates = {name: value for name, value in values.items() if not name.endswith(" total")}
        for name, value in values.items():
            if name.endswith(" total") and name in self._before:
                rates[name.removesuffix(" total")] = max(0.0, value - self._before[name]) / took_s
        self._before, self._before_at = dict(values), at
        return {name: round(value, 4) for name, value in rates.items()}


def facade_values(readings: Readings) -> dict[str, float]:
    """Pick what a load test wants to know; what ends in total is turned into a rate a second."""
    found = {
        "queue depth": total(readings, "dualrun_queue_depth"),
        "queue age_s": total(readings, "dualrun_queue_age_seconds"),
        "queue retried": total(readings, "dualrun_queue_retried"),
        "dead letters": total(readings, "dualrun_dead_letters"),
        "orders under way": total(readings, "dualrun_orders_under_way"),
        "accepted total": total(readings, "dualrun_orders_accepted_total"),
        "façade requests total": total(readings, "dualrun_request_seconds_count"),
    }
    for name, measure in (
        ("façade loop_lag_s", "dualrun_event_loop_lag_seconds"),
        ("façade cpu total", "dualrun_process_cpu_seconds_total"),
        ("façade sql total", "dualrun_sql_seconds_total"),
    ):
        if measure in readings:
            found[name] = total(readings, measure)
    systems = sorted({one.labels["system"] for one in readings.get("dualrun_calls_under_way", ())})
    for system in systems:
        found |= _way_to(readings, system)
    return found


def _way_to(readings: Readings, system: str) -> dict[str, float]:
    is_open = total(readings, "dualrun_breaker_state", system=system, state="open")
    return {
        f"{system} breaker_open": is_open,
        f"{system} calls_under_way": total(readings, "dualrun_calls_under_way", system=system),
        f"{system} calls_waiting": total(readings, "dualrun_calls_waiting", system=system),
        f"{system} calls total": total(readings, "dualrun_call_seconds_count", system=system),
        f"{system} called_s total": total(readings, "dualrun_call_seconds_sum", system=system),
        f"{system} said_429 total": total(
            readings, "dualrun_call_seconds_count", system=system, outcome="429"
        ),
        f"{system} said_503 total": total(
            readings, "dualrun_call_seconds_count", system=system, outcome="503"
        ),
    }


def system_values(document: Mapping[str, Any]) -> dict[str, float]:
    """Pick what the control plane says of each system's workers and refusals."""
    found: dict[str, float] = {}
    for system, now in document.get("now", {}).items():
        if now.get("workers"):
            found[f"{system} in_queue"] = float(now["waiting"])
            found[f"{system} utilisation total"] = now["busy_s"] / now["workers"]
            found[f"{system} refused_429 total"] = float(now.get("throttled", 0))
            found[f"{system} refused_503 total"] = float(now.get("turned_away", 0))
    return found

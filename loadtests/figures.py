"""What Locust measured, in the few figures that count."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ORDERS, FLOOR = "/orders", "/control/health"


def summary(path: Path) -> str:
    """Say how fast orders were acknowledged, with the generator's own floor beside it."""
    entries = {entry["name"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))}
    orders = entries.get(ORDERS)
    if orders is None or not orders["num_requests"]:
        return "POST /orders: none sent"
    count = orders["num_requests"]
    seconds = max(orders["last_request_timestamp"] - orders["start_time"], 1e-9)
    line = (
        f"POST /orders: {count} in {seconds:.1f} s ({count / seconds:.1f} a second), {_percentiles(orders)}"
    )
    floor = entries.get(FLOOR)
    return f"{line}; floor of the generator {_percentiles(floor)}" if floor else line


def failures(path: Path) -> int:
    """Count the requests that did not end as they should."""
    return sum(entry["num_failures"] for entry in json.loads(path.read_text(encoding="utf-8")))


def _percentiles(entry: Mapping[str, Any]) -> str:
    return f"p50 {_percentile(entry, 0.50):.0f} ms, p95 {_percentile(entry, 0.95):.0f} ms"


def _percentile(entry: Mapping[str, Any], share: float) -> float:
    """Give the time that `share` of the requests stayed within, from Locust's histogram."""
    times = sorted((float(time_ms), count) for time_ms, count in entry["response_times"].items())
    left = share * sum(count for _, count in times)
    for time_ms, count in times:
        left -= count
        if left <= 0:
            return time_ms
    return times[-1][0] if times else 0.0

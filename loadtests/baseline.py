"""What got worse since an earlier run, beyond what two runs of the same thing differ by?

Rates and waits of the same landscape vary from run to run, the more so on a shared machine. A difference
counts when it is larger than the scatter of the seconds within the two runs explains: three times the
standard error of their medians, and a tenth at least.
"""

import json
from collections.abc import Mapping, Sequence
from math import sqrt
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from dualrun.errors import UsageError
from loadtests.outcome import SCHEMA

ERRORS = 3.0
SHARE_MIN = 0.10
MS_MIN = 5.0
OF_MEDIAN = 1.25
"""The standard error of a median is that of a mean times a quarter more."""
QUARTILES_APART = 1.349
"""How many standard deviations the quartiles are apart where scatter is normal."""
MEASURES = (("p50_ms", "p50, ms"), ("p95_ms", "p95, ms"), ("requests", "requests a second"))
COUNTS = ("lost", "doubled", "mispriced", "unknown")


def read_baseline(path: Path) -> dict[str, Any]:
    """Read an earlier report, or the folder it is in.

    Raises:
        UsageError: it is not there, or no report of a load.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        document: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not JSON"
        raise UsageError(f"--baseline {file}: cannot be read: {reason}") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(f"--baseline {file}: no report of a load; --report writes one")
    return document


def compared(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Hold two runs side by side."""
    if before["profile"] != now["profile"]:
        return [
            {
                "what": "profile",
                "before": before["profile"],
                "now": now["profile"],
                "verdict": "not comparable",
            }
        ]
    found = [_series(name, told, before["seconds"], now["seconds"]) for name, told in MEASURES]
    found += [_count(name, before["reconciliation"], now["reconciliation"]) for name in COUNTS]
    kept = {one["name"]: one["met"] for one in before["objectives"]}
    for one in now["objectives"]:
        if kept.get(one["name"]) and not one["met"]:
            found.append({"what": one["name"], "before": "met", "now": "not met", "verdict": "worse"})
    return found


def _series(
    name: str, told: str, before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    earlier, later = [one[name] for one in before], [one[name] for one in now]
    if not earlier or not later:
        return {"what": told, "before": len(earlier), "now": len(later), "verdict": "not comparable"}
    first, second = median(earlier), median(later)
    noise = ERRORS * OF_MEDIAN * sqrt(_error(earlier) ** 2 + _error(later) ** 2)
    least = max(noise, SHARE_MIN * first, MS_MIN if name.endswith("_ms") else 0.0)
    change = second - first if name.endswith("_ms") else first - second
    verdict = "worse" if change > least else "better" if -change > least else "within noise"
    return {"what": told, "before": round(first, 1), "now": round(second, 1), "verdict": verdict}


def _error(values: Sequence[float]) -> float:
    """Give the standard error of a mean, the scatter read off the middle half: one bad second is no noise."""
    if len(values) < 2:
        return 0.0
    low, _, high = quantiles(values, n=4)
    return (high - low) / QUARTILES_APART / sqrt(len(values))


def _count(name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    change = now[name] - before[name]
    verdict = "worse" if change > 0 else "better" if change < 0 else "the same"
    return {"what": name, "before": before[name], "now": now[name], "verdict": verdict}

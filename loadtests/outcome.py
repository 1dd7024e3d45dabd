"""What a run comes to: one document, from which screen, page, JUnit and CSV are written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from dualrun import __version__
from loadtests.account import Entry, busiest_cpu, entries_of, orders_in, total_of, visits_of
from loadtests.conducting import Climbed, Ran
from loadtests.measures import MEASURES
from loadtests.sampling import NOTHING
from loadtests.saturation import saturated
from loadtests.slo import Judged

SCHEMA = "dualrun.load-report/1"
CPU_MAX = 0.85
LATE_S_MAX = 1.0
"""A generator that shares its core is late before it is busy."""
PERCENTILES = {"p50_ms": 0.50, "p95_ms": 0.95, "p99_ms": 0.99}
EXIT = {"passed": 0, "failed": 1, "invalid": 3}
SAID_SHOWN = 5
HARMFUL = ("lost", "doubled", "mispriced")
OMISSION = (
    "Visits begin when they are due, whoever is still being served; the first request of each is timed from "
    "that moment, so a slow system cannot hide behind a generator that waits for it. sent_p95_ms is "
    "timed from sending."
)


def outcome(ran: Ran, name: str) -> dict[str, Any]:
    """Write everything down."""
    entries = entries_of(ran.seconds)
    total = total_of(entries.values())
    cpu = busiest_cpu(ran.seconds)
    refusals = refusals_of(ran, cpu, total)
    dropped, late_s = _not_offered(ran)
    reconciled = ran.reconciliation
    assert reconciled is not None
    return {
        "schema": SCHEMA,
        "version": __version__,
        "profile": name,
        "title": ran.profile.title,
        "verdict": verdict_of(ran, refusals),
        "not_valid_because": refusals,
        "settings": ran.profile.document(),
        "load_s": ran.load_s,
        "visits": visits_of(ran.seconds),
        "requests": [_entry(key, entry, ran.load_s) for key, entry in entries.items()]
        + [_entry("all", total, ran.load_s)],
        "said": dict(sum((second.said for second in ran.seconds), Counter()).most_common(SAID_SHOWN)),
        "coordinated_omission": OMISSION,
        "objectives": [_objective(one) for one in ran.judged],
        "steps": [_step(one) for one in ran.climbed],
        "knee": knee(ran.climbed, ran),
        "saturation": [_plain(one) for one in saturated(ran.samples, ran.rates)],
        "incidents": [_plain(one) for one in ran.incidents],
        "generator": {
            "cpu_share_max": {process: round(share, 3) for process, share in cpu.items()},
            "cpu_share_allowed": CPU_MAX,
            "cpu_s": round(sum(second.used_s for second in ran.seconds), 3),
            "late_s_max": late_s,
            "dropped_visits": dropped,
            "floor_ms": floor_ms(ran),
        },
        "counting": counting(ran, total),
        "seconds": [_second(ran, second.t) for second in ran.seconds],
        "samples": [{"t": one.t, **one.values} for one in ran.samples],
        "drain": {"took_s": ran.drained_s, "came_to_rest": ran.is_drained},
        "reconciliation": {
            "acknowledged": reconciled.acknowledged,
            "once": reconciled.once,
            "rejected": reconciled.rejected,
            "unanswered": reconciled.unanswered,
            **reconciled.harm,
            "oversold": list(ran.oversold or ())[:20],
            "named": {what: list(getattr(reconciled, what))[:20] for what in reconciled.harm},
        },
    }


def refusals_of(ran: Ran, cpu: Mapping[str, float], total: Entry) -> list[str]:
    """Say why the result proves nothing, if so."""
    found = [
        f"{process} used {share:.0%} of a core, over {CPU_MAX:.0%}: it was the bottleneck; use --workers"
        for process, share in cpu.items()
        if share > CPU_MAX
    ]
    dropped, late_s = _not_offered(ran)
    if dropped:
        found.append(f"{dropped} visits could not begin, too many were under way: less was offered than due")
    if late_s > LATE_S_MAX:
        found.append(f"a visit began {late_s:.1f} s late: the generator had no core to itself; use --workers")
    counts = counting(ran, total)
    if counts["error"]:
        found.append(f"the counts do not agree: {counts}")
    if not total.count:
        found.append("nothing was sent")
    elif ran.reconciliation is not None and not ran.reconciliation.acknowledged:
        found.append("no order was acknowledged")
    bad = [one for one in ran.incidents if not one.went_well]
    found += [f"{one.what}, at {one.at_s} s: it did not go well" for one in bad]
    unknown = len(ran.reconciliation.unknown) if ran.reconciliation is not None else 0
    if unknown and any(MEASURES[one.objective.measure].source == "books" for one in ran.judged):
        found.append(f"{unknown} acknowledged orders could not be looked up in the books; see --landscape")
    missing = [one.objective.name for one in ran.judged if one.found is None]
    if missing:
        found.append(f"never measured: {', '.join(missing)}")
    return found


def _not_offered(ran: Ran) -> tuple[int, float]:
    """Give how many visits never began, and how late one began at worst."""
    dropped = sum(second.dropped for second in ran.seconds)
    return dropped, max((second.late_s for second in ran.seconds), default=0.0)


def floor_ms(ran: Ran) -> float | None:
    """Give what a call that asks for nothing took, as a rule, while the load was on: no wait can be less."""
    took = [one.values[NOTHING] for one in ran.samples if NOTHING in one.values and one.t <= ran.load_s]
    return round(median(took) * 1000, 1) if took else None


def counting(ran: Ran, total: Entry) -> dict[str, int]:
    """Hold what we counted against what Locust did: they come by it on different ways."""
    error = abs(total.count - ran.counted_by_locust)
    return {"recorded": total.count, "locust": ran.counted_by_locust, "error": error}


def verdict_of(ran: Ran, refusals: Sequence[str]) -> str:
    """Harm fails whatever else there is; what proves nothing cannot pass.

    A staircase is there to break: it has passed once it knows its knee.
    """
    harm = ran.reconciliation.harm if ran.reconciliation else {}
    if any(harm.get(name) for name in HARMFUL):
        return "failed"
    if refusals:
        return "invalid"
    if ran.climbed:
        return "passed" if any(one.holds for one in ran.climbed) else "failed"
    return "passed" if all(one.is_met for one in ran.judged) else "failed"


def knee(climbed: Sequence[Climbed], ran: Ran) -> dict[str, Any] | None:
    """Give the last good step before the first that broke a promise."""
    if not climbed:
        return None
    broke = next((one for one in climbed if not one.holds), None)
    good = [one for one in climbed if broke is None or one.step.number < broke.step.number]
    return {
        "last_good_step": good[-1].step.number if good else 0,
        "visits_per_s": _rate(ran, good[-1], 0) if good else 0.0,
        "orders_per_s": _rate(ran, good[-1], 1) if good else 0.0,
        "broke": [one.objective.name for one in broke.judged if one.is_broken] if broke else [],
        "found": broke is not None,
    }


def _rate(ran: Ran, climbed: Climbed, place: int) -> float:
    step = climbed.step
    inside = [rates[place] for t, rates in ran.rates.items() if step.begin_s <= t < step.end_s]
    return round(sum(inside) / max(1, len(inside)), 1)


def _entry(name: str, entry: Entry, load_s: float) -> dict[str, Any]:
    waits = {key: round(entry.percentile_s(share) * 1000, 1) for key, share in PERCENTILES.items()}
    sent = Entry(due=entry.sent)
    return {
        "name": name,
        "count": entry.count,
        "failures": entry.failures,
        "per_s": round(entry.count / max(load_s, 1e-9), 2),
        **waits,
        "sent_p95_ms": round(sent.percentile_s(0.95) * 1000, 1),
    }


def _objective(one: Judged) -> dict[str, Any]:
    objective, measure = one.objective, MEASURES[one.objective.measure]
    return {
        "name": objective.name,
        "meaning": measure.meaning,
        "unit": measure.unit,
        "at_most": objective.at_most,
        "found": None if one.found is None else round(one.found, 4) if one.found != float("inf") else "more",
        "met": one.is_met,
    }


def _step(one: Climbed) -> dict[str, Any]:
    return {**one.step._asdict(), "holds": one.holds, "objectives": [_objective(each) for each in one.judged]}


def _plain(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def _second(ran: Ran, t: int) -> dict[str, Any]:
    second = next(one for one in ran.seconds if one.t == t)
    total = total_of(second.entries.values())
    return {
        "t": t,
        "visits": sum(second.visits.values()),
        "orders": orders_in(second),
        "requests": total.count,
        "failures": total.failures,
        **{key: round(total.percentile_s(share) * 1000, 1) for key, share in PERCENTILES.items()},
    }

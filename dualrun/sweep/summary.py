"""What a sweep has come to, as one document: the same bytes whoever did the work, in however many goes."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from dualrun.rehearsal.timing import percentile
from dualrun.sweep.causes import cause_of
from dualrun.sweep.drivers import Seen, driver, ranked
from dualrun.sweep.proportion import CONFIDENCE, METHOD, Proportion, paired_by_chance, proportion
from dualrun.sweep.record import Record
from dualrun.sweep.run import Sweep, Trial
from dualrun.sweep.smallest import Smallest
from dualrun.sweep.vary import as_written
from facade.routing.binomial import trials_needed

Document = dict[str, Any]

WORST_SHOWN = 5
QUANTILES = {"p5": 0.05, "p50": 0.5, "p95": 0.95, "max": 1.0}
_GRAVITY = ("defect", "no-go", "inconclusive", "go")


def summary(sweep: Sweep, trials: Sequence[Trial], need: float, shrunk: Sequence[Smallest] = ()) -> Document:
    """Give the whole answer of one sweep."""
    records = [trial.record for trial in trials]
    passing = proportion(sum(record.passed for record in records), len(records))
    return {
        "schema": "dualrun.sweep/1",
        "scenario": sweep.source.name,
        "seeds": {"first": sweep.seeds.start, "count": len(sweep.seeds)},
        "set": dict(sorted(sweep.overrides.items())),
        "varied": dict(as_written(sweep.varied)),
        "verdict": verdict(passing, proportion(_harmless(records), len(records)), need),
        "need": need,
        "more_clean_runs_needed": more_needed(passing, need),
        "runs": {
            verdict: sum(record.verdict == verdict for record in records) for verdict in reversed(_GRAVITY)
        },
        "passing": {**_interval(passing), "confidence": CONFIDENCE, "method": METHOD},
        "causes": _causes(trials),
        "drivers": _drivers(sweep, trials),
        "spread": {
            "backlog_peak": _spread([float(record.backlog_peak) for record in records]),
            "acknowledgement_p95_s": _spread(
                [r.acknowledgement_p95_s for r in records if r.acknowledgement_p95_s is not None]
            ),
            "catch_up_s": _spread([record.catch_up_s for record in records]),
        },
        "orders": {
            name: sum(getattr(record, name) for record in records)
            for name in ("submitted", "completed", "lost", "duplicated")
        },
        "worst": _worst(trials),
        "smallest": [_shrunk(one) for one in shrunk],
    }


def compared(one: Document, other: Document, ours: Sequence[Trial], theirs: Sequence[Trial]) -> Document:
    """Put two plans side by side, seed by seed."""
    pairs = [(a.record.passed, b.record.passed) for a, b in zip(ours, theirs, strict=True)]
    only_one, only_other = pairs.count((True, False)), pairs.count((False, True))
    return {
        **one,
        "compared": {
            "with": other,
            "both_pass": pairs.count((True, True)),
            "only_this_passes": only_one,
            "only_the_other_passes": only_other,
            "neither_passes": pairs.count((False, False)),
            "by_chance": paired_by_chance(only_one, only_other),
            "method": "McNemar, exact",
        },
    }


def verdict(passing: Proportion, harmless: Proportion, need: float) -> str:
    """Say whether the plan passes often enough, as far as the runs can tell.

    A run that did no harm and yet showed too little neither passes nor speaks against the plan.
    """
    if passing.low >= need:
        return "go"
    return "no-go" if harmless.high < need else "inconclusive"


def _harmless(records: Sequence[Record]) -> int:
    return sum(record.verdict in ("go", "inconclusive") for record in records)


def more_needed(passing: Proportion, need: float) -> int:
    """Give how many more runs, all of them passing, would show that the plan passes often enough."""
    if passing.low >= need or need >= 1.0:
        return 0
    one_side = 1 - (1 - CONFIDENCE) / 2
    return max(0, trials_needed(passing.of - passing.hits, 1 - need, one_side) - passing.of)


def as_text(document: Mapping[str, Any]) -> str:
    """Write a document as JSON."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _interval(found: Proportion) -> Document:
    return found._asdict()


def _causes(trials: Sequence[Trial]) -> list[Document]:
    """Give every gate, invariant and promise that failed, the most frequent first."""
    by_cause: dict[str, list[Trial]] = {}
    for trial in trials:
        for cause in trial.record.causes:
            by_cause.setdefault(cause, []).append(trial)
    rows = sorted(by_cause.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "cause": cause,
            **_interval(proportion(len(failed), len(trials))),
            "first_seed": failed[0].record.seed,
            "example": next((why for why in failed[0].record.reasons if cause_of(why) == cause), ""),
            "reproduce": failed[0].record.reproduce,
        }
        for cause, failed in rows
    ]


def _drivers(sweep: Sweep, trials: Sequence[Trial]) -> list[Document]:
    found = [driver(one.key, [_seen(one.key, trial) for trial in trials]) for one in sweep.varied if trials]
    return [
        {
            **one._asdict(),
            "thirds": [{"from": low, "to": high, **_interval(part)} for low, high, part in one.thirds],
        }
        for one in ranked(found)
    ]


def _seen(key: str, trial: Trial) -> Seen:
    record = trial.record
    return Seen(
        trial.job.draws[key],
        record.passed,
        float(record.backlog_peak),
        record.acknowledgement_p95_s or 0.0,
        record.catch_up_s,
    )


def _spread(values: list[float]) -> Document:
    values.sort()
    return {"runs": len(values), **{name: percentile(values, share) for name, share in QUANTILES.items()}}


def _worst(trials: Sequence[Trial]) -> list[Document]:
    failed = [trial for trial in trials if not trial.record.passed]
    return [
        {
            "seed": trial.record.seed,
            "verdict": trial.record.verdict,
            "reasons": list(trial.record.reasons),
            "draws": dict(trial.job.draws),
            "reproduce": trial.record.reproduce,
        }
        for trial in sorted(failed, key=_gravity)[:WORST_SHOWN]
    ]


def _gravity(trial: Trial) -> tuple[int, ...]:
    record = trial.record
    harm = record.lost + record.duplicated
    return (
        _GRAVITY.index(record.verdict),
        -harm,
        -len(record.causes),
        -record.backlog_peak,
        record.seed,
    )


def _shrunk(one: Smallest) -> Document:
    return {
        "cause": one.cause,
        "seed": one.record.seed,
        "faults": [len(one.whole.faults), len(one.part.faults)],
        "habits": [len(one.whole.habits), len(one.part.habits)],
        "orders": [one.whole.orders, one.part.orders],
        "tries": one.tries,
        "reasons": list(one.record.reasons),
        "reproduce": one.record.reproduce,
    }

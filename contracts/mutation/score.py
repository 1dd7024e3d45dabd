"""What share of the changes the contracts notice, by consumer and field, and why the others went by."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.mutation.judging import REASONS, Judged, Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """How many changes of something became what."""

    killed: int
    survived: int
    unread: int = 0
    free: int = 0
    control: int = 0
    strict: int = 0

    @property
    def score(self) -> float:
        """The share noticed of those that should be, in per cent; equivalent changes do not count."""
        counted = self.killed + self.survived
        return 100.0 * self.killed / counted if counted else 100.0


def tally(judged: Iterable[Judged]) -> Tally:
    """Count."""
    counts = Counter(one.verdict for one in judged)
    return Tally(**{verdict.value: counts[verdict] for verdict in Verdict})


def document(provider: str, judged: Sequence[Judged]) -> dict[str, Any]:
    """Write all that there is to say, for machines and for the page."""
    whole = tally(judged)
    consumers = dict.fromkeys(one.mutant.interaction.consumer for one in judged)
    return {
        "provider": provider,
        "mutants": len(judged),
        "interactions": len({one.mutant.interaction.name for one in judged}),
        **_counted(whole),
        "consumers": {name: _of_consumer(name, judged) for name in consumers},
        "survivors": [_survivor(one) for one in judged if one.verdict is Verdict.SURVIVED],
        "too_strict": [one.mutant.name for one in judged if one.verdict is Verdict.STRICT],
        "reasons": {verdict.value: reason for verdict, reason in REASONS.items()},
    }


def _of_consumer(name: str, judged: Sequence[Judged]) -> dict[str, Any]:
    theirs = [one for one in judged if one.mutant.interaction.consumer == name]
    by_field: dict[str, list[Judged]] = {}
    for one in theirs:
        by_field.setdefault(f"{one.mutant.part} {one.mutant.field}".strip(), []).append(one)
    tallies = {field: tally(of_field) for field, of_field in by_field.items()}
    return {
        **_counted(tally(theirs)),
        "fields": {field: _counted(one) for field, one in tallies.items() if one.killed or one.survived},
        "nobody_reads": [field for field, one in tallies.items() if not (one.killed or one.survived)],
    }


def _counted(one: Tally) -> dict[str, Any]:
    counts = {verdict.value: getattr(one, verdict.value) for verdict in Verdict}
    return {"score": round(one.score, 2), **counts}


def _survivor(one: Judged) -> dict[str, str]:
    mutant = one.mutant
    return {
        "consumer": mutant.interaction.consumer,
        "interaction": mutant.interaction.description,
        "part": mutant.part,
        "field": mutant.field,
        "operator": mutant.operator,
        "reason": f"{REASONS[one.verdict]}: {one.rule or 'no rule'}",
    }

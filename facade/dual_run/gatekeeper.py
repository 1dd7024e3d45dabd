"""All gates of one move, asked together: by count or in sequence, by money, by latency, and by people.

Each looks at the same comparisons from another side; the worst of their verdicts is that of the move. Where
slices are kept apart, every document type and direction has to pass by itself, so that no average hides one.
Orders are compared days before their invoices: types that are named have to have been compared at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from facade.dual_run.parity import Parity, Tally, sum_of
from facade.routing.approval import Approval, ApprovalGate
from facade.routing.gate import Gate, GateDecision, judge
from facade.routing.latency import LatencyGate
from facade.routing.money import MoneyGate, Weighed
from facade.routing.sequential import SequentialGate
from facade.routing.slices import Slice
from facade.routing.stage import Side, Stage

EVERYTHING = "all documents"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What has to be true before a cohort advances."""

    count: Gate | SequentialGate
    apart: bool = False
    documents: tuple[str, ...] = ()
    money: MoneyGate | None = None
    latency: LatencyGate | None = None
    approval: ApprovalGate | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Which comparisons are asked about."""

    capability: str
    cohort: str
    stage: Stage


def decisions(
    parity: Parity, place: Place, wanted: Conditions, words: Iterable[Approval], now: datetime
) -> Mapping[str, GateDecision]:
    """Give the decision of every gate, by its name."""
    found: dict[str, GateDecision] = {}
    slices = parity.slices(place.capability, place.cohort, place.stage)
    for name in _unseen(slices, place.cohort, wanted.documents):
        found[name] = _counted(wanted.count, Tally())
    for name, tally in _tallies(slices, apart=wanted.apart).items():
        found[name] = _counted(wanted.count, tally)
        if wanted.money is not None:
            for currency, weighed in _money(tally).items():
                found[f"money of {name} in {currency}"] = wanted.money.judge(weighed)
    if wanted.latency is not None:
        took = parity.latencies(place.capability, place.cohort, place.stage)
        for name, old, new in _latencies(took, apart=wanted.apart):
            found[f"latency of {name}"] = wanted.latency.judge(old, new)
    if wanted.approval is not None:
        found["approval"] = wanted.approval.judge(words, now)
    return found


def _unseen(slices: Mapping[Slice, Tally], cohort: str, documents: Iterable[str]) -> Iterator[str]:
    """Name the documents of which none has been compared: no evidence is none in favour."""
    seen = {slice_.document for slice_, tally in slices.items() if tally.compared}
    yield from (f"{document} of {cohort}" for document in documents if document not in seen)


def _tallies(slices: Mapping[Slice, Tally], *, apart: bool) -> dict[str, Tally]:
    if apart and slices:
        return {str(slice_): tally for slice_, tally in slices.items()}
    return {EVERYTHING: sum_of(slices.values())}


def _latencies(
    took: Mapping[Slice, Mapping[Side, Sequence[float]]], *, apart: bool
) -> Iterator[tuple[str, Sequence[float], Sequence[float]]]:
    """Give the latencies of both sides by document type, or of all documents, which both sides had alike."""
    if apart and took:
        for slice_, sides in took.items():
            yield str(slice_), sides[Side.OLD], sides[Side.NEW]
    else:
        old, new = ([s for sides in took.values() for s in sides[side]] for side in (Side.OLD, Side.NEW))
        yield EVERYTHING, old, new


def _counted(gate: Gate | SequentialGate, tally: Tally) -> GateDecision:
    if isinstance(gate, SequentialGate):
        return gate.judge(tally.compared, tally.failed)
    return judge(gate, tally.compared, tally.failed)


def _money(tally: Tally) -> Mapping[str, Weighed]:
    """Give the money by currency; what could not be compared is at stake in each."""
    return {currency: weighed.with_unseen(tally.unseen) for currency, weighed in tally.money.items()}

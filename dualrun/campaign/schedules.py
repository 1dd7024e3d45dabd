"""The nth fault schedule of a seed: a few mishaps, each drawn for what it is, on calls the flow does make."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dualrun.campaign.case import Call, Case, Result
from dualrun.campaign.catalogue import HABITS, LINKS, ON_ANY_CALL, ON_NEWS, Range
from dualrun.campaign.flows import WARM_UP_S, Flow
from dualrun.campaign.mishap import CONVERT, CRASH, MOVE, OPERATOR, PROCESS, PRODUCT, ROLL_BACK, Mishap
from dualrun.campaign.trial import try_out
from dualrun.landscape.virtual import FACADE
from dualrun.streams import Streams
from facade.routing.stage import ORDER, Stage

TIMINGS = 8
"""How many different timings of each flow are drawn upon; the addresses of the calls depend on the timing."""

MISHAPS_MAX = 5
ATTEMPTS = (1, 1, 1, 2, 2, 3)
CUT_LINKS_MAX = 5
MOVES_MAX = 6
CONVERTED_WITHIN_S = 30.0
WAYS_BACK = (Stage.OFF, Stage.DUALWRITE, Stage.SHADOW)
"""The stages at which the old book is authoritative."""

Draw = Callable[[Streams, "_Known", Flow], Iterator[Mishap]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What an undisturbed run of a flow does: the calls about its orders, and how often each is written."""

    calls: tuple[Call, ...]
    writes: tuple[tuple[str, int], ...]


class Schedules:
    """All schedules of a seed over some flows; each can be drawn by itself, in any process."""

    def __init__(
        self, flows: Sequence[Flow], seed: int, without: tuple[str, ...] = (), only: str = ""
    ) -> None:
        self._flows = tuple(flows)
        self._seed = seed
        self._without = without
        self._drawn = (KINDS[only],) if only else _KINDS_OF_SCHEDULE
        self._streams = Streams(seed).child("schedules")
        self._known: dict[tuple[str, int], _Known] = {}

    def case(self, number: int) -> Case:
        """Draw the schedule of that number, and say on which flow and timing it is tried."""
        flow = self._flows[number % len(self._flows)]
        timing = self._seed + number // len(self._flows) % TIMINGS
        known = self._known_of(flow, timing)
        streams = self._streams.child(flow.name, number)
        draw = self._drawn[int(streams.uniform("schedule") * len(self._drawn))]
        mishaps = {str(mishap): mishap for mishap in draw(streams, known, flow)}
        return Case(flow.name, timing, tuple(mishaps.values()), without=self._without)

    def _known_of(self, flow: Flow, timing: int) -> _Known:
        known = self._known.get((flow.name, timing))
        if known is None:
            known = self._known[flow.name, timing] = _learn(flow, try_out(Case(flow.name, timing)))
        return known


def _learn(flow: Flow, undisturbed: Result) -> _Known:
    calls = [call for call in undisturbed.calls if call.key in flow.references and call.source != "closing"]
    writes = [
        (key, count)
        for (kind, key), count in undisturbed.reached.items()
        if kind == "before" and key in flow.references
    ]
    return _Known(tuple(calls), tuple(writes))


def _scattered(streams: Streams, known: _Known, flow: Flow) -> Iterator[Mishap]:
    """Anything anywhere: mostly single calls, now and then a crash, a habit, a link that is cut."""
    for place in range(streams.between(1, MISHAPS_MAX, "how many")):
        part = streams.child("mishap", place)
        what = part.uniform("what")
        if what < 0.12:
            yield _crash(part, known)
        elif what < 0.28:
            yield _habit(part)
        elif what < 0.36:
            yield _cut_link(part, part.choice(LINKS, "link"), flow.safety_s)
        else:
            yield _on_a_call(part, known)


def _crashes(streams: Streams, known: _Known, _: Flow) -> Iterator[Mishap]:
    """Two or three crashes, the later ones perhaps during recovery, and one fault beside."""
    for place in range(streams.between(2, 3, "how many")):
        yield _crash(streams.child("crash", place), known)
    yield _on_a_call(streams.child("beside"), known)


def _stubborn(streams: Streams, known: _Known, _: Flow) -> Iterator[Mishap]:
    """One call that fails in one way after another."""
    call = streams.choice(known.calls, "call")
    for attempt in range(1, streams.between(2, 4, "attempts") + 1):
        yield _mishap(streams.child("attempt", attempt), call, attempt)


def _swizzled(streams: Streams, _: _Known, flow: Flow) -> Iterator[Mishap]:
    """Links cut one by one and mended in another order, as in FoundationDB's swizzle-clogging."""
    links = sorted(LINKS, key=lambda link: streams.uniform("order", link))
    for place, link in enumerate(links[: streams.between(2, CUT_LINKS_MAX, "how many")]):
        yield _cut_link(streams.child("link", place), link, flow.safety_s)


def _one_dead_link(streams: Streams, _: _Known, flow: Flow) -> Iterator[Mishap]:
    """One link dead until everything is healed, the rest healthy."""
    whole = {"start_s": WARM_UP_S, "end_s": flow.safety_s}
    yield Mishap("outage", streams.choice(LINKS, "link"), settings=whole)


def _moving(streams: Streams, known: _Known, flow: Flow) -> Iterator[Mishap]:
    """Stages that move at random instants, open orders that follow, and a fault or two meanwhile."""
    stage, at_s = flow.stage, WARM_UP_S
    for place in range(streams.between(1, MOVES_MAX, "how many moves")):
        part = streams.child("move", place)
        at_s = round(at_s + flow.safety_s / MOVES_MAX * part.uniform("after") ** 3, 3)
        stage, kind = _next(part, stage)
        yield Mishap(kind, OPERATOR, stage.value, settings={"at_s": at_s})
        if part.uniform("converted") < 0.3:  # mostly at once, so that the next move may come in between
            after_s = round(at_s + CONVERTED_WITHIN_S * part.uniform("converted after") ** 3, 3)
            yield Mishap(CONVERT, OPERATOR, settings={"at_s": after_s})
    for place in range(streams.between(0, 2, "how many")):
        part = streams.child("beside", place)
        yield _crash(part, known) if part.uniform("what") < 0.3 else _on_a_call(part, known)


def _next(streams: Streams, stage: Stage) -> tuple[Stage, str]:
    """Draw where a cohort goes from a stage: mostly one forward, else any way back there is."""
    place = ORDER.index(stage)
    backward = [to for to in ORDER[:place] if to in WAYS_BACK]
    if backward and (stage is Stage.COMPLETE or streams.uniform("back") < 0.35):
        return Stage(streams.choice(backward, "to")), ROLL_BACK
    return ORDER[place + 1], MOVE


KINDS: Mapping[str, Draw] = {
    "scattered": _scattered,
    "crashes": _crashes,
    "stubborn": _stubborn,
    "moving": _moving,
    "swizzled": _swizzled,
    "one-dead-link": _one_dead_link,
}

_KINDS_OF_SCHEDULE: tuple[Draw, ...] = (
    *(_scattered,) * 12,
    *(_crashes,) * 3,
    *(_stubborn,) * 3,
    *(_moving,) * 5,
    _swizzled,
    _one_dead_link,
)
"""The kinds of schedule, each as often as it is to be drawn."""


def _on_a_call(streams: Streams, known: _Known) -> Mishap:
    return _mishap(streams, streams.choice(known.calls, "call"), streams.choice(ATTEMPTS, "attempt"))


def _mishap(streams: Streams, call: Call, attempt: int) -> Mishap:
    kinds = ON_NEWS if call.target == FACADE else ON_ANY_CALL
    weighted = [kind for kind in kinds for _ in range(kind.weight)]
    kind = streams.choice(weighted, "kind")
    settings = {name: _drawn(streams, name, between) for name, between in kind.settings}
    return Mishap(kind.kind, f"{call.source}->{call.target}", call.operation, call.key, attempt, settings)


def _crash(streams: Streams, known: _Known) -> Mishap:
    key, writes = streams.choice(known.writes, "order")
    side = streams.choice(("before", "after"), "side")
    down_s = float(streams.choice((0, 1, 5, 60, 600), "down"))
    return Mishap(CRASH, PROCESS, side, key, streams.between(1, writes, "write"), {"down_s": down_s})


def _habit(streams: Streams) -> Mishap:
    habit = streams.choice(HABITS, "habit")
    return Mishap(habit.kind, f"{PRODUCT}->{habit.system}", settings=dict(habit.settings))


def _cut_link(streams: Streams, link: str, safety_s: float) -> Mishap:
    start_s = round(WARM_UP_S + safety_s * streams.uniform("start") ** 3)  # most of a flow happens early
    length_s = streams.choice((5, 60, 600, 3600), "length")
    return Mishap("outage", link, settings={"start_s": float(start_s), "end_s": float(start_s + length_s)})


def _drawn(streams: Streams, name: str, between: Range) -> float:
    low, high = int(between.low), int(between.high)
    return float(streams.between(low, high, name))

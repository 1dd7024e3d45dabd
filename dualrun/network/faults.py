"""What goes wrong on the wire, on which call? A pure decision, and a ledger of what was decided."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase, translate
from math import inf
from typing import Any, NamedTuple

from dualrun.errors import UsageError
from dualrun.nearest import nearest
from dualrun.streams import Streams

SETTINGS_OF_KIND: Mapping[str, Mapping[str, Any]] = {
    "request_lost": {},
    "response_lost": {},
    "reset": {},
    "outage": {},
    "server_error": {"status": 503, "retry_after_s": None},
    "throttled": {"retry_after_s": None},
    "duplicate": {"delay_s": 1.0, "delay_max_s": None, "copies": 1},
    "delayed": {"delay_s": 1.0, "delay_max_s": None},
}
"""Every kind of transport fault with the settings it understands and what they are when not given."""


@dataclass(frozen=True, slots=True)
class FaultRule:
    """Which calls of a boundary something happens to.

    `boundary` is "caller->called" and may use wildcards on either side, as `route` may, which is compared
    with "METHOD /path" or the SOAP action. `keys` and `attempts` narrow the rule to some orders and some
    tries. A rule hits a `rate` of the calls that remain; without a rate it hits all of them if it names its
    keys or is an outage, and none otherwise. `start_s` and `end_s` count from the start of the run.
    """

    kind: str
    boundary: str
    rate: float = 0.0
    keys: tuple[str, ...] = ()
    attempts: tuple[int, ...] = ()
    route: str = "*"
    start_s: float | None = None
    end_s: float | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _known("kind of fault", self.kind, SETTINGS_OF_KIND)
        for name, value in self.settings.items():
            _known(f"setting of {self.kind}", name, SETTINGS_OF_KIND[self.kind])
            if value is not None and not isinstance(value, int | float):
                raise UsageError(f"{name} of {self.kind} on {self.boundary} is {value!r}: write a number")
        source, arrow, target = (part.strip() for part in self.boundary.partition("->"))
        if not (source and arrow and target):
            raise UsageError(f'"{self.boundary}" is no boundary: write caller->called, as in facade->wms')
        for mistake in self._mistakes():
            raise UsageError(f"{self.kind} on {self.boundary}: {mistake}")

    def _mistakes(self) -> Iterator[str]:
        if not 0.0 <= self.rate <= 1.0:
            yield f"the rate is {self.rate}, but a rate is a share from 0 to 1"
        if self.start_s is not None and self.end_s is not None and self.end_s < self.start_s:
            yield f"it ends at {self.end_s} s, before it starts at {self.start_s} s"
        low, high, retry = (self.setting(name) for name in ("delay_s", "delay_max_s", "retry_after_s"))
        if low is not None and (low < 0 or (high is not None and high < low)):
            yield f"delay_s is {low} and delay_max_s is {high}, but waits run from 0 upwards"
        if retry is not None and retry < 0:
            yield f"retry_after_s is {retry}, but nobody can come back earlier"
        status, copies = self.setting("status"), self.setting("copies")
        if status is not None and not 500 <= status <= 599:
            yield f"the status is {status}, but a server's error is from 500 to 599"
        if copies is not None and copies < 1:
            yield f"copies is {copies}, but a duplicate arrives at least once more"

    @property
    def chance(self) -> float:
        """The share of the calls it is about that it hits."""
        return self.rate or (1.0 if self.keys or self.kind == "outage" else 0.0)

    def setting(self, name: str) -> Any:
        """Give a setting, or what holds when it is not given, or None when this kind has no such setting."""
        return self.settings.get(name, SETTINGS_OF_KIND[self.kind].get(name))


def _known(what: str, word: str, words: Iterable[str]) -> None:
    if word not in words:
        meant = nearest(word, words)
        hint = f"did you mean {meant}?" if meant else f"choose one of {', '.join(words) or 'none'}"
        raise UsageError(f'unknown {what} "{word}": {hint}')


class Address(NamedTuple):
    """Which call: who calls whom, for what, about which order, and the how-manieth try it is."""

    source: str
    target: str
    operation: str
    key: str
    attempt: int

    @property
    def boundary(self) -> str:
        """The boundary it crosses."""
        return f"{self.source}->{self.target}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one call. `delays_s` holds one wait for each late delivery it leads to."""

    kind: str
    status: int = 0
    retry_after_s: float | None = None
    delays_s: tuple[float, ...] = ()


class _Armed:
    """A rule made ready to be asked often.

    Its draws are keyed by what it says and its place among rules that say the same, not by its place among
    all rules: leaving another rule out must not change what this one does, or no plan could be shrunk.
    """

    __slots__ = ("_chance", "_keys", "_opens_s", "_route", "_shuts_s", "_streams", "rule")

    def __init__(self, rule: FaultRule, place: int, streams: Streams) -> None:
        self.rule = rule
        self._streams = streams.child("fault", rule.kind, rule.boundary, rule.route, place)
        self._chance = rule.chance
        self._keys = frozenset(rule.keys)
        self._opens_s = -inf if rule.start_s is None else rule.start_s
        self._shuts_s = inf if rule.end_s is None else rule.end_s
        self._route: Callable[[str], object] | None = None
        if rule.route != "*":
            self._route = re.compile(translate(rule.route)).match

    def meets(self, call: Address, now_s: float) -> bool:
        """Tell whether this call is one of those it hits."""
        if not self._opens_s <= now_s < self._shuts_s:
            return False
        if self._keys and call.key not in self._keys:
            return False
        if self.rule.attempts and call.attempt not in self.rule.attempts:
            return False
        if self._route is not None and not self._route(call.operation):
            return False
        return self._chance >= 1.0 or self._draw("hit", 0, call) < self._chance

    def fault(self, call: Address) -> Fault:
        """Say what happens to a call it hits."""
        rule = self.rule
        low = rule.setting("delay_s")
        delays: tuple[float, ...] = ()
        if low is not None:
            span = (rule.setting("delay_max_s") or low) - low
            copies = range(int(rule.setting("copies") or 1))
            delays = tuple(low + span * self._draw("delay", copy, call) for copy in copies)
        status = 429 if rule.kind == "throttled" else rule.setting("status") or 0
        return Fault(rule.kind, status, rule.setting("retry_after_s"), delays)

    def _draw(self, what: str, number: int, call: Address) -> float:
        return self._streams.uniform(
            what, number, call.source, call.target, call.operation, call.key, call.attempt
        )


class FaultPlan:
    """All rules of a run. Which call is hit depends on the seed and the call's address alone."""

    def __init__(self, rules: Iterable[FaultRule], streams: Streams) -> None:
        self.rules = tuple(rules)
        places: Counter[tuple[str, str, str]] = Counter()
        self._armed: list[_Armed] = []
        for rule in self.rules:
            alike = (rule.kind, rule.boundary, rule.route)
            self._armed.append(_Armed(rule, places[alike], streams))
            places[alike] += 1
        self._by_boundary: dict[tuple[str, str], tuple[_Armed, ...]] = {}

    def decide(self, call: Address, now_s: float) -> Fault | None:
        """Say what happens to a call: the first rule that hits it decides."""
        ends = (call.source, call.target)
        armed = self._by_boundary.get(ends)
        if armed is None:
            armed = self._by_boundary[ends] = tuple(one for one in self._armed if _crosses(one.rule, *ends))
        for one in armed:
            if one.meets(call, now_s):
                return one.fault(call)
        return None


def _crosses(rule: FaultRule, source: str, target: str) -> bool:
    sources, _, targets = rule.boundary.partition("->")
    return fnmatchcase(source, sources.strip()) and fnmatchcase(target, targets.strip())


@dataclass(frozen=True, slots=True)
class Injection:
    """One fault that was injected, at `at_s` seconds from the start."""

    kind: str
    call: Address
    at_s: float


class FaultLedger:
    """What was injected: counts by kind and boundary, from when to when, and the first few as examples.

    A run that injected nothing proves nothing about faults, so the counts are part of every report.
    """

    def __init__(self, examples_max: int = 20) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.spans: dict[tuple[str, str], tuple[float, float]] = {}
        """By kind and boundary, the first and the last instant, in seconds from the start."""
        self.examples: list[Injection] = []
        self._examples_max = examples_max

    def record(self, kind: str, call: Address, at_s: float) -> None:
        """Count one injection."""
        place = (kind, call.boundary)
        self.counts[place] += 1
        first_s, _ = self.spans.get(place, (at_s, at_s))
        self.spans[place] = first_s, at_s
        if self.counts[place] <= self._examples_max:
            self.examples.append(Injection(kind, call, at_s))

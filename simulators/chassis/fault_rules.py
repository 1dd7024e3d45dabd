"""Which requests go wrong, and how? Rules as data, addressed by what a request is about, never by its turn.

A rule picks requests by route, business key, attempt and share; chance is keyed by the rule and the business
key, so the same orders go wrong in every run, however many callers there are. Each injection enters a ledger.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

from simulators.chassis.ports import Chance

LEDGER_KEPT = 10_000
ATTEMPTS_KEPT = 20_000
COHORTS = 100
KEY_HEADERS = (b"x-dualrun-key", b"idempotency-key", b"x-correlation-id")
"""Where a caller says which document a request is about; without any, the request itself is the key."""

When = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way for a hop to fail: whether the system acts first, and what may be set about it."""

    when: When
    summary: str
    defaults: Mapping[str, Any]


KINDS: Mapping[str, Kind] = {
    "latency": Kind("before", "the request arrives late", {"delay_s": 1.0}),
    "drop_request": Kind("before", "nothing arrives and nobody answers", {"hold_s": 60.0}),
    "reset": Kind("before", "the connection breaks before the request is read", {}),
    "status": Kind("before", "refused at the door", {"status": 503, "retry_after": "", "body": ""}),
    "drop_response": Kind("after", "the system acts, and nobody hears of it", {"hold_s": 60.0}),
    "reset_after": Kind("after", "the system acts, then the connection breaks", {}),
    "status_after": Kind(
        "after", "the system acts, then answers an error", {"status": 503, "retry_after": ""}
    ),
    "late_response": Kind("after", "the system acts at once and answers late", {"delay_s": 1.0}),
    "twice": Kind("after", "the request arrives twice; the second answer is the one heard", {}),
    "truncated": Kind("after", "the answer ends in the middle", {"share": 0.5}),
    "wrong_type": Kind("after", "the answer is right and says it is something else", {"type": "text/html"}),
    "garbled": Kind("after", "the answer's body is no longer what it says it is", {}),
    "drip": Kind("after", "the answer comes a few bytes at a time", {"bytes": 64, "every_s": 0.05}),
}


@dataclass(frozen=True, slots=True)
class FaultRule:
    """Which requests a fault strikes. What is not given does not matter; `settings` are the kind's own."""

    id: str
    kind: str
    system: str
    method: str | None = None
    path: str | None = None
    key: str | None = None
    attempts: tuple[int, ...] = ()
    share: float = 1.0
    cohort: tuple[int, int] | None = None
    times: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Give it in words."""
        return asdict(self)


class Asked(NamedTuple):
    """What a request is about, as far as faults care."""

    method: str
    path: str
    key: str


class Injection(NamedTuple):
    """One fault that struck one request."""

    id: str
    at: datetime
    rule: str
    kind: str
    system: str
    subject: str

    def document(self) -> dict[str, Any]:
        """Give it in words."""
        return {**self._asdict(), "at": self.at.isoformat()}


class Ledger:
    """Every fault and misbehaviour that struck in one world, oldest first; the oldest make room."""

    def __init__(self) -> None:
        self.struck = 0
        self._kept: deque[Injection] = deque(maxlen=LEDGER_KEPT)

    def enter(self, at: datetime, rule: str, kind: str, system: str, subject: str) -> Injection:
        """Take down an injection and give it an id to ask for."""
        self.struck += 1
        injection = Injection(f"fault-{self.struck}", at, rule, kind, system, subject)
        self._kept.append(injection)
        return injection

    def entries(self, system: str | None = None) -> list[Injection]:
        """Give what struck one system, or any."""
        return [entry for entry in self._kept if system in (None, entry.system)]

    def forget(self) -> None:
        """Begin with an empty page; ids go on."""
        self._kept.clear()


class FaultBook:
    """The rules of one system in one world, in the order in which they were given."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._rules: dict[str, FaultRule] = {}
        self._attempts: dict[tuple[str, str], int] = {}
        self._struck: dict[str, int] = {}

    def __bool__(self) -> bool:
        """Tell whether there is any rule."""
        return bool(self._rules)

    def rules(self) -> list[FaultRule]:
        """Give the rules."""
        return list(self._rules.values())

    def put(self, rule: FaultRule) -> None:
        """Enter a rule, or another in its place; its counts begin anew."""
        self.drop(rule.id)
        self._rules[rule.id] = rule

    def drop(self, rule_id: str) -> bool:
        """Take a rule out; false when there is none."""
        self._struck.pop(rule_id, None)
        self._attempts = {k: n for k, n in self._attempts.items() if k[0] != rule_id}
        return self._rules.pop(rule_id, None) is not None

    def striking(self, asked: Asked) -> FaultRule | None:
        """Give the first rule that strikes a request, and count it."""
        return next((rule for rule in self._rules.values() if self._strikes(rule, asked)), None)

    def _strikes(self, rule: FaultRule, asked: Asked) -> bool:
        if rule.method is not None and rule.method != asked.method:
            return False
        if rule.path is not None and not fnmatchcase(asked.path, rule.path):
            return False
        if rule.key is not None and rule.key != asked.key:
            return False
        if rule.cohort is not None and not rule.cohort[0] <= self._bucket(asked.key) < rule.cohort[1]:
            return False
        attempt = self._count(rule.id, asked.key)
        if rule.attempts and attempt not in rule.attempts:
            return False
        if rule.times is not None and self._struck.get(rule.id, 0) >= rule.times:
            return False
        if rule.share < 1.0 and self._chance.uniform("fault", rule.id, asked.key, attempt) >= rule.share:
            return False
        self._struck[rule.id] = self._struck.get(rule.id, 0) + 1
        return True

    def _count(self, rule_id: str, key: str) -> int:
        attempt = self._attempts.pop((rule_id, key), 0) + 1
        self._attempts[rule_id, key] = attempt
        if len(self._attempts) > ATTEMPTS_KEPT:
            del self._attempts[next(iter(self._attempts))]
        return attempt

    def _bucket(self, key: str) -> int:
        return int(self._chance.uniform("cohort", key) * COHORTS)


def business_key(headers: list[tuple[bytes, bytes]], method: str, target: bytes, body: bytes) -> str:
    """Say what a request is about: what its headers say, or else a digest of all of it."""
    said = dict(headers)
    for name in KEY_HEADERS:
        if name in said:
            return said[name].decode("latin-1")
    return blake2b(method.encode() + b" " + target + b"\n" + body, digest_size=8).hexdigest()

"""A read that both books could answer: the side that the stage names does, the other is compared unnoticed.

Answers are made from what is kept here, so one costs next to nothing and none can fail because a system is
down. What was made is given again until something it rests on has changed, or a second has gone by. Asked
again, it is no new evidence for a gate until one of the sides says something else.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from facade.dual_run.comparison import Comparison, Verdict, compare
from facade.dual_run.difference import Fields
from facade.dual_run.evidence import Evidence
from facade.dual_run.parity import Parity
from facade.dual_run.shadow_queue import ShadowQueue
from facade.ports import Clock
from facade.routing.policy import Policy, Route
from facade.routing.stage import Side

KEPT_MAX = 20_000
KEPT_S = 1.0
Key = TypeVar("Key", bound=Hashable)


class Made(NamedTuple):
    """An answer as one side gives it: the document for the caller, and what both sides must agree on.

    There is nothing to agree on where the side's own word was never heard.
    """

    document: Mapping[str, Any]
    fields: Fields


class Kept:
    """An answer that may be given again; with the other side it is compared once."""

    __slots__ = ("body", "fields", "is_told", "key", "policy", "route", "subject", "until_s", "version")

    def __init__(
        self, key: Any, route: Route, policy: Policy, version: int, until_s: float, made: Made
    ) -> None:
        self.key = key
        self.subject = (key, route.cohort)
        self.route = route
        self.policy = policy
        self.version = version
        self.until_s = until_s
        self.fields = made.fields
        self.body: bytes = orjson.dumps(made.document)
        self.is_told = len(route.reads) == 1
        """Whether nobody has to look at it any more: it is to be compared, or has no other side."""


class RoutedRead(Generic[Key]):
    """One kind of question, answered by the side that its stage names.

    `make` gives the answer of a side, or nothing when that side knows no such thing; `version` moves on when
    an answer might be another one.
    """

    def __init__(
        self,
        capability: str,
        make: Callable[[Route, Side, Key], Made | None],
        version: Callable[[], int],
        policy: Callable[[], Policy],
        parity: Parity,
        clock: Clock,
    ) -> None:
        self._capability = capability
        self._operation = f"read_{capability}"
        self._make = make
        self._version = version
        self._policy = policy
        self._parity = parity
        self._clock = clock
        self._kept: dict[tuple[Key, str], Kept] = {}
        self._evidence = Evidence(parity)
        self._shadows: ShadowQueue[Kept] = ShadowQueue(self._compare)

    def answer(self, key: Key, cohort_key: str) -> Kept | None:
        """Give the answer of the side that answers now, and let the other be compared afterwards."""
        kept = self._kept.get((key, cohort_key))
        if (
            kept is None
            or kept.version != self._version()
            or kept.policy is not self._policy()
            or kept.until_s <= self._clock.monotonic()
        ):
            kept = self._made(key, cohort_key)
            if kept is None:
                return None
        if not kept.is_told:
            kept.is_told = True
            if not self._shadows.put(kept):
                self._parity.count(kept.route, self._operation, Verdict.UNOBSERVED)
        return kept

    def route(self, cohort_key: str) -> Route:
        """Give the route of a question."""
        return self._policy().route(self._capability, cohort_key)

    def _made(self, key: Key, cohort_key: str) -> Kept | None:
        policy, version = self._policy(), self._version()
        route = policy.route(self._capability, cohort_key)
        made = self._make(route, route.reads[0], key)
        if made is None:
            return None
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        kept = Kept(key, route, policy, version, self._clock.monotonic() + KEPT_S, made)
        self._kept[key, cohort_key] = kept
        return kept

    def _compare(self, kept: Kept) -> None:
        """Compare an answer with what the other side would have said, unless that was counted before.

        While the word of one was never heard there is nothing to compare: no evidence is none.
        """
        answering, other = kept.route.reads
        subject, at = str(kept.key), self._clock.now()
        try:
            made = self._make(kept.route, other, kept.key)
            if not kept.fields or (made is not None and not made.fields):
                return
            by_side: dict[Side, Fields] = {answering: kept.fields, other: made.fields if made else {}}
            old, new = by_side[Side.OLD], by_side[Side.NEW]
            if not self._evidence.is_new(kept.subject, kept.route, old, new):
                return
            found = compare(old, new, today=at.date())
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
            found = Comparison(Verdict.COMPARATOR_FAILED)
        if found.verdict is Verdict.MATCH:
            self._parity.count(kept.route, self._operation, Verdict.MATCH)
        else:
            self._parity.record(kept.route, self._operation, subject, at, found)

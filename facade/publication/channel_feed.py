"""Brings a channel to show what the books say: all of it at first, then what changed, now and then compared.

A channel is never asked what it was told: that is remembered. What it shows is read back by a reconciliation,
which tells it again whatever it shows otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from facade.canonical.catalogue import Key, Rows, Subject, Value
from facade.errors import SystemUnavailableError
from facade.ports import Call, Clock
from facade.publication.delta import Finding, batches, changed, findings, gone

FINDINGS_KEPT = 50


class Mode(StrEnum):
    """How much a channel is told."""

    BASELINE = "baseline"
    DELTA = "delta"
    RECONCILIATION = "reconciliation"


class PublishedChannel(Protocol):
    """A channel that shows rows to its buyers. Telling twice is no error."""

    name: str

    async def tell(self, subject: Subject, rows: Rows, call: Call) -> Sequence[Key]:
        """Tell the channel, and give the keys of what it did not take."""
        ...

    async def shown(self, subject: Subject, keys: Sequence[Key], call: Call) -> Rows:
        """Read back what it shows; of contracts at least those that are asked for."""
        ...


class Wish(NamedTuple):
    """What a channel should show of a subject, and when the books said so."""

    rows: Rows
    as_of: datetime | None


class Run(NamedTuple):
    """What became of one run: rows there are, told, not taken, and shown otherwise; how old they were."""

    subject: Subject
    mode: Mode
    at: datetime
    rows: int
    told: int
    refused: int
    findings: tuple[Finding, ...]
    staleness_s: float


class ChannelFeed:
    """The way of every subject to one channel."""

    def __init__(
        self,
        channel: PublishedChannel,
        wishes: Mapping[Subject, Callable[[], Wish]],
        clock: Clock,
        observe: Callable[[str, Subject, float], None],
    ) -> None:
        self._channel = channel
        self._wishes = wishes
        self._clock = clock
        self._observe = observe
        self._told: dict[Subject, dict[Key, Value]] = {}
        self._confirmed: dict[Subject, datetime] = {}
        self.runs: dict[Subject, Run] = {}
        """The last run of each subject."""

    async def run(self, subject: Subject, mode: Mode, call: Call) -> Run:
        """Tell the channel of one subject.

        Raises:
            SystemUnavailableError: the channel is away, or no book was ever heard; what was told counts.
            SystemTimeoutError, SystemRefusedError: see facade/errors.py.
        """
        try:
            run = await self._run(subject, mode, call)
        finally:
            confirmed = self._confirmed.get(subject)
            if confirmed is not None:
                self._observe(self._channel.name, subject, self._since_s(confirmed))
        self.runs[subject] = run
        return run

    def age_s(self, subject: Subject) -> float | None:
        """Give how old what a channel shows is; nothing before it was told."""
        confirmed = self._confirmed.get(subject)
        return self._since_s(confirmed) if confirmed is not None else None

    async def _run(self, subject: Subject, mode: Mode, call: Call) -> Run:
        wish = self._wishes[subject]()
        if wish.as_of is None:
            raise SystemUnavailableError("the books", f"nobody has told of {subject} yet")
        known: Rows = self._told.get(subject, {})
        found: list[Finding] = []
        if mode is Mode.BASELINE:
            known = {}
        elif mode is Mode.RECONCILIATION:
            known = await self._channel.shown(subject, list(wish.rows), call)
            found = findings(wish.rows, known)
        to_tell = {**changed(wish.rows, known), **gone(subject, wish.rows, known)}
        told = self._told.setdefault(subject, {})
        refused = 0
        for rows in batches(to_tell):
            not_taken = await self._channel.tell(subject, rows, call)
            refused += len(not_taken)
            told.update((key, value) for key, value in rows.items() if key not in not_taken)
        self._confirmed[subject] = wish.as_of
        return Run(
            subject,
            mode,
            self._clock.now(),
            len(wish.rows),
            len(to_tell) - refused,
            refused,
            tuple(found[:FINDINGS_KEPT]),
            self._since_s(wish.as_of),
        )

    def _since_s(self, at: datetime) -> float:
        return (self._clock.now() - at).total_seconds()

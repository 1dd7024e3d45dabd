"""What a checker is: something that is shown everything, and says where the business was harmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from dualrun.checkers.archive import Archive
from dualrun.checkers.closing import Closing
from dualrun.history import CallRecord, History
from simulators.chassis.commits import Commit

VIOLATIONS_KEPT_MAX = 50


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one invariant. `message` says in a sentence what was expected and what was found."""

    invariant: str
    subject: str  # whose business it is: an order's external reference, an item at a site, ...
    at: datetime
    message: str
    evidence: dict[str, str]


class Listener(Protocol):
    """Who wants to be shown commits of some kinds."""

    @property
    def watches(self) -> tuple[type[Commit], ...]:
        """The kinds of commit it wants to see, so that the others cost it nothing."""
        ...

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Take in a change that has just become durable; the archive already holds it."""
        ...


class Checker:
    """One invariant.

    `watches` names the kinds of commit it wants to see, so that the others cost it nothing. `evaluated`
    counts the judgements it has made: a checker that was never asked proves nothing. Of its violations
    the first are kept, all are counted in `violated`.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    watches: ClassVar[tuple[type[Commit], ...]] = ()
    hears_calls: ClassVar[bool] = False

    def __init__(self) -> None:
        self.evaluated = 0
        self.violated = 0
        self.violations: list[Violation] = []

    def on_commit(self, archive: Archive, at: datetime, system: str, record: Commit) -> None:
        """Judge a change that has just become durable; the archive already holds it."""

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Judge a call on the wire."""

    def on_crash(self, at: datetime) -> None:
        """Take in that the integration layer has been killed: what it had not written down is forgotten."""

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge what is left when everything has come to rest."""

    def violate(self, subject: str, at: datetime, message: str, **evidence: object) -> None:
        """Record a violation."""
        self.violated += 1
        if len(self.violations) < VIOLATIONS_KEPT_MAX:
            shown = {key: str(value) for key, value in evidence.items()}
            self.violations.append(Violation(self.id, subject, at, message, shown))

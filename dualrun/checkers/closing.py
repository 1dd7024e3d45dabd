"""What is known only when a rehearsal has ended, from the driver and from public answers alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from dualrun.history import CancelIntent, Operation
from facade.routing.stage import Side, Stage

TERMINAL = frozenset({"completed", "returned", "rejected", "cancelled"})
PARKED = frozenset({"on_hold", "backordered"})


BOOK = {Side.OLD: "legacy_erp", Side.NEW: "cloud_erp"}
"""By side, the system that keeps the book."""


class Moved(NamedTuple):
    """A move of a cohort by its operator: when it was asked for, and when it was answered."""

    asked_at: datetime
    at: datetime
    cohort: str
    stage_from: Stage
    stage_to: Stage
    is_rollback: bool = False


class Asked(NamedTuple):
    """A conversion of a cohort's open orders as its operator knows it: when asked for, when answered."""

    asked_at: datetime
    at: datetime
    cohort: str


class Converted(NamedTuple):
    """A conversion that its operator did ask for: when, to which side, and of which orders."""

    asked_at: datetime
    cohort: str
    to: Side
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a rehearsal, seen from outside.

    Nothing here comes from the integration layer's tables: `outbox_unsent` is what its control API
    answered, `public_status` is what `GET /orders/{ref}` answered as (status, reason), and
    `expected_mirrors` names the orders that the same answer called mirrored (empty: not asked).
    `cancellations` is the driver's own list, because an operation records only how its cancellation ended.
    """

    deadline: datetime  # by which everything had to come to rest
    ended_at: datetime
    outbox_unsent: int = 0
    public_status: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    cancellations: tuple[CancelIntent, ...] = ()
    expected_mirrors: frozenset[str] = frozenset()
    deadlocked: bool = False
    moves: tuple[Moved, ...] = ()
    """Every move of a stage, in order of time, as the operator who asked for it has seen it."""
    conversions: tuple[Converted, ...] = ()
    """Every conversion that was asked for, in order of time."""
    converted: frozenset[str] = frozenset()
    """The orders that the integration layer says have changed their book, and not back."""
    cohorts: Mapping[str, str] = field(default_factory=dict)
    """By external reference, the cohort of its customer (empty: nobody has drawn cohorts)."""
    began_at: Stage = Stage.OFF
    """The stage of every cohort when the run began."""

    def conversions_of(self, reference: str) -> list[Converted]:
        """Give the conversions that an order was asked to take part in."""
        return [one for one in self.conversions if reference in one.references]

    def answer(self, operation: Operation) -> tuple[str, str]:
        """Give the public status and its reason; empty when the order is unknown there."""
        told = self.public_status.get(operation.intent.external_ref)
        status, reason = told if told is not None else (operation.final_status, operation.final_reason)
        return ("", reason) if status == "unknown" else (status, reason)

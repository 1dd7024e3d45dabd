"""What is tried, and what came of it: plain data that goes to another process and comes back."""

from dataclasses import dataclass, field
from typing import NamedTuple

from dualrun.campaign.mishap import Mishap
from dualrun.campaign.points import Point

SAFEGUARDS = ("idempotency", "pinning", "outbox")


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a flow: what goes wrong in it, where the façade is killed, and which safeguards are off."""

    flow: str
    seed: int
    mishaps: tuple[Mishap, ...] = ()
    cut: Point | None = None
    host: str = "memory"
    without: tuple[str, ...] = ()


class Finding(NamedTuple):
    """One thing that must not be: the invariant, or `defect`, whose business it is, and what was found."""

    invariant: str
    subject: str
    message: str


class Call(NamedTuple):
    """A call that was seen on the wire, by its address."""

    source: str
    target: str
    operation: str
    key: str


@dataclass(slots=True)
class Result:
    """What came of a case."""

    case: Case
    findings: list[Finding] = field(default_factory=list)
    reached: dict[tuple[str, str], int] = field(default_factory=dict)
    """How often each kind of point was reached, by kind and order."""
    instants: list[Point] = field(default_factory=list)
    """One point for each different thing that a crash can do."""
    pulled: bool = False
    """Whether the façade was killed where the case says."""
    calls: list[Call] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """What happened at least once, and how often."""
    evaluated: dict[str, int] = field(default_factory=dict)
    """How many judgements each checker has made."""
    digest: str = ""

"""Which side reads, which side writes, and who answers, at each stage of a migration?"""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """The book being left and the book being moved to, whatever their role at this stage."""

    OLD = "old"
    NEW = "new"


class Stage(StrEnum):
    """The six steps from one book to the other."""

    OFF = "off"
    DUALWRITE = "dualwrite"
    SHADOW = "shadow"
    LIVE = "live"
    RAMPDOWN = "rampdown"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Duties:
    """Who does what at a stage: the first of each is authoritative, a second only shadows."""

    reads: tuple[Side, ...]
    writes: tuple[Side, ...]


DUTIES: dict[Stage, Duties] = {
    Stage.OFF: Duties((Side.OLD,), (Side.OLD,)),
    Stage.DUALWRITE: Duties((Side.OLD,), (Side.OLD, Side.NEW)),
    Stage.SHADOW: Duties((Side.OLD, Side.NEW), (Side.OLD, Side.NEW)),
    Stage.LIVE: Duties((Side.NEW, Side.OLD), (Side.NEW, Side.OLD)),
    Stage.RAMPDOWN: Duties((Side.NEW,), (Side.NEW, Side.OLD)),
    Stage.COMPLETE: Duties((Side.NEW,), (Side.NEW,)),
}

ORDER = tuple(Stage)


def may_move(current: Stage, to: Stage) -> bool:
    """Forward one stage at a time, back as far as need be."""
    return ORDER.index(to) <= ORDER.index(current) + 1 and to is not current


def is_forward(current: Stage, to: Stage) -> bool:
    """Say whether a move goes towards the new side; the way back is never gated."""
    return ORDER.index(to) > ORDER.index(current)

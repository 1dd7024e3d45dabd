"""What can happen to the copy of an order in the other book because somebody asks for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CopyRequested:
    """The way back needs the order in the old book as well: what was the new one's alone is copied."""


@dataclass(frozen=True, slots=True)
class RepairRequested:
    """Somebody has seen to what the other book has refused: it may be asked for again."""

"""What a scenario tells: what happens, what is measured, what must hold, and how it ends if done wrongly."""

from typing import Annotated, Any, Literal

from pydantic import Field

from dualrun.scenario.part import Part

RIGHT = "right"


class Figure(Part):
    """A published number: how big it was where it really happened."""

    what: str = Field(min_length=1)
    source: str = Field(min_length=1)


class Story(Part):
    """What a person should know before running it."""

    happens: str = Field(min_length=1)
    measured: tuple[str, ...] = Field(min_length=1)
    must_hold: tuple[str, ...] = Field(min_length=1)
    figures: tuple[Figure, ...] = ()
    """Magnitudes to compare with; nothing is judged by them."""


class Variant(Part):
    """One way to go through with it, as changes to the file, and how that ends."""

    what: str = Field(min_length=1)
    changes: dict[str, Any] = Field(default_factory=dict)
    """Keys as `--set` has them, with what they are in this plan."""
    verdict: Literal["go", "no-go", "inconclusive"]
    because: str = ""
    """What one of the verdict's reasons says."""


PlanName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]

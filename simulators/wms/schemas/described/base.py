"""What all answers have in common."""

from typing import Annotated, Any

from pydantic import ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from simulators.chassis import documents

Naive = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$")]
"""An instant in UTC that does not say so."""


class Described(documents.Described):
    """The base of everything that is answered."""

    model_config = ConfigDict(alias_generator=to_camel)


class Refusal(Described):
    """A refusal: the code is for programs, the message for people."""

    error_code: str
    message: str
    details: list[dict[str, Any]]


class Status(Described):
    """A rung of a ladder."""

    number: int
    text: str

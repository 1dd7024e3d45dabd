"""What a system offers, in one shape whatever describes it: operations, and the fields that go in and out.

An operation is what a consumer can rely on as one: a route, an entity set, a type of a GraphQL schema, an
operation of a SOAP service, an event. Fields are found by paths as `$.lines[].quantity`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """What may stand in one place. No types and no choices mean that anything may."""

    types: tuple[str, ...] = ()
    is_required: bool = False
    choices: tuple[Any, ...] = ()
    length_max: float | None = None
    least: float | None = None
    most: float | None = None
    pattern: str = ""
    default: Any = None

    @property
    def is_nullable(self) -> bool:
        """Whether null may stand there."""
        return "null" in self.types

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types other than null."""
        return tuple(one for one in self.types if one != "null")


Fields = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back with one status; an event has the status 0."""

    media: tuple[str, ...] = ()
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked, or that is told.

    `asks` are parameters by `place:name`; `takes` is what a body may hold, and nothing when there is none.
    """

    key: str
    asks: Fields = field(default_factory=dict)
    takes: Fields = field(default_factory=dict)
    takes_media: tuple[str, ...] = ()
    needs_body: bool = False
    answers: Mapping[int, Answer] = field(default_factory=dict)
    sign_ins: tuple[str, ...] = ()
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Surface:
    """One document of a system: where it is from, and what it offers."""

    system: str
    document: str
    operations: Mapping[str, Operation]
    source: str = ""
    """The text it was read from, where consumers are understood by that."""


def surface(system: str, document: str, operations: Iterable[Operation]) -> Surface:
    """Put a surface together; of what is said twice the last counts."""
    return Surface(system, document, {one.key: one for one in operations})


def renamed(before: Surface, names: Mapping[str, str]) -> Surface:
    """Give the surface with beginnings of keys replaced, to hold it against one that is filed elsewhere."""
    operations = {}
    for key, one in before.operations.items():
        new = next((key.replace(old, now, 1) for old, now in names.items() if old in key), key)
        operations[new] = replace(one, key=new)
    return replace(before, operations=operations)

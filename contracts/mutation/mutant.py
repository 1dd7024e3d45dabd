"""One change to one answer: where, how, and what is sent then."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.pact_file import Interaction

STATUS, ENDPOINT, HEADER, BODY = "status", "endpoint", "header", "body"
ADDED = "added"
"""The one change that every contract must take: more than was asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it would be sent; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Mutant:
    """An answer that was changed by one operator at one field; `part` says of what it is a field."""

    interaction: Interaction
    part: str
    field: str
    operator: str
    reply: Reply

    @property
    def name(self) -> str:
        """Where it is from and what was done, as one line."""
        return f"{self.interaction.name}: {self.operator} {self.part} {self.field}".rstrip()

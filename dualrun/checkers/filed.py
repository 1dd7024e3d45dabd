"""The newest record of each document of one kind: a handful an order, for ten thousand orders.

A dictionary of one entry takes more room than all the records it leads to; there are four to an order. The
entries lie flat in one tuple instead, and a document's number is read from its record.
"""

from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

DocumentKey = tuple[str, str]
"""A system and its own number of a document."""


class Numbered(Protocol):
    """A record that names its document."""

    @property
    def number(self) -> str:
        """The document's number in its own system."""
        ...


R = TypeVar("R", bound=Numbered)


class Filed(tuple[Any, ...], Generic[R]):
    """Records by system and number, in the order in which their documents first appeared."""

    __slots__ = ()

    def get(self, key: DocumentKey) -> R | None:
        """Give the newest record of a document."""
        for known, record in self.items():
            if known == key:
                return record
        return None

    def at(self, key: DocumentKey) -> R:
        """Give the newest record of a document that is here.

        Raises:
            KeyError: it is not.
        """
        record = self.get(key)
        if record is None:
            raise KeyError(key)
        return record

    def values(self) -> tuple[R, ...]:
        """Give the records."""
        return self[1::2]

    def items(self) -> Iterator[tuple[DocumentKey, R]]:
        """Give each document's key and record."""
        for place in range(0, len(self), 2):
            record: R = self[place + 1]
            yield (self[place], record.number), record

    def filed(self, system: str, record: R) -> "Filed[R]":
        """Give these records with one more, in the place of the one of the same document."""
        for place in range(0, len(self), 2):
            if self[place] == system and self[place + 1].number == record.number:
                return Filed((*self[: place + 1], record, *self[place + 2 :]))
        return Filed((*self, system, record))


NOTHING: Filed[Any] = Filed()

"""How do two worlds share their rows until one of them writes?

A fork of ten thousand orders may take milliseconds, so a store is forked by copying references and nothing
else. That is safe under three rules, which every store keeps:

- all that can change lives in the fields of a `Store`: tables, agendas, plain values;
- a row names other rows by their key, or holds objects that never change;
- whoever changes a row gets it from `Table.edit`, which copies it first if another world can see it.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol, Self, TypeVar, runtime_checkable
from uuid import UUID

K = TypeVar("K")
V = TypeVar("V")
_PLAIN = (str, int, float, Decimal, bytes, date, Enum, UUID, type(None))


@runtime_checkable
class Forkable(Protocol):
    """What can be shared between two worlds."""

    def fork(self) -> Self:
        """Give a copy that changes on its own."""
        ...


class Table(dict[K, V]):
    """Rows by key, in order of entry; `copy_row` makes the private copy of a row that another world can see.

    A table that was never forked owns every row, so a world on its own pays nothing for this.
    """

    __slots__ = ("_copy_row", "_own", "touched")

    def __init__(self, copy_row: Callable[[V], V] = copy) -> None:
        super().__init__()
        self._copy_row = copy_row
        self._own: dict[K, None] | None = None
        self.touched: dict[K, bool] | None = None
        """Keys of rows entered, changed or deleted since somebody last looked; kept only when asked for.

        True is a row that came, or came again, and so stands last; these are in the order of the table.
        """

    def __setitem__(self, key: K, row: V) -> None:
        """Enter a row, or put another in its place."""
        if self.touched is not None:
            if key in self:
                self.touched.setdefault(key, False)
            else:
                self.touched.pop(key, None)
                self.touched[key] = True
        super().__setitem__(key, row)
        if self._own is not None:
            self._own[key] = None

    def __delitem__(self, key: K) -> None:
        """Take a row out."""
        super().__delitem__(key)
        if self._own is not None or self.touched is not None:
            self._forget(key)

    def pop(self, key: K, *default: Any) -> Any:
        """Take a row out and give it."""
        if (self._own is not None or self.touched is not None) and key in self:
            self._forget(key)
        return super().pop(key, *default)

    def clear(self) -> None:
        """Take all rows out."""
        for key in self:
            self._forget(key)
        super().clear()

    def _forget(self, key: K) -> None:
        if self._own is not None:
            self._own.pop(key, None)
        if self.touched is not None:
            self.touched[key] = False

    def setdefault(self, key: K, row: V) -> V:
        """Give the row of that key, entering `row` if there is none."""
        if key not in self:
            self[key] = row
        return self[key]

    def edit(self, key: K) -> V:
        """Give a row to be changed; what was read before may be another world's copy of it.

        Raises:
            KeyError: there is no such row.
        """
        row = self[key]
        if self._own is not None and key not in self._own:
            row = self[key] = self._copy_row(row)
        elif self.touched is not None:
            self.touched.setdefault(key, False)
        return row

    def fork(self) -> Self:
        """Give a table with the same rows; from now on both copy a row before they change it."""
        twin = type(self)(self._copy_row)
        dict.update(twin, self)
        self._own, twin._own = {}, {}
        return twin


class Tables:
    """The base of every store: a dataclass of tables, agendas and plain values."""

    def fork(self) -> Self:
        """Give a store that begins as this one and changes on its own.

        Raises:
            TypeError: a field holds something that two worlds would both change.
        """
        twin = copy(self)
        for field in fields(self):  # type: ignore[arg-type]  # every store is a dataclass
            setattr(twin, field.name, _forked(field.name, getattr(self, field.name)))
        return twin


def _forked(name: str, value: Any) -> Any:
    if isinstance(value, Forkable):
        return value.fork()
    if all(isinstance(v, _PLAIN) for v in (value if isinstance(value, tuple) else (value,))):
        return value
    raise TypeError(f"{name}: a {type(value).__name__} would be shared between worlds; keep it in a Table")

"""Which rows carry this value? Keys by the value of a field, oldest first; ten thousand may share one value.

What stands under a value never changes, as any row that two worlds share, and yet one key more must not cost
a copy of all before it.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, overload

from simulators.chassis.tables import Table

K = TypeVar("K")
V = TypeVar("V")
SHORT = 16
"""Up to so many keys a tuple is smaller and quicker."""


class Keys(Sequence[V]):
    """The first so many of a list that only grows; whoever has the longest view may make it longer."""

    __slots__ = ("_kept", "_length")

    def __init__(self, kept: list[V], length: int) -> None:
        self._kept = kept
        self._length = length

    def __len__(self) -> int:
        """Count them."""
        return self._length

    def __iter__(self) -> Iterator[V]:
        """Go through them, oldest first."""
        return islice(self._kept, self._length)

    @overload
    def __getitem__(self, place: int) -> V: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[V]: ...

    def __getitem__(self, place: int | slice) -> V | Sequence[V]:
        """Give one by its place, or some."""
        if isinstance(place, slice):
            return self._kept[: self._length][place]
        if not -self._length <= place < self._length:
            raise IndexError(place)
        return self._kept[place if place >= 0 else place + self._length]

    def __eq__(self, other: object) -> bool:
        """Tell whether it is the same keys, in whatever kind of sequence."""
        return isinstance(other, Keys | tuple) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show them as the tuple they stand for."""
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to disk without whatever a longer view has put behind."""
        return Keys, (list(self), self._length)

    def begins_with(self, other: object) -> bool:
        """Tell, without a look at any, whether these are the others with more behind."""
        return isinstance(other, Keys) and other._kept is self._kept and other._length <= self._length

    def and_one(self, key: V) -> "Keys[V]":
        """Give them with one more behind."""
        kept = self._kept if len(self._kept) == self._length else self._kept[: self._length]
        kept.append(key)
        return Keys(kept, self._length + 1)


class Index(Table[K, Sequence[V]]):
    """Keys of rows by the value of one of their fields, oldest first.

    Nearly every value leads to one row. Its key lies there by itself, and is given as one of a sequence: a
    tuple around each would take more room than all the rows of a small system. So a key is no tuple itself.
    """

    __slots__ = ()

    def __getitem__(self, value: K) -> Sequence[V]:
        """Give the keys under a value that is there."""
        there: Sequence[V] = _several(super().__getitem__(value))
        return there

    def __setitem__(self, value: K, keys: Sequence[V]) -> None:
        """Put keys under a value; one by itself lies there by itself."""
        there: Any = keys[0] if isinstance(keys, tuple) and len(keys) == 1 else keys
        super().__setitem__(value, there)

    def get(self, value: K, default: Any = None) -> Any:
        """Give the keys under a value."""
        there = super().get(value, NOTHING)
        return default if there is NOTHING else _several(there)

    def pop(self, value: K, *default: Any) -> Any:
        """Take a value out and give the keys that were under it."""
        return _several(super().pop(value)) if value in self else super().pop(value, *default)

    def put(self, value: K, key: V) -> None:
        """Enter a row's key under a value."""
        there: Any = super().get(value, NOTHING)
        if there is NOTHING:
            self[value] = (key,)
        elif isinstance(there, Keys):
            self[value] = there.and_one(key)
        else:
            kept = [*_several(there), key]
            self[value] = tuple(kept) if len(kept) <= SHORT else Keys(kept, len(kept))

    def drop(self, value: K, key: V) -> None:
        """Take a row's key out from under a value."""
        rest = [each for each in self[value] if each != key]
        if not rest:
            del self[value]
        else:
            self[value] = tuple(rest) if len(rest) <= SHORT else Keys(rest, len(rest))


NOTHING: Any = object()


def _several(there: Any) -> Any:
    return there if isinstance(there, tuple | Keys) else (there,)

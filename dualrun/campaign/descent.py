"""The way down to the least that still fails: take the first smaller case that does, then begin anew."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

C = TypeVar("C")
T = TypeVar("T")


@dataclass(slots=True)
class Descent(Generic[C]):
    """Looks for the least case of which `fails` is true. `tries` counts how often it was asked."""

    fails: Callable[[C], bool]
    tries_max: int
    name: Callable[[C], str] = str
    """Cases of one name are one case, and tried once."""
    tries: int = 0
    _tried: dict[str, None] = field(default_factory=dict)

    def to_least(self, case: C, smaller: Callable[[C], Iterator[C]]) -> C:
        """Go down by one way of making a case smaller, until nothing smaller fails or no try is left."""
        while True:
            for candidate in smaller(case):
                name = self.name(candidate)
                if name in self._tried:
                    continue
                if self.tries >= self.tries_max:
                    return case
                self._tried[name] = None
                self.tries += 1
                if self.fails(candidate):
                    case = candidate
                    break
            else:
                return case


def fewer(things: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Leave half of the things out, then a quarter, down to single ones."""
    size = max(1, len(things) // 2) if things else 0
    while size:
        for start in range(0, len(things), size):
            yield (*things[:start], *things[start + size :])
        size //= 2

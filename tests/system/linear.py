"""Did clients that worked on one thing at once see one thing? A checker of histories, for two models.

An operation is known by when it began and ended at its client, and by what it was answered. A history is
linearizable when each operation can be given one instant between its beginning and its end so that, in that
order, every answer is right.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """When an operation began and ended, as its client saw it."""

    began: float
    ended: float


@dataclass
class Register:
    """A value that is read, and swapped for another if it still is the one that was read before.

    Every value is written once at most, so the swaps say themselves in which order they took place. Adding
    one and being told the sum is such a swap: of the sum less one for the sum.
    """

    initial: Hashable
    reads: list[tuple[Span, Hashable]] = field(default_factory=list)
    swaps: list[tuple[Span, Hashable, Hashable]] = field(default_factory=list)
    refused: list[tuple[Span, Hashable]] = field(default_factory=list)

    def violations(self) -> list[str]:
        """Give everything that no single order of the operations explains."""
        by_before: dict[Hashable, tuple[Span, Hashable]] = {}
        found = []
        for span, before, after in self.swaps:
            if before in by_before:
                found.append(f"{before!r} was swapped twice, for {by_before[before][1]!r} and {after!r}")
            by_before[before] = span, after
        order, written = {self.initial: 0}, [float("-inf")]
        last = self.initial
        while last in by_before and by_before[last][1] not in order:
            span, last = by_before[last]
            order[last] = len(order)
            written.append(span.began)
        found += [f"{b!r} was swapped, which never was there" for _, b, a in self.swaps if a not in order]
        found += [f"{value!r} was read, which nobody wrote" for _, value in self.reads if value not in order]
        if found:
            return found
        return [*self._too_early(order, written), *self._too_late(order), *self._needless(order, written)]

    def _too_early(self, order: dict[Hashable, int], written: list[float]) -> list[str]:
        return [
            f"{value!r} was read before anybody wrote it"
            for span, value in self.reads
            if written[order[value]] >= span.ended
        ]

    def _too_late(self, order: dict[Hashable, int]) -> list[str]:
        """Find who saw a value after another, done by then, had seen or written a later one."""
        ends = [(span.ended, 0, order[value]) for span, value in self.reads]
        ends += [(span.ended, 0, order[after]) for span, _, after in self.swaps]
        begins = [(span.began, 1, order[value]) for span, value in self.reads]
        begins += [(span.began, 1, order[before]) for span, before, _ in self.swaps]
        found, latest = [], 0
        for _, is_beginning, place in sorted(ends + begins):
            if not is_beginning:
                latest = max(latest, place)
            elif place < latest:
                found.append(f"value {place} was seen after somebody was done with value {latest}")
        return found

    def _needless(self, order: dict[Hashable, int], written: list[float]) -> list[str]:
        """Find swaps that were refused though what they named was still there when they ended."""
        return [
            f"a swap of {before!r} was refused while it was there"
            for span, before in self.refused
            if before in order
            and (order[before] + 1 == len(written) or written[order[before] + 1] >= span.ended)
        ]


@dataclass
class Countdown:
    """A number that goes down by one each time somebody takes one; nobody is told how many are left."""

    initial: int
    taken: list[Span] = field(default_factory=list)
    reads: list[tuple[Span, int]] = field(default_factory=list)

    def violations(self) -> list[str]:
        """Give every read that no single order of the operations explains.

        A read must see all that ended before it began, and nothing that began after it ended; and two reads,
        one after the other, may not go up.
        """
        found = []
        for span, value in self.reads:
            surely = sum(1 for taken in self.taken if taken.ended < span.began)
            possibly = sum(1 for taken in self.taken if taken.began < span.ended)
            if not self.initial - possibly <= value <= self.initial - surely:
                found.append(f"a read saw {value}, not {self.initial - possibly}..{self.initial - surely}")
        lowest = self.initial
        ends = [(span.ended, 0, value) for span, value in self.reads]
        begins = [(span.began, 1, value) for span, value in self.reads]
        for _, is_beginning, value in sorted(ends + begins):
            if is_beginning and value > lowest:
                found.append(f"a read saw {value} after another had seen {lowest}")
            elif not is_beginning:
                lowest = min(lowest, value)
        return found


@dataclass
class Tickets:
    """Numbers that are given out, each to one, and later ones to those who come later."""

    given: list[tuple[Span, int]] = field(default_factory=list)

    def violations(self) -> list[str]:
        """Give every number that two have, and whoever came later and has a lower one."""
        numbers = [number for _, number in self.given]
        found = [
            f"{number} was given twice" for number in dict.fromkeys(numbers) if numbers.count(number) > 1
        ]
        ends = [(span.ended, 0, number) for span, number in self.given]
        begins = [(span.began, 1, number) for span, number in self.given]
        highest = float("-inf")
        for _, is_beginning, number in sorted(ends + begins):
            if is_beginning and number < highest:
                found.append(f"{number} was given after {highest}")
            elif not is_beginning:
                highest = max(highest, number)
        return found

"""The states of a rehearsal's aggregates: those that change as they are, those that rest packed.

Ten thousand orders rest at the end of a long rehearsal, and their states would be half of its memory. Which
rest is told by when each was last put: the store knows nothing of what a state means.
"""

import pickle
from collections.abc import Iterator
from itertools import islice
from typing import Any
from zlib import DEFLATED, compressobj, decompressobj

AWAKE_MAX = 512
"""How many states are kept as they are: more than orders are on the move at once on a busy day."""
WINDOW = 13
SAMPLES = 8


def packed(plain: bytes, words: bytes) -> bytes:
    """Pack a short text with little memory; what it shares with `words`, up to 8 kB, is referred to."""
    packer = compressobj(level=6, method=DEFLATED, wbits=WINDOW, memLevel=5, zdict=words)
    return packer.compress(plain) + packer.flush()


def unpacked(small: bytes, words: bytes) -> bytes:
    """Give what was packed with the same words."""
    return decompressobj(wbits=WINDOW, zdict=words).decompress(small)


class States:
    """States by aggregate, in the order the aggregates were made; a state is never changed in place."""

    def __init__(self, awake_max: int = AWAKE_MAX) -> None:
        self._awake_max = awake_max
        self._states: dict[str, Any] = {}  # a state, or the bytes of one
        self._awake: dict[str, None] = {}  # the one put longest ago comes first
        self._sample = b""  # the packer refers to it: states look much alike

    def put(self, aggregate_id: str, state: Any) -> str:
        """Keep a state; give the aggregate whose state was laid aside for it, or nothing."""
        self._states[aggregate_id] = state
        self._awake.pop(aggregate_id, None)
        self._awake[aggregate_id] = None
        if len(self._awake) <= self._awake_max:
            return ""
        resting = next(iter(self._awake))
        del self._awake[resting]
        self._states[resting] = self._packed(self._states[resting])
        return resting

    def get(self, aggregate_id: str) -> Any | None:
        """Give a state, or nothing."""
        return self._unpacked(self._states.get(aggregate_id))

    def page(self, after: str, limit: int) -> list[Any]:
        """Give up to `limit` states made after the aggregate `after`; from the first when it is empty."""
        made = iter(self._states)
        if after:
            next((True for each in made if each == after), False)
        return [self.get(each) for each in islice(made, limit)]

    def __iter__(self) -> Iterator[str]:
        """Go through the aggregates."""
        return iter(list(self._states))

    def _packed(self, state: Any) -> bytes:
        if not self._sample:
            few = islice(self._awake, SAMPLES)
            self._sample = b"".join([_plain(self._states[each]) for each in few] + [_plain(state)])
        return packed(_plain(state), self._sample)

    def _unpacked(self, state: Any) -> Any:
        if not isinstance(state, bytes):
            return state
        return pickle.loads(unpacked(state, self._sample))  # our own


def _plain(state: Any) -> bytes:
    return pickle.dumps(state, pickle.HIGHEST_PROTOCOL)

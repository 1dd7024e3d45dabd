"""How does chance fall, and what is this thing's id? The seed and the purpose of a draw decide, nothing else.

No draw advances a sequence: ten thousand orders at once get the outcomes that each would get alone.
"""

from collections.abc import Sequence
from hashlib import blake2b
from math import exp
from statistics import NormalDist
from typing import TypeVar
from uuid import UUID

import orjson

_T = TypeVar("_T")
_STANDARD = NormalDist()
_PER_STEP = 2.0**-53
_PER_HALF_STEP = 2.0**-32


class Streams:
    """Chance and identity for one seed.

    A key says what a draw is for, in strings and whole numbers. It is written down as JSON before it is
    hashed, so that ("a", "bc") is not ("ab", "c") and 1 is not "1".
    """

    __slots__ = ("_draw", "_identify", "_root", "seed")

    def __init__(self, seed: int, _root: bytes = b"") -> None:
        self.seed = seed
        self._root = _root or blake2b(str(seed).encode(), digest_size=32, person=b"dualrun.seed").digest()
        self._draw = blake2b(self._root, digest_size=8, person=b"dualrun.draw")
        self._identify = blake2b(self._root, digest_size=16, person=b"dualrun.id")

    def child(self, *key: str | int) -> "Streams":
        """Give streams of their own to one part of the world."""
        root = blake2b(self._root + orjson.dumps(key), digest_size=32, person=b"dualrun.child").digest()
        return Streams(self.seed, root)

    def _bits(self, key: tuple[str | int, ...]) -> int:
        draw = self._draw.copy()
        draw.update(orjson.dumps(key))
        return int.from_bytes(draw.digest(), "big")

    def uniform(self, *key: str | int) -> float:
        """Give a number in [0, 1) that depends on the seed and the key alone."""
        return (self._bits(key) >> 11) * _PER_STEP

    def uuid(self, *key: str | int) -> UUID:
        """Give an id that depends on the seed and the key alone."""
        identity = self._identify.copy()
        identity.update(orjson.dumps(key))
        return UUID(bytes=identity.digest(), version=5)

    def between(self, low: int, high: int, *key: str | int) -> int:
        """Give a whole number from `low` to `high`, both included.

        Raises:
            ValueError: `high` is below `low`.
        """
        if high < low:
            raise ValueError(f"no whole number lies between {low} and {high}")
        return low + (self._bits(key) * (high - low + 1) >> 64)

    def choice(self, options: Sequence[_T], *key: str | int) -> _T:
        """Give one of `options`, each with the same chance.

        Raises:
            ValueError: there is nothing to choose from.
        """
        if not options:
            raise ValueError(f"nothing to choose from for {key!r}")
        return options[self._bits(key) * len(options) >> 64]

    def lognormals(self, median: float, sigma: float, *key: str | int) -> tuple[float, float]:
        """Give two positive numbers from one draw: half lie below `median`, and a few far above."""
        if not sigma:
            return median, median
        one, other = divmod(self._bits(key), 1 << 32)
        return (
            median * exp(sigma * _STANDARD.inv_cdf((one + 0.5) * _PER_HALF_STEP)),
            median * exp(sigma * _STANDARD.inv_cdf((other + 0.5) * _PER_HALF_STEP)),
        )

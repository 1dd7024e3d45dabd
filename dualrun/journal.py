"""What happened, in one number: the digest of everything noted, in order, with its microsecond.

Two runs with one digest did the same things at the same times. The journal keeps counts and a short
transcript for people, never the notes themselves: a rehearsal may be long.
"""

from collections import deque
from decimal import Decimal
from hashlib import sha256
from typing import Protocol

import orjson

Field = str | int | float | Decimal | None


class Clock(Protocol):
    """The time of the run."""

    def us(self) -> int:
        """Give whole microseconds since this clock began."""
        ...


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"a journal takes strings and numbers, not {type(value).__name__}")


class Journal:
    """The running digest of one rehearsal, with counts by kind and the last `transcript_lines` notes."""

    def __init__(self, clock: Clock, transcript_lines: int = 0) -> None:
        self.counts: dict[str, int] = {}
        self._clock = clock
        self._hash = sha256()
        self._lines: deque[bytes] | None = deque(maxlen=transcript_lines) if transcript_lines else None

    def note(self, kind: str, *fields: Field, body: bytes = b"") -> None:
        """Note that something happened now; `body` counts for the digest, not for the transcript."""
        line = orjson.dumps(
            (self._clock.us(), kind, len(body), *fields),
            _plain,
            orjson.OPT_APPEND_NEWLINE,
        )
        self._hash.update(line + body)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self._lines is not None:
            self._lines.append(line)

    def digest(self) -> str:
        """Give the digest of all notes so far."""
        return f"sha256:{self._hash.hexdigest()}"

    def transcript(self) -> list[str]:
        """Give the last notes for people, one a line: seconds, kind, fields."""
        return [_readable(line) for line in self._lines or ()]


def _readable(line: bytes) -> str:
    us, kind, size, *fields = orjson.loads(line)
    words = [str(field) for field in fields if field not in ("", None)]
    if size:
        words.append(f"({size} bytes)")
    return f"{us / 1e6:>16.6f}  {kind:<8}  {' '.join(words)}"

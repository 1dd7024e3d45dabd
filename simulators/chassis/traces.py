"""W3C trace context in a system: what it says later of an order belongs to the trace it was called in.

A system that begins an order begins its trace, made of the order's reference, so that the same seed gives the
same trace.
"""

from collections.abc import Iterable
from hashlib import blake2b

REMEMBERED = 2_000
_CORRELATION, _PARENT = b"x-correlation-id", b"traceparent"
_PARENT_LENGTH = 55


class Traces:
    """The traces of the orders that were asked about lately, in bounded memory."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._young: dict[bytes, bytes] = {}
        self._old: dict[bytes, bytes] = {}

    def hear(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Take in the headers of a request."""
        correlation = parent = b""
        for name, value in headers:
            if name == _CORRELATION:
                correlation = value
            elif name == _PARENT:
                parent = value
        if correlation and len(parent) == _PARENT_LENGTH:
            if len(self._young) >= self._remembered:
                self._old, self._young = self._young, {}
            self._young[correlation] = parent

    def parent(self, correlation: str, message_id: str, attempt: int) -> str:
        """Give the header of one attempt to say something about an order."""
        key = correlation.encode("latin-1", "replace")
        heard = (self._young.get(key) or self._old.get(key, b"")).decode("latin-1")
        trace_id = heard[3:35] or _digest(correlation or message_id, 16)
        return f"00-{trace_id}-{_digest(f'{message_id}|{attempt}', 8)}-01"


def _digest(text: str, size: int) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=size).hexdigest()

"""W3C trace context: one trace an order, from its channel to the last system and back.

A channel that sends a trace has its own carried on. For any other the order's reference makes one, so that
every process, and whoever knows the reference, comes to the same.
"""

import re
from contextvars import ContextVar
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

_PARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_STATE_LENGTH_MAX = 512
_REMEMBERED = 1024
NOWHERE, NOBODY = "0" * 32, "0" * 16


class Trace(NamedTuple):
    """Which trace something belongs to, and what its sender says of it."""

    trace_id: str
    flags: str = "01"
    state: str = ""

    def written(self) -> str:
        """Write it as one short text, to be kept with an order."""
        return f"{self.trace_id} {self.flags} {self.state}".rstrip()


INCOMING: ContextVar[str] = ContextVar("facade.trace", default="")
"""The trace of the request that is being served, as `written`; empty when its sender sent none."""


def read_trace(parent: str, state: str) -> Trace | None:
    """Read what came with a request; nothing when it is no trace, which is then begun anew.

    A version that is not known yet is read as far as it is known, as the recommendation wants it.
    """
    found = _PARENT.fullmatch(parent.strip())
    if found is None:
        return None
    version, trace_id, span_id, flags, more = found.groups()
    if version == "ff" or trace_id == NOWHERE or span_id == NOBODY or (version == "00" and more):
        return None
    sound = state.isascii() and state.isprintable() and len(state) <= _STATE_LENGTH_MAX
    return Trace(trace_id, flags, state.strip() if sound else "")


@lru_cache(_REMEMBERED)
def trace_of(reference: str, kept: str = "") -> Trace:
    """Give the trace of an order: the one it came with, or the one that its reference makes."""
    if kept:
        trace_id, _, rest = kept.partition(" ")
        flags, _, state = rest.partition(" ")
        return Trace(trace_id, flags or "01", state)
    return Trace(blake2b(reference.encode("utf-8", "replace"), digest_size=16).hexdigest())


def span_of(about: str) -> str:
    """Give the id of one call, which no other call of the trace has."""
    return blake2b(about.encode("utf-8", "replace"), digest_size=8).hexdigest()

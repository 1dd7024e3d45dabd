"""What a simulator needs from its surroundings: time, chance, identity and a way to call out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """The time of one world."""

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds since this clock began; never decreases."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        ...

    def seconds_until(self, at: datetime) -> float | None:
        """Give how long the event loop must wait for an instant; nothing if it never comes by itself."""
        ...


class Chance(Protocol):
    """Randomness keyed by what it is for, so that concurrency cannot change an outcome."""

    def uniform(self, *key: str | int) -> float:
        """Give a number in [0, 1) that depends on the seed and the key alone."""
        ...


class Ids(Protocol):
    """Identity keyed by what it is for."""

    def uuid(self, *key: str | int) -> UUID:
        """Give an id that depends on the seed and the key alone."""
        ...


class Reply(Protocol):
    """What came back from a call."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, names in lower case."""
        ...

    @property
    def body(self) -> bytes:
        """The whole body."""
        ...


class Wire(Protocol):
    """The way out of a system."""

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call a neighbour and give its answer, whatever the status.

        Raises:
            TimeoutError: no answer in time; the neighbour may have acted all the same.
            ConnectionError: nobody is there, or the connection broke before an answer.
        """
        ...

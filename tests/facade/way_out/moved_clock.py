"""A clock that stands where a test puts it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.facade.builders import NOON


@dataclass
class MovedClock:
    at_s: float = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.at_s)

    def monotonic(self) -> float:
        return self.at_s

    async def sleep(self, seconds: float) -> None:
        self.at_s += seconds

"""How long the work takes, whom it waits for, and what the API may be asked in that time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

BATCH_EVERY_S = 3600.0
BATCH_AT_S = 1800.0  # past the hour
CARRIER_HOURS = (12, 18)  # UTC, Monday to Saturday
LOADING = timedelta(minutes=45)
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Pace:
    """How long picking and loading take, and whether they wait for batches and the carrier."""

    pick_s: float
    pick_spread_s: float
    pick_line_s: float
    load_s: float
    return_s: float
    waits_for_batches: bool

    def picking_s(self, lines: int, chance: float) -> float:
        """Give the seconds from the batch until `lines` lines are picked and packed."""
        return self.pick_s + self.pick_spread_s * chance + self.pick_line_s * lines

    def leaves_at(self, packed_at: datetime, chance: float) -> datetime:
        """Give the moment the parcel is loaded, before the next carrier that comes."""
        if not self.waits_for_batches:
            return packed_at + timedelta(seconds=self.load_s)
        day = packed_at.replace(hour=0, minute=0, second=0, microsecond=0)
        while True:
            for hour in CARRIER_HOURS:
                loading_begins = day + timedelta(hours=hour) - LOADING
                if loading_begins >= packed_at and day.weekday() != SUNDAY:
                    return loading_begins + chance * LOADING
            day += timedelta(days=1)


PACES: Mapping[str, Pace] = {
    "realistic": Pace(1200, 5400, 45, 0, 2 * 86_400, waits_for_batches=True),
    "brisk": Pace(0.9, 0.2, 0, 1.0, 2.0, waits_for_batches=False),
}

COMPLEXITY_MAX = 4004
"""No single operation may cost more, however much the account could spend."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an account may spend: a purse of credits that fills again by itself."""

    max_available: int
    increment_rate: int  # credits a second

    def filled(self, left: float, for_s: float) -> float:
        """Give what is in the purse after some time."""
        return min(float(self.max_available), left + for_s * self.increment_rate)

    def wait_s(self, left: float, cost: int) -> int:
        """Give the whole seconds until `cost` can be paid."""
        return max(1, ceil((cost - left) / self.increment_rate))

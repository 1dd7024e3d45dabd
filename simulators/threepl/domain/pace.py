"""How long the work takes, and whom it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

BATCH_EVERY_S = 3600.0
CARRIER_HOUR = 17  # UTC, Monday to Friday
LOADING = timedelta(hours=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the work takes, and whether it waits for batches, the carrier and the day of arrival."""

    pick_s: float
    pick_spread_s: float
    pick_line_s: float
    load_s: float
    box_s: float
    return_s: float
    waits_for_batches: bool

    def picking_s(self, lines: int, chance: float) -> float:
        """Give the seconds from the batch until `lines` lines are picked."""
        return self.pick_s + self.pick_spread_s * chance + self.pick_line_s * lines

    def leaves_at(self, picked_at: datetime, chance: float) -> datetime:
        """Give the moment the goods are loaded: in the hour before the carrier comes, on a working day."""
        if not self.waits_for_batches:
            return picked_at + timedelta(seconds=self.load_s)
        midnight = picked_at.replace(hour=0, minute=0, second=0, microsecond=0)
        loading_begins = midnight + timedelta(hours=CARRIER_HOUR) - LOADING
        while loading_begins < picked_at or loading_begins.weekday() >= SATURDAY:
            loading_begins += timedelta(days=1)
        return loading_begins + chance * LOADING

    def counted_at(self, announced_at: datetime, expected_at: datetime, box_number: int) -> datetime:
        """Give the moment a box is counted: one after the other, from the day of arrival on."""
        begins = max(announced_at, expected_at) if self.waits_for_batches else announced_at
        return begins + timedelta(seconds=self.box_s * box_number)


PACES: Mapping[str, Pace] = {
    "realistic": Pace(1800, 7200, 60, 0, 7200, 3 * 86_400, waits_for_batches=True),
    "brisk": Pace(0.9, 0.2, 0, 1.0, 1.0, 2.0, waits_for_batches=False),
}

"""How long the floor takes, and when waves begin and carriers come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WAVE_EVERY_S = 1800.0
CARRIER_CUT_OFF_HOURS = (11, 15, 19)  # UTC, every day
LOADING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the floor takes, and whether it waits for waves and carriers."""

    pick_s: float
    pick_row_s: float
    pack_s: float
    load_s: float
    return_s: float
    waits_for_waves: bool

    def picking_s(self, rows: int, chance: float) -> float:
        """Give the seconds to pick `rows` rows: half to one and a half times the usual walk a row."""
        return self.pick_s + rows * self.pick_row_s * (0.5 + chance)

    def packing_s(self, chance: float) -> float:
        """Give the seconds to close the parcels."""
        return self.pack_s * (0.5 + chance)

    def leaves_at(self, packed_at: datetime, chance: float, missed_cut_offs: int = 0) -> datetime:
        """Give the moment the parcels go on the truck: within the loading time before a cut-off."""
        if not self.waits_for_waves:
            return packed_at + timedelta(seconds=self.load_s)
        midnight = packed_at.replace(hour=0, minute=0, second=0, microsecond=0)
        ahead = missed_cut_offs
        for day in range(2 + missed_cut_offs):
            for hour in CARRIER_CUT_OFF_HOURS:
                loading_begins = midnight + timedelta(days=day, hours=hour) - LOADING
                if packed_at > loading_begins:
                    continue
                if ahead == 0:
                    return loading_begins + chance * LOADING
                ahead -= 1
        raise AssertionError("a day without a carrier")


PACES: Mapping[str, Pace] = {
    "realistic": Pace(
        pick_s=300, pick_row_s=90, pack_s=1200, load_s=0, return_s=2 * 86_400, waits_for_waves=True
    ),
    "brisk": Pace(pick_s=0.9, pick_row_s=0.01, pack_s=0.4, load_s=0.5, return_s=2.0, waits_for_waves=False),
}

"""How long does a supplier take to confirm a purchase order, and then to send the goods?"""

from datetime import timedelta
from typing import NamedTuple


class SupplierPace(NamedTuple):
    """The shortest and the longest it takes, in seconds; in between, chance says."""

    confirm_s: tuple[float, float]
    send_s: tuple[float, float]

    def confirms_after(self, share: float) -> timedelta:
        """Give the time from the order to its confirmation."""
        return _between(self.confirm_s, share)

    def sends_after(self, share: float) -> timedelta:
        """Give the time from the confirmation to the goods."""
        return _between(self.send_s, share)


PACES = {
    "realistic": SupplierPace((3_600.0, 6 * 3_600.0), (10 * 3_600.0, 34 * 3_600.0)),
    "brisk": SupplierPace((60.0, 300.0), (5_400.0, 9_000.0)),
}


def _between(limits: tuple[float, float], share: float) -> timedelta:
    least, most = limits
    return timedelta(seconds=least + (most - least) * share)

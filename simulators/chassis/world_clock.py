"""What time is it in this world? A clock that a test can stop, set and hurry, apart from everybody else's."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from simulators.chassis.ports import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

_SECOND = timedelta(seconds=1)
_YEAR = datetime(2026, 1, 5, tzinfo=UTC)


def in_seconds(at: datetime) -> float:
    """Write an instant as seconds that a row may hold: they mean the same in a fork and after a restart."""
    return (at - _YEAR) / _SECOND


class WorldClock:
    """The time of one world, as a line through the time of its `base`.

    What a neighbour's machine takes to answer (`sleep`) passes in the base's time whatever this clock says:
    a frozen world must still answer its callers.
    """

    def __init__(self, base: Clock, at: datetime | None = None) -> None:
        self._base = base
        self._anchor = base.now()
        self._at = at or self._anchor
        self._began = self._at
        self.scale = 1.0
        self.is_frozen = False
        self.on_change: Callable[[], None] = _nobody

    def now(self) -> datetime:
        """Give the instant, in UTC."""
        if self.is_frozen:
            return self._at
        if self.scale == 1.0:
            return self._at + (self._base.now() - self._anchor)
        return self._at + (self._base.now() - self._anchor) * self.scale

    def monotonic(self) -> float:
        """Give seconds of this world since it began; it goes back only if somebody sets the clock back."""
        return (self.now() - self._began) / _SECOND

    async def sleep(self, seconds: float) -> None:
        """Wait as long as a caller would."""
        await self._base.sleep(seconds)

    def seconds_until(self, at: datetime) -> float | None:
        """Give how long the event loop must wait for an instant; nothing if this clock stands still."""
        ahead = (at - self.now()) / _SECOND
        if ahead <= 0:
            return 0.0
        return None if self.is_frozen else ahead / self.scale

    def freeze(self) -> None:
        """Stand still."""
        self._turn(self.now(), self.scale, is_frozen=True)

    def resume(self) -> None:
        """Go on from where it stands."""
        self._turn(self.now(), self.scale, is_frozen=False)

    def set(self, at: datetime) -> None:
        """Show another time from now on, and stand or go as before."""
        self._turn(at, self.scale, self.is_frozen)

    def hurry(self, scale: float) -> None:
        """Go `scale` times as fast as the base.

        Raises:
            ValueError: the scale is not above zero; to stand still, freeze.
        """
        if not 0 < scale < float("inf"):
            raise ValueError(f"scale {scale}: a clock goes at a speed above 0; freeze it to stop it")
        self._turn(self.now(), scale, self.is_frozen)

    def _turn(self, at: datetime, scale: float, is_frozen: bool) -> None:
        self._at, self._anchor = at, self._base.now()
        self.scale, self.is_frozen = scale, is_frozen
        self.on_change()


def _nobody() -> None:
    return None

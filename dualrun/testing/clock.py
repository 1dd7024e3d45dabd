"""The clock of one world, as a test holds it."""

from datetime import datetime, timedelta
from typing import Any

from dualrun.testing.control import ControlPlane

ADVANCES_WITHIN_S = 600.0


class Clock:
    """Stops, sets and hurries the time of one world; tokens, quotas, waves and retries all follow it."""

    def __init__(self, control: ControlPlane) -> None:
        self._control = control

    def now(self) -> datetime:
        """Give the time of this world, in UTC."""
        return datetime.fromisoformat(self._control.ask("GET", "/clock")["now"])

    def freeze(self) -> None:
        """Let time stand still; what is asked for is still answered."""
        self._control.ask("PUT", "/clock", {"frozen": True})

    def resume(self) -> None:
        """Let time go on from where it stands."""
        self._control.ask("PUT", "/clock", {"frozen": False})

    def set(self, at: datetime) -> None:
        """Show another time at once, forward or back; what falls due in between is not waited for.

        To have it done in its order, and to learn what it was, advance instead.
        """
        self._control.ask("PUT", "/clock", {"at": at.isoformat()})

    def advance(
        self, by: timedelta | float | None = None, *, to: datetime | None = None
    ) -> list[dict[str, Any]]:
        """Do all that falls due in a span (a number: seconds) or up to an instant, and give what was done."""
        asked: dict[str, Any] = {}
        if by is not None:
            asked["by_s"] = by.total_seconds() if isinstance(by, timedelta) else by
        if to is not None:
            asked["to"] = to.isoformat()
        done = self._control.ask("POST", "/clock/advance", asked, ADVANCES_WITHIN_S)
        ran: list[dict[str, Any]] = done["ran"]
        return ran

    def scale(self, factor: float) -> None:
        """Let time go so many times as fast as outside."""
        self._control.ask("PUT", "/clock", {"scale": factor})

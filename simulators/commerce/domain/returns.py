"""Goods that come back: asked for, allowed, received, resolved, line by line."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from simulators.commerce.domain.documents import HistoryEntry, Track
from simulators.commerce.errors import StateError

PENDING, AUTHORIZED, DENIED = "pending", "authorized", "denied"
RECEIVED, APPROVED, REJECTED = "received", "approved", "rejected"
CLOSED, PROCESSED = "closed", "processed_closed"
NEXT = {
    PENDING: (PENDING, AUTHORIZED, DENIED),
    AUTHORIZED: (AUTHORIZED, RECEIVED, DENIED),
    RECEIVED: (RECEIVED, APPROVED, REJECTED),
    APPROVED: (APPROVED,),
    REJECTED: (REJECTED,),
    DENIED: (DENIED,),
}
"""Where a returned line may go from where it is."""
RESOLVED = (APPROVED, REJECTED, DENIED)


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """One line that comes back, with what was asked, allowed, received and accepted of it."""

    id: int
    order_item_id: int
    requested: int
    authorized: int = 0
    returned: int = 0
    approved: int = 0
    reason: str = ""
    condition: str = ""
    resolution: str = ""
    status: str = PENDING

    def expect_sound(self) -> None:
        """Hold each count below the one before it.

        Raises:
            StateError: more would be received than was allowed, or the like.
        """
        steps = (self.requested, self.authorized, self.returned, self.approved)
        if any(later > earlier for earlier, later in pairwise(steps)):
            raise StateError(
                "Item %item cannot be %counts: asked, allowed, received, accepted.",
                item=self.id,
                counts="/".join(map(str, steps)),
            )


@dataclass(frozen=True, slots=True)
class Return:
    """A return merchandise authorisation."""

    id: int
    order_id: int
    order_increment: str
    customer_id: int
    at: datetime
    items: tuple[ReturnItem, ...]
    is_closed: bool = False
    comments: tuple[HistoryEntry, ...] = ()
    tracks: tuple[Track, ...] = ()
    email: str = ""

    @property
    def status(self) -> str:
        """Where the whole stands, in the product's words: `_on_item` when only some lines are there."""
        states = [item.status for item in self.items]
        if self.is_closed:
            return CLOSED
        if all(state in RESOLVED for state in states):
            return PROCESSED if APPROVED in states else states[0] if len(set(states)) == 1 else CLOSED
        for furthest in (APPROVED, REJECTED, RECEIVED, AUTHORIZED):
            if furthest in states:
                suffix = "_on_part" if furthest == AUTHORIZED else "_on_item"
                return furthest if all(state == furthest for state in states) else furthest + suffix
        return PENDING

"""The words that an order's buyer sees, the state behind each, and which may follow which."""

from collections.abc import Mapping

STATE_OF: Mapping[str, str] = {
    "pending": "new",
    "holded": "holded",
    "backordered": "processing",
    "processing": "processing",
    "shipped": "processing",
    "invoiced": "processing",
    "complete": "complete",
    "closed": "closed",
    "rejected": "canceled",
    "canceled": "canceled",
}
"""The state behind each status the shop shows."""

_RANK: Mapping[str, int] = {
    "pending": 0,
    "holded": 1,
    "backordered": 1,
    "processing": 1,
    "shipped": 2,
    "invoiced": 3,
    "complete": 4,
    "closed": 5,
}
_ENDED_UNSHIPPED = ("rejected", "canceled")
NEVER_HELD = (*_ENDED_UNSHIPPED, "holded", "complete", "closed")
EXPLAINED = ("backordered", "holded", "rejected", "canceled")
"""The statuses whose comment is their reason."""


def is_forward(status: str, word: str) -> bool:
    """Tell whether a word moves an order on, or comes too late."""
    if status in _ENDED_UNSHIPPED:
        return False
    if word in _ENDED_UNSHIPPED:
        return _RANK[status] <= 1
    return _RANK[word] >= _RANK[status]

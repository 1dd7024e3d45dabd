"""Who listens to the book, and what they have not been told yet."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class ChangeType(StrEnum):
    """What happened to a record."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    COLLECTION = "collection"


@dataclass(slots=True, eq=False)
class Subscription:
    """Somebody who wants to hear of one entity set until `expires_at`."""

    id: str
    notification_url: str
    resource: str
    entity_set: str
    client_state: str
    user: str
    expires_at: datetime
    version: int
    modified_at: datetime
    is_waiting: bool = False  # for the moment at which it is told


class Change(NamedTuple):
    """What happened to a record since its listener was last told."""

    type: ChangeType
    at: datetime

    def then(self, later: "Change") -> "Change":
        """Give one change for two: what the listener has not heard of is still new to it."""
        is_still_new = self.type is ChangeType.CREATED and later.type is ChangeType.UPDATED
        return later._replace(type=ChangeType.CREATED) if is_still_new else later


class Notice(NamedTuple):
    """One message on its way to a listener."""

    subscription_id: str
    body: bytes
    attempts: int = 0

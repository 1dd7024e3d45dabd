"""What this product says outward: that records have changed, not how; the listener reads them itself."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

COLLECTION_ABOVE = 1000  # more changes than this in one go are announced as "read the whole set again"


class ChangeType(StrEnum):
    """What happened to a record."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    COLLECTION = "collection"


@dataclass(slots=True)
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
    pending: dict[str, tuple[ChangeType, datetime]] = field(default_factory=dict)  # by record id

    def note(self, record_id: str, change: ChangeType, at: datetime) -> None:
        """Remember a change until the next notification; several to one record become one."""
        earlier = self.pending.get(record_id)
        if earlier is not None and earlier[0] is ChangeType.CREATED and change is ChangeType.UPDATED:
            change = ChangeType.CREATED
        self.pending[record_id] = (change, at)

    def take_notifications(self) -> list[dict[str, str]]:
        """Give what there is to say, and forget it."""
        changes, self.pending = self.pending, {}
        if len(changes) > COLLECTION_ABOVE:
            first = _stamp(min(at for _, at in changes.values()))
            last = max(at for _, at in changes.values())
            resource = f"{self.resource}?$filter=lastModifiedDateTime ge {first}"
            return [self._notification(resource, ChangeType.COLLECTION, last)]
        return [
            self._notification(f"{self.resource}({record_id})", change, at)
            for record_id, (change, at) in changes.items()
        ]

    def _notification(self, resource: str, change: ChangeType, at: datetime) -> dict[str, str]:
        return {
            "subscriptionId": self.id,
            "clientState": self.client_state,
            "expirationDateTime": _stamp(self.expires_at),
            "resource": resource,
            "changeType": change.value,
            "lastModifiedDateTime": _stamp(at),
        }


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

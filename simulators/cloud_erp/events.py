"""What this product says outward: that records have changed, not how; the listener reads them itself."""

from collections.abc import Sequence
from datetime import datetime

from simulators.cloud_erp.domain.listening import Change, ChangeType, Subscription

COLLECTION_ABOVE = 1000  # more changes than this in one go are announced as "read the whole set again"


def notifications(subscription: Subscription, changes: Sequence[tuple[str, Change]]) -> list[dict[str, str]]:
    """Say what changed, record by record, or once for all when that would be too much."""
    if len(changes) <= COLLECTION_ABOVE:
        return [
            _notification(subscription, f"{subscription.resource}({record_id})", change)
            for record_id, change in changes
        ]
    first = _stamp(min(change.at for _, change in changes))
    resource = f"{subscription.resource}?$filter=lastModifiedDateTime ge {first}"
    last = max(change.at for _, change in changes)
    return [_notification(subscription, resource, Change(ChangeType.COLLECTION, last))]


def _notification(subscription: Subscription, resource: str, change: Change) -> dict[str, str]:
    return {
        "subscriptionId": subscription.id,
        "clientState": subscription.client_state,
        "expirationDateTime": _stamp(subscription.expires_at),
        "resource": resource,
        "changeType": change.type.value,
        "lastModifiedDateTime": _stamp(change.at),
    }


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

"""Returns on the wire."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from simulators.commerce.domain.documents import Track
from simulators.commerce.domain.returns import Return, ReturnItem
from simulators.commerce.events.orders import instant, native_history
from simulators.commerce.schemas.companies import Email
from simulators.commerce.schemas.documents import TrackBody
from simulators.commerce.schemas.fields import ROWS_MAX, Body, Envelope, Id, Line, Quantity, Text, Whole

ItemStatus = Literal["pending", "authorized", "denied", "received", "approved", "rejected"]


class ReturnItemBody(Body):
    """A line that shall come back."""

    order_item_id: Id
    qty_requested: Quantity
    reason: Line | None = None
    condition: Line | None = None
    resolution: Line | None = None


class ReturnCommentBody(Body):
    """Something said of a return."""

    comment: Text


class ReturnEntity(Body):
    """A wish to send goods back."""

    order_id: Id
    items: Annotated[list[ReturnItemBody], Field(min_length=1, max_length=ROWS_MAX)]
    customer_custom_email: Email | None = None
    comments: Annotated[list[ReturnCommentBody], Field(max_length=1)] | None = None


class ReturnBody(Envelope):
    """The envelope of a return."""

    rma_data_object: ReturnEntity


class ReturnItemChange(Body):
    """How far a line of a return has come."""

    entity_id: Id
    status: ItemStatus | None = None
    qty_authorized: Whole | None = None
    qty_returned: Whole | None = None
    qty_approved: Whole | None = None
    resolution: Line | None = None


class ReturnChange(Body):
    """How far a return has come."""

    items: Annotated[list[ReturnItemChange], Field(max_length=ROWS_MAX)] | None = None
    status: Literal["closed"] | None = None


class ReturnChangeBody(Envelope):
    """The envelope of a change."""

    rma_data_object: ReturnChange


class ReturnNoteBody(Body):
    """The envelope of something said."""

    data: ReturnCommentBody


class ReturnTrackBody(Body):
    """The envelope of a parcel."""

    track: TrackBody


def return_items_of(rows: list[ReturnItemBody]) -> list[ReturnItem]:
    """Read the lines that shall come back."""
    return [
        ReturnItem(
            0,
            row.order_item_id,
            row.qty_requested,
            reason=row.reason or "",
            condition=row.condition or "",
            resolution=row.resolution or "",
        )
        for row in rows
    ]


def return_change_of(row: ReturnItemChange) -> tuple[int, Callable[[ReturnItem], ReturnItem]]:
    """Read how far a line has come."""
    given = {
        "status": row.status,
        "authorized": row.qty_authorized,
        "returned": row.qty_returned,
        "approved": row.qty_approved,
        "resolution": row.resolution,
    }
    kept: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return row.entity_id, lambda item: replace(item, **kept)


def native_return(rma: Return) -> dict[str, Any]:
    """Write a return."""
    return {
        "entity_id": rma.id,
        "increment_id": f"{rma.id:09d}",
        "order_id": rma.order_id,
        "order_increment_id": rma.order_increment,
        "store_id": 1,
        "customer_id": rma.customer_id,
        "customer_custom_email": rma.email or None,
        "date_requested": instant(rma.at),
        "status": rma.status,
        "items": [_native_item(rma, item) for item in rma.items],
        "comments": [native_history(rma.id, entry, "rma") for entry in rma.comments],
        "tracks": [native_return_track(rma.id, track) for track in rma.tracks],
    }


def native_return_track(rma_id: int, track: Track) -> dict[str, Any]:
    """Write the parcel that goods come by."""
    return {
        "entity_id": track.id,
        "rma_entity_id": rma_id,
        "track_number": track.number,
        "carrier_title": track.title,
        "carrier_code": track.carrier_code,
    }


def _native_item(rma: Return, item: ReturnItem) -> dict[str, Any]:
    return {
        "entity_id": item.id,
        "rma_entity_id": rma.id,
        "order_item_id": item.order_item_id,
        "qty_requested": item.requested,
        "qty_authorized": item.authorized,
        "qty_returned": item.returned,
        "qty_approved": item.approved,
        "reason": item.reason,
        "condition": item.condition,
        "resolution": item.resolution,
        "status": item.status,
    }

"""The API in waves: each has a date in its path, and what changed with it is data.

A wave is in force side by side with those before it, so that a client moves when it wants to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WAVES = ("2025-07", "2026-01", "2026-07", "2027-01")
CURRENT = "2026-01"
LATER = "9999"


@dataclass(frozen=True, slots=True)
class Change:
    """One declared change of the calendar: from `wave` on, `what` is so."""

    wave: str
    kind: str  # endpoint added | endpoint removed | field added | field removed | status changed | list paged
    what: str
    is_breaking: bool = False


CHANGES = (
    Change("2026-01", "endpoint added", "PUT /shipment/{shipment_id}:updateAddress"),
    Change("2026-01", "endpoint added", "POST /shipment/{shipment_id}:updateLineItems"),
    Change("2026-01", "endpoint added", "GET /shipment/{shipment_id}:getLineItems"),
    Change("2026-01", "field removed", "shipments[].store_order_id", is_breaking=True),
    Change("2026-07", "field added", "receiving.freight"),
    Change("2026-07", "status changed", "POST /receiving: 400 is 422", is_breaking=True),
    Change("2027-01", "endpoint removed", "POST /order/{order_id}:release", is_breaking=True),
    Change("2027-01", "endpoint added", "POST /order/{order_id}:unhold"),
    Change("2027-01", "list paged", "GET /order", is_breaking=True),
)

SINCE: Mapping[str, str] = {change.what: change.wave for change in CHANGES if change.kind == "endpoint added"}
"""By "METHOD /path": the wave that brought it; what is not named has always been there."""


UNTIL: Mapping[str, str] = {
    change.what: change.wave for change in CHANGES if change.kind == "endpoint removed"
}
"""By "METHOD /path": the wave that has it no more."""


def has(wave: str, operation: str) -> bool:
    """Tell whether a wave has an operation."""
    return wave >= SINCE.get(operation, WAVES[0]) and not wave >= UNTIL.get(operation, LATER)


def orders_in(wave: str, orders: list[Any]) -> Any:
    """Write found orders as a wave does: the last one has room beside them for what is to come."""
    return {"items": orders} if wave >= "2027-01" else orders


def shipment_in(wave: str, shipment: dict[str, Any]) -> dict[str, Any]:
    """Write a shipment as a wave does: the first one also says the number of the order in the shop."""
    return {**shipment, "store_order_id": shipment["order_number"]} if wave < "2026-01" else shipment


def knows_freight(wave: str) -> bool:
    """Tell whether a wave shows with whom a receiving travels."""
    return wave >= "2026-07"


def receiving_refusal_status(wave: str, status: int) -> int:
    """Give the status with which a wave refuses a receiving that does not fit."""
    return 400 if status == 422 and wave < "2026-07" else status

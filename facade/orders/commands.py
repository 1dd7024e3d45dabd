"""What the façade may have to do for an order, and in which lane.

Commands of one lane are carried out one after another; lanes do not wait for each other. So a shop
that is down delays no shipment, and a mirror that is down delays nobody.
"""

from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Lane(StrEnum):
    """Who is waited for."""

    PROCESS = "process"
    MIRROR = "mirror"
    CHANNEL = "channel"


class Do(StrEnum):
    """Every command there is, in the imperative."""

    VALIDATE = "validate_order"
    BOOK = "book_order"
    RESERVE = "reserve_stock"
    RELEASE = "release_order"
    POST_SHIPMENT = "post_shipment"
    POST_INVOICE = "post_invoice"
    CANCEL_FULFILMENT = "cancel_fulfilment"
    AMEND_BOOKING = "amend_booking"
    CANCEL_BOOKING = "cancel_booking"
    MIRROR_BOOKING = "mirror_booking"
    MIRROR_AMENDMENT = "mirror_amendment"
    MIRROR_CANCELLATION = "mirror_cancellation"
    MIRROR_SHIPMENT = "mirror_shipment"
    MIRROR_INVOICE = "mirror_invoice"
    TELL_PROCESSING = "tell_processing"
    TELL_BACKORDERED = "tell_backordered"
    TELL_REJECTED = "tell_rejected"
    TELL_CANCELLED = "tell_cancelled"
    TELL_SHIPMENT = "tell_shipment"
    TELL_INVOICE = "tell_invoice"

    @cached_property
    def lane(self) -> Lane:
        """The lane of this command, told by its name."""
        if self.startswith("mirror_"):
            return Lane.MIRROR
        return Lane.CHANNEL if self.startswith("tell_") else Lane.PROCESS


class Command(NamedTuple):
    """One thing to do; everything else it needs is in the order's state."""

    do: Do
    argument: str = ""
    delay_s: float = 0.0

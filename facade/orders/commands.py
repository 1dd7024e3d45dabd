"""What the façade may have to do for an order, and in which lane.

Commands of one lane are carried out one after another; lanes do not wait for each other. So a shop
that is down delays no shipment, a mirror that is down delays nobody, and a part of an order that waits for
its site or for goods does not delay the others.
"""

from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Lane(StrEnum):
    """Who is waited for."""

    PROCESS = "process"
    SITE = "site"  # one of its own for every part
    WAIT = "wait"  # one of its own for every part
    SUPPLIER = "supplier"  # one of its own for every part
    RETURN = "return"  # one of its own for every return
    MIRROR = "mirror"
    CHANNEL = "channel"


_OF_A_SITE = (
    *("reserve_stock", "survey_stock", "release_order", "cancel_fulfilment"),
    *("buy_goods", "withdraw_purchase"),
)
"""A supplier is asked as a site is."""


class Do(StrEnum):
    """Every command there is, in the imperative."""

    VALIDATE = "validate_order"
    AWAIT_CREDIT = "await_credit"
    BOOK = "book_order"
    RESERVE = "reserve_stock"
    SURVEY_STOCK = "survey_stock"
    AWAIT_STOCK = "await_stock"
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
    BUY = "buy_goods"
    ASK_SUPPLIER = "ask_supplier"
    WITHDRAW = "withdraw_purchase"
    MIRROR_PURCHASE = "mirror_purchase"
    MIRROR_WITHDRAWAL = "mirror_withdrawal"
    MIRROR_CHECK = "mirror_check"
    CONVERT = "convert_order"
    CLOSE_COPY = "close_copy"
    REGISTER_RETURN = "register_return"
    EXPECT_RETURN = "expect_return"
    CREDIT_RETURN = "credit_return"
    TELL_PROCESSING = "tell_processing"
    TELL_BACKORDERED = "tell_backordered"
    TELL_ON_HOLD = "tell_on_hold"
    TELL_REJECTED = "tell_rejected"
    TELL_CANCELLED = "tell_cancelled"
    TELL_SHIPMENT = "tell_shipment"
    TELL_INVOICE = "tell_invoice"
    TELL_REFUND = "tell_refund"

    @cached_property
    def lane(self) -> Lane:
        """The lane of this command, told by its name."""
        if self.is_copied or self == "close_copy":
            return Lane.MIRROR
        if self.startswith("await_"):
            return Lane.WAIT
        if self in _OF_A_SITE:
            return Lane.SITE
        if self == "ask_supplier":
            return Lane.SUPPLIER
        if self.endswith("_return"):
            return Lane.RETURN
        return Lane.CHANNEL if self.startswith("tell_") else Lane.PROCESS

    @cached_property
    def is_copied(self) -> bool:
        """Whether it is done only while another book keeps a copy."""
        return self.startswith("mirror_")

    @cached_property
    def is_apart(self) -> bool:
        """Whether every part of an order, or every return, has a lane of its own for it."""
        return self.lane in (Lane.SITE, Lane.WAIT, Lane.SUPPLIER, Lane.RETURN)


class Command(NamedTuple):
    """One thing to do, for the part or return that is its `argument`; the rest is in the order's state."""

    do: Do
    argument: str = ""
    delay_s: float = 0.0

    @property
    def lane(self) -> str:
        """The lane in which it is done."""
        return f"{self.do.lane}/{self.argument}" if self.do.is_apart else self.do.lane

"""Answers about what comes in."""

from datetime import date
from typing import Literal

from simulators.wms.schemas.described.base import Described, Naive, Status
from simulators.wms.schemas.described.stock import MovementAnswer


class ReceiptAnswer(Described):
    """Something was taken in."""

    receipt_id: int
    goods_owner_reference: str


class WholeReceiptAnswer(ReceiptAnswer):
    """What was taken in, and where it went."""

    inbound_order_id: int | None
    movements: list[MovementAnswer]


class InboundLineAnswer(Described):
    """One row of a delivery."""

    row_number: int
    article_number: str
    announced_number_of_items: int
    received_number_of_items: int


class InboundAnswer(Described):
    """An announced delivery."""

    inbound_order_id: int
    inbound_order_number: str
    inbound_order_status: Status
    inbound_order_lines: list[InboundLineAnswer]
    arrival_date: date | None
    created_date: Naive
    changed_date: Naive


class InboundPage(Described):
    """A page."""

    inbound_orders: list[InboundAnswer]
    next_inbound_order_id: int | None


class DisposedAnswer(Described):
    """What became of some of it."""

    disposition: Literal["Restock", "Inspect", "Damaged", "Scrap"]
    number_of_items: int


class ReturnLineAnswer(Described):
    """One row of a return."""

    row_number: int
    article_number: str
    announced_number_of_items: int
    return_cause: str
    received: list[DisposedAnswer]


class ReturnAnswer(Described):
    """An announced return."""

    return_order_id: int
    order_id: int
    goods_owner_return_number: str | None
    return_order_status: Status
    return_order_lines: list[ReturnLineAnswer]
    created_date: Naive
    changed_date: Naive


class ReturnPage(Described):
    """A page."""

    return_orders: list[ReturnAnswer]
    next_return_order_id: int | None

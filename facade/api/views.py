"""What the experience API shows of an order: what the façade did, and what the answering book says."""

from collections.abc import Mapping
from typing import Any

from facade.canonical.order import BookedOrder
from facade.dual_run.order_book import DualOrderBook
from facade.errors import FacadeError
from facade.orders.desk import OrderDesk
from facade.orders.state import OrderState
from facade.orders.worker import Trail


class OrderReader:
    """Shows an order: what the façade did, and what the book that answers says."""

    def __init__(self, desk: OrderDesk, books: DualOrderBook) -> None:
        self._desk = desk
        self._books = books
        self._reads = 0

    async def show(self, state: OrderState) -> dict[str, Any]:
        """Give the public view; a book that is down leaves a gap that says so, never an error."""
        route = self._desk.route_of(state)
        document = summary(state)
        if state.booking is None:
            return document
        self._reads += 1
        call = Trail(state.order.external_ref, f"{state.order_id}#read{self._reads}", state.accepted_by, 1)
        try:
            booked = await self._books.read(route, state.order.external_ref, call)
        except FacadeError as failure:
            document["book"] = {"unavailable": str(failure)}
        else:
            document["book"] = _booked(booked) if booked is not None else None
        return document


def standing(state: OrderState) -> dict[str, Any]:
    """Give where an order stands, and no more."""
    wish = state.cancellation
    return {
        "reference": state.order.external_ref,
        "status": state.status,
        "reason": state.reason,
        "mirrored": state.route.mirror is not None,
        "cancellation": {"outcome": wish.outcome, "reason": wish.reason} if wish else None,
    }


def summary(state: OrderState) -> dict[str, Any]:
    """Give what the façade itself knows, without asking anybody."""
    return {
        **standing(state),
        "channel": state.order.channel,
        "customer": state.order.customer_id,
        "capability": state.route.capability,
        "cohort": state.route.cohort,
        "stage": state.route.stage,
        "side": state.route.authoritative,
        "policy_version": state.route.policy_version,
        "shipment": state.shipment.reference if state.shipment else None,
        "invoice": state.invoice.number if state.invoice else None,
        "lines": [
            {
                "line": line.line,
                "item": line.item_id,
                "quantity": int(line.quantity.value),
                "uom": line.quantity.uom,
                "unit_price": str(line.unit_price.amount),
            }
            for line in state.order.lines
        ],
    }


def _booked(order: BookedOrder) -> Mapping[str, Any]:
    return {
        "number": order.number,
        "status": order.status,
        "net": str(order.net),
        "tax": str(order.tax),
        "gross": str(order.gross),
        "currency": order.currency,
    }

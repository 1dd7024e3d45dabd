"""What the experience API shows of an order: what the façade did, and what the answering book says."""

from collections.abc import Mapping
from typing import Any

from facade.canonical.order import BookedOrder
from facade.dual_run.order_book import DualOrderBook
from facade.errors import FacadeError
from facade.orders.desk import OrderDesk
from facade.orders.part import Part, units_of
from facade.orders.returning import GoodsReturn, return_reference
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
        call = Trail(
            state.order.external_ref, f"{state.order_id}#read{self._reads}", state.accepted_by, 1, state.trace
        )
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
    instead = {one.line: one.ordered for one in state.order.substitutes if one.ordered}
    return {
        **standing(state),
        "channel": state.order.channel,
        "customer": state.order.customer_id,
        "capability": state.route.capability,
        "cohort": state.route.cohort,
        "stage": state.route.stage,
        "side": state.route.authoritative,
        "policy_version": state.route.policy_version,
        "shipment": next((p.shipment.reference for p in state.parts if p.shipment), None),
        "invoice": next((p.invoice.number for p in state.parts if p.invoice), None),
        "parts": [_part(state, part) for part in state.parts],
        "lines": [
            {
                "line": line.line,
                "item": line.item_id,
                "quantity": int(line.quantity.value),
                "uom": line.quantity.uom,
                "unit_price": str(line.unit_price.amount),
                "instead_of": instead.get(line.line),
            }
            for line in state.order.lines
        ],
        "returns": [return_shown(state, one) for one in state.returns],
    }


def _part(state: OrderState, part: Part) -> dict[str, Any]:
    return {
        "part": part.number,
        "status": part.status,
        "site": part.site or None,
        "lines": [{"line": line, "quantity": units} for line, units in units_of(state.order, part)],
        "shipment": part.shipment.reference if part.shipment else None,
        "tracking": (part.shipment.tracking or None) if part.shipment else None,
        "invoice": part.invoice.number if part.invoice else None,
    }


def return_shown(state: OrderState, one: GoodsReturn) -> dict[str, Any]:
    """Give where a return stands."""
    part, memo = state.part(one.part), one.memo
    return {
        "number": one.number,
        "reference": return_reference(state.order, one),
        "part": one.part,
        "site": part.site if part is not None else "",
        "status": one.status,
        "reason": one.reason,
        "lines": [{"line": line, "quantity": units} for line, units in one.units],
        "rma": one.rma_number or None,
        "site_number": one.site_number or None,
        "taken": [taken._asdict() for taken in one.taken],
        "credit_memo": {
            "number": memo.number,
            "net": str(memo.net),
            "tax": str(memo.tax),
            "gross": str(memo.gross),
            "currency": memo.currency,
        }
        if memo is not None
        else None,
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

"""What the answers look like where a wave says something else than the others, for its document."""

from collections.abc import Mapping
from typing import Any

from simulators.chassis.documents import Described
from simulators.threepl.schemas.described import CanceledAnswer, OrderAnswer, ReceivingAnswer, ShipmentAnswer


class FirstShipmentAnswer(ShipmentAnswer):
    """A shipment with the number of its order in the shop."""

    store_order_id: str


class FirstOrderAnswer(OrderAnswer):
    """A whole order, whose shipment has the number in the shop."""

    shipments: list[FirstShipmentAnswer]  # type: ignore[assignment]


class FirstCanceledAnswer(CanceledAnswer):
    """What became of the wish to cancel an order."""

    order: FirstOrderAnswer


class FreightReceivingAnswer(ReceivingAnswer):
    """A receiving, and with whom it travels."""

    freight: dict[str, str] | None


class OrderPage(Described):
    """Orders that were found."""

    items: list[OrderAnswer]


FIRST: Mapping[Any, Any] = {
    ShipmentAnswer: FirstShipmentAnswer,
    OrderAnswer: FirstOrderAnswer,
    CanceledAnswer: FirstCanceledAnswer,
}
NEWEST: Mapping[Any, Any] = {ReceivingAnswer: FreightReceivingAnswer}


def answer_in(wave: str, operation: str, answer: Any) -> Any:
    """Give the model of an operation's answer in a wave; a list of models has one of these in it."""
    if operation == "GET /order" and wave >= "2027-01":
        return OrderPage
    changed = FIRST if wave < "2026-01" else NEWEST if wave >= "2026-07" else {}
    listed = getattr(answer, "__args__", None)
    return list[changed.get(listed[0], listed[0])] if listed else changed.get(answer, answer)  # type: ignore[misc]

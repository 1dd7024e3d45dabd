from facade.orders.commands import Do
from facade.orders.order_notes import APPROVED
from facade.orders.part import Part, PartStatus
from facade.orders.state import Held, Status
from tests.facade.builders import a_booking, a_shipment, a_state
from tests.facade.door import Door, refusal


def test_a_held_order_goes_on_when_an_operator_releases_it(door: Door) -> None:
    part = Part(status=PartStatus.SHIPPED, site="DC1", site_number="7", shipment=a_shipment(), departure=1)
    held = (Held(Do.POST_SHIPMENT, "1", "period closed"),)
    door.put(a_state(status=Status.ON_HOLD, booking=a_booking(), parts=(part,), held=held, reason="closed"))

    reply = door.ask("POST", "/control/orders/W000001/release")

    assert reply.status_code == 202
    assert (reply.json()["status"], reply.json()["reason"]) == ("shipped", "")
    events = [entry["event"] for entry in door.get("/orders/W000001/trail") if entry["kind"] == "event"]
    assert events[-1] == "HoldReleased"


def test_an_order_that_is_not_held_cannot_be_released(door: Door) -> None:
    door.put(a_state())

    assert refusal(door.ask("POST", "/control/orders/W000001/release")) == (409, "not_on_hold")


def test_an_order_that_nobody_knows_cannot_be_released(door: Door) -> None:
    assert refusal(door.ask("POST", "/control/orders/W9/release")) == (404, "order_unknown")


def test_every_part_of_an_order_is_shown_with_what_is_in_it(door: Door) -> None:
    parts = (
        Part(
            1, PartStatus.SHIPPED, ((1, 6),), site="DC1", site_number="7", shipment=a_shipment(), departure=1
        ),
        Part(2, PartStatus.WAITING, ((2, 6),), ("DC1",), 1),
    )
    door.put(a_state(status=Status.BACKORDERED, booking=a_booking(), parts=parts))

    shown = door.get("/orders/W000001/status")["parts"]

    assert [(part["part"], part["status"], part["site"]) for part in shown] == [
        (1, "shipped", "DC1"),
        (2, "waiting", None),
    ]
    assert shown[0]["lines"] == [{"line": 1, "quantity": 6}]
    assert (shown[0]["shipment"], shown[1]["shipment"]) == ("S-1", None)


def test_a_held_order_can_be_taken_back_until_its_goods_are_gone(
    door: Door,
) -> None:
    held = (Held(Do.VALIDATE, APPROVED, "credit_limit_exceeded"),)
    door.put(a_state(status=Status.ON_HOLD, held=held, reason="credit_limit_exceeded"))

    reply = door.ask("POST", "/orders/W000001/cancel", {})

    assert (reply.status_code, reply.json()["status"]) == (202, "cancelled")

    for status, held_for, answer in (
        (PartStatus.ALLOCATED, Do.RELEASE, 202),
        (PartStatus.SHIPPED, Do.POST_SHIPMENT, 409),
    ):
        part = Part(1, status, site="DC1", site_number="7")
        held = (Held(held_for, "1", "closed"),)
        door.put(a_state(status=Status.ON_HOLD, booking=a_booking(), parts=(part,), held=held, reason="no"))

        assert door.ask("POST", "/orders/W000001/cancel", {}).status_code == answer

"""Taking an order back: once, however often it is asked for, and by whom."""

from typing import Any

import httpx

from facade.orders.commands import Do
from facade.orders.order_notes import APPROVED
from facade.orders.part import Part, PartStatus
from facade.orders.state import Held, Status
from tests.facade.builders import a_booking, a_state
from tests.facade.door import Door, refusal

WHY = {"reason": "the buyer has called"}


def put(door: Door, status: PartStatus = PartStatus.RELEASED) -> None:
    part = Part(1, status, site="DC1", site_number="7")
    door.put(a_state(status=Status.RELEASED, booking=a_booking(), asked=("DC1",), parts=(part,)))


def cancel(
    door: Door, key: str = "", document: Any = None, root: str = "", request_id: str = ""
) -> httpx.Response:
    named = {"idempotency-key": key, "x-request-id": request_id}
    headers = {name: value for name, value in named.items() if value}
    return door.ask("POST", f"/v1{root}/orders/W000001/cancel", document or {}, headers=headers)


def wishes(door: Door) -> int:
    trail = door.get("/v1/orders/W000001/trail")
    return [one["event"] for one in trail if one["kind"] == "event"].count("CancelRequested")


def test_the_same_key_gives_the_same_answer_and_no_second_wish(door: Door) -> None:
    put(door)
    first = cancel(door, "k-1")

    second = cancel(door, "k-1")

    assert (first.status_code, second.status_code, second.content) == (202, 202, first.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert wishes(door) == 1


def test_the_same_key_for_less_of_it_is_refused(door: Door) -> None:
    put(door)
    cancel(door, "k-1")

    other = cancel(door, "k-1", {"lines": [{"line": 1, "quantity": 1}]})

    assert refusal(other) == (422, "idempotency_key_reused")


def test_without_a_key_a_second_wish_is_one_of_its_own(door: Door) -> None:
    put(door)
    cancel(door)

    assert refusal(cancel(door)) == (409, "cancellation_pending")


def test_a_request_that_comes_twice_is_one_wish_though_it_has_no_key(door: Door) -> None:
    put(door)
    some, less = {"lines": [{"line": 1, "quantity": 2}]}, {"lines": [{"line": 1, "quantity": 1}]}
    first = cancel(door, document=some, request_id="r-1")

    second = cancel(door, document=some, request_id="r-1")

    assert (first.status_code, second.status_code, second.content) == (202, 202, first.content)
    assert wishes(door) == 1
    assert refusal(cancel(door, document=some, request_id="r-2")) == (409, "cancellation_pending")
    assert refusal(cancel(door, document=less, request_id="r-1")) == (409, "cancellation_pending")


def test_an_operator_takes_back_an_order_of_any_channel_and_says_why(door: Door) -> None:
    door.put(a_state(status=Status.ACCEPTED))

    reply = cancel(door, document=WHY, root="/control")

    assert reply.status_code == 202, reply.text
    (asked, done) = door.get("/v1/control/audit")
    assert asked["action"] == "POST /v1/control/orders/W000001/cancel"
    assert asked["said"] == {"asked": WHY}
    assert done["said"]["status"] == 202


def test_an_operator_who_does_not_say_why_takes_nothing_back(door: Door) -> None:
    put(door)

    assert refusal(cancel(door, root="/control"))[0] == 422
    assert wishes(door) == 0


def test_what_nobody_knows_or_what_is_too_late_is_refused(door: Door) -> None:
    assert refusal(cancel(door, document=WHY, root="/control")) == (404, "order_unknown")

    door.put(a_state(status=Status.COMPLETED))
    assert refusal(cancel(door, document=WHY, root="/control")) == (409, "too_late_to_cancel")


def test_a_held_order_can_be_taken_back_until_its_goods_are_gone(door: Door) -> None:
    held = (Held(Do.VALIDATE, APPROVED, "credit_limit_exceeded"),)
    door.put(a_state(status=Status.ON_HOLD, held=held, reason="credit_limit_exceeded"))

    assert cancel(door).json()["status"] == "cancelled"

    for status, held_for, answer in (
        (PartStatus.ALLOCATED, Do.RELEASE, 202),
        (PartStatus.SHIPPED, Do.POST_SHIPMENT, 409),
    ):
        part = Part(1, status, site="DC1", site_number="7")
        held = (Held(held_for, "1", "closed"),)
        door.put(a_state(status=Status.ON_HOLD, booking=a_booking(), parts=(part,), held=held, reason="no"))

        assert cancel(door).status_code == answer

import asyncio
from typing import Any

import pytest

from facade.messaging.store import Step, TrailEntry
from facade.orders.commands import Do
from facade.orders.part import Part, PartStatus
from facade.orders.state import Held, OrderState, RefusedCopy, Status
from facade.routing.stage import Stage
from tests.facade.builders import NOON, a_booking, a_shipment, a_state
from tests.facade.door import Door, refusal
from tests.facade.messaging.rows import a_row

HELD = "post_invoice: the period is closed"


def put(door: Door, *steps: Step) -> None:
    for step in steps:
        asyncio.run(door.alone.store.commit(step))


def on_hold(reference: str = "W000001") -> tuple[Step, Step]:
    part = Part(status=PartStatus.SHIPPED, site="DC1", site_number="7", shipment=a_shipment(), departure=1)
    part = part._replace(shipment_number="PS-1")
    shipped = a_state(status=Status.SHIPPED, booking=a_booking(), parts=(part,))
    shipped = shipped._replace(order_id=reference, version=1)
    held = (Held(Do.POST_INVOICE, "1", "the period is closed"),)
    parked = shipped._replace(status=Status.ON_HOLD, reason=HELD, held=held, version=2)
    came = TrailEntry(2, NOON, "CommandRefused", "shipped", "on_hold", "m-2", "m-1")
    return Step(reference, shipped), Step(reference, parked, came)


def with_letter(door: Door, state: OrderState | None = None, do: str = "book_order") -> str:
    state = state or a_state()
    row = a_row(1, order=state.order_id, do=do, lane=Do(do).lane, attempts=2)
    put(door, Step(state.order_id, state, rows=(row,)))
    asyncio.run(door.alone.store.bury(row, "defect: KeyError('tax')", NOON))
    return row.id


def replay(door: Door, **asked: Any) -> list[dict[str, Any]]:
    reply = door.ask("POST", "/control/replays", asked)
    assert reply.status_code == 200, reply.text
    return reply.json()["replays"]  # type: ignore[no-any-return]


class TestALetter:
    def test_says_of_which_order_it_is_and_why_it_was_given_up(self, door: Door) -> None:
        letter_id = with_letter(door)

        [letter] = door.get("/control/dead-letters")

        assert (letter["id"], letter["reference"], letter["attempts"]) == (letter_id, "W000001", 2)
        assert (letter["channel"], letter["customer"]) == ("commerce", "K00001")
        assert letter["at"].startswith("2026-03-02T12:00:00")
        assert letter["reason"].startswith("The book does not take the order: the façade broke over it")
        assert "have it mended" in letter["advice"]
        assert door.get(f"/control/dead-letters?after={letter_id.replace('#', '%23')}") == []

    def test_is_only_looked_at_in_a_dry_run(self, door: Door) -> None:
        letter_id = with_letter(door)

        [would] = replay(door, letters=[letter_id], dry_run=True)

        assert (would["is_possible"], would["command"]) == (True, "book_order")
        assert "as attempt 3" in would["detail"]
        assert door.get("/control/outbox")["dead"] == 1

    def test_is_tried_again_when_somebody_says_so(self, door: Door) -> None:
        letter_id = with_letter(door)

        [done] = replay(door, letters=[letter_id, letter_id])

        assert done["is_possible"]
        level = door.get("/control/outbox")
        assert (level["dead"], level["unsent"], level["retried"]) == (0, 1, 1)
        assert replay(door, letters=[letter_id])[0]["detail"] == "there is no such letter"

    def test_of_an_order_that_is_over_stays_where_it_is(self, door: Door) -> None:
        letter_id = with_letter(door, a_state(status=Status.CANCELLED))

        [done] = replay(door, letters=[letter_id])

        assert done["detail"] == "its order is cancelled by now: there is nothing left to do"
        assert door.get("/control/outbox")["dead"] == 1

    def test_to_a_channel_is_tried_even_when_the_order_is_over(self, door: Door) -> None:
        letter_id = with_letter(door, a_state(status=Status.CANCELLED), "tell_cancelled")

        assert replay(door, letters=[letter_id])[0]["is_possible"]


class TestAParkedOrder:
    def test_says_why_in_words_and_what_helps(self, door: Door) -> None:
        put(door, *on_hold())
        waiting = a_state(status=Status.BACKORDERED)._replace(order_id="W000002")
        put(door, Step("W000002", waiting))

        held, short = door.get("/control/parked")

        assert held["reason"] == (
            "The goods have left, but the book does not post the invoice: the period is closed"
        )
        assert "then replay the order" in held["advice"]
        assert short["reason"].startswith("The order waits for goods")

    def test_goes_on_from_where_it_stood(self, door: Door) -> None:
        put(door, *on_hold())

        assert replay(door, orders=["W000001"], dry_run=True)[0]["detail"] == "goes on with what was refused"
        assert door.get("/control/parked")
        [done] = replay(door, orders=["W000001"])

        assert (done["command"], done["is_possible"]) == ("post_invoice", True)
        assert door.get("/orders/W000001/status")["status"] == "shipped"
        assert door.get("/control/outbox")["unsent"] == 1
        assert door.get("/control/parked") == []

    @pytest.mark.parametrize(
        ("reference", "why"),
        [
            ("W000009", "there is no such order"),
            ("W000001", "the order is accepted, not on hold, and no copy of it was refused"),
        ],
    )
    def test_has_to_be_one(self, door: Door, reference: str, why: str) -> None:
        put(door, Step("W000001", a_state()))

        assert replay(door, orders=[reference])[0]["detail"] == why


class TestACopyThatWasRefused:
    def test_is_asked_for_again(self, door: Door) -> None:
        refused = RefusedCopy(Do.MIRROR_BOOKING, "", "no such customer", NOON.timestamp())
        state = a_state(Stage.SHADOW, booking=a_booking(), refused_copies=(refused,))
        put(door, Step("W000001", state))

        assert replay(door, everything=True, dry_run=True)[0]["command"] == "mirror_booking"
        [done] = replay(door, orders=["W000001"])

        assert (done["command"], done["is_possible"]) == ("mirror_booking", True)
        [refused_again] = door.get("/control/repair-queue")["waiting"]
        assert refused_again["reason"].endswith("no customer 'K00001' in the cross-reference")


class TestReplayingEverything:
    def test_takes_all_letters_and_all_orders_on_hold(self, door: Door) -> None:
        put(door, *on_hold("W000002"))
        with_letter(door)

        done = replay(door, everything=True)

        assert [(one["reference"], one["is_possible"]) for one in done] == [
            ("W000001", True),
            ("W000002", True),
        ]
        assert replay(door, everything=True) == []

    @pytest.mark.parametrize(
        ("asked", "why"),
        [
            ({}, (409, "nothing_asked_for")),
            ({"everything": True, "orders": ["W1"]}, (409, "asked_for_twice")),
            ({"letters": [""]}, (422, "invalid_request")),
            ({"orders": "W1"}, (422, "invalid_request")),
            ({"why": 1}, (422, "invalid_request")),
        ],
    )
    def test_has_to_be_asked_for_plainly(
        self, door: Door, asked: dict[str, Any], why: tuple[int, str]
    ) -> None:
        assert refusal(door.ask("POST", "/control/replays", asked)) == why
        assert door.get("/control/audit")[-1]["said"]["status"] == why[0]

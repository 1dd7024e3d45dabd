import pytest

from facade.orders.part import Part, PartStatus
from facade.orders.state import Status
from facade.routing.stage import Stage
from tests.facade.builders import a_booking, a_shipment, a_state, an_invoice
from tests.facade.door import Door, refusal


class TestPlacing:
    def test_an_order_is_acknowledged_and_can_be_followed_at_once(self, door: Door) -> None:
        reply = door.place(door.order())

        assert (reply.status_code, reply.json()) == (
            202,
            {"reference": "FS-1", "status": "accepted", "href": "/v1/orders/FS-1"},
        )
        assert door.get(reply.json()["href"])["lines"] == [
            {
                "line": 1,
                "item": "I00001",
                "quantity": 6,
                "uom": "EA",
                "unit_price": "2.50",
                "instead_of": None,
            }
        ]

    def test_an_order_waits_visibly_while_a_neighbour_is_out(self, door: Door) -> None:
        door.place(door.order())

        assert door.get("/orders/FS-1/status")["status"] == "accepted"
        assert door.get("/control/outbox") | {"oldest_due_s": 0} == {
            "unsent": 1,
            "oldest_due_s": 0,
            "retried": 1,
            "dead": 0,
            "events": 0,
        }

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"reference": ""}, "body.reference"),
            ({"reference": "a/b"}, "body.reference"),
            ({"reference": "x" * 41}, "body.reference"),
            ({"channel": "Field"}, "body.channel"),
            ({"currency": "gbp"}, "body.currency"),
            ({"order_date": "2026-02-30"}, "body.order_date"),
            ({"order_date": "20260105"}, "body.order_date"),
            ({"order_date": 0}, "body.order_date"),
            ({"lines": []}, "body.lines"),
            ({"coupon": "X"}, "body.coupon"),
            ({"customer": None}, "body.customer"),
        ],
    )
    def test_a_field_that_does_not_fit_is_named(self, door: Door, change, where) -> None:
        reply = door.place(door.order(**change))

        assert refusal(reply) == (422, "invalid_request")
        assert reply.json()["where"] == where
        assert refusal(door.ask("GET", "/orders/FS-1/status")) == (404, "order_unknown")

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"quantity": 0}, "quantity"),
            ({"quantity": 1_000_001}, "quantity"),
            ({"quantity": "6"}, "quantity"),
            ({"quantity": True}, "quantity"),
            ({"quantity": 1.5}, "quantity"),
            ({"line": 0}, "line"),
            ({"uom": "KG"}, "uom"),
            ({"unit_price": 2.5}, "unit_price"),
            ({"unit_price": "-1"}, "unit_price"),
            ({"unit_price": "1e3"}, "unit_price"),
            ({"unit_price": "1.00001"}, "unit_price"),
        ],
    )
    def test_a_line_that_does_not_fit_is_named(self, door: Door, change, field) -> None:
        reply = door.place(door.order(lines=[door.line(**change)]))

        assert refusal(reply) == (422, "invalid_request")
        assert reply.json()["where"] == f"body.lines.0.{field}"

    def test_a_whole_number_may_be_written_with_a_point(self, door: Door) -> None:
        assert door.place(door.order(lines=[door.line(quantity=6.0)])).status_code == 202
        assert door.get("/orders/FS-1/status")["lines"][0]["quantity"] == 6

    def test_a_line_that_is_named_twice_is_refused(self, door: Door) -> None:
        reply = door.place(door.order(lines=[door.line(), door.line(quantity=1)]))

        assert refusal(reply) == (422, "line_named_twice")

    def test_the_order_is_pinned_to_the_stage_of_its_cohort(self, door: Door) -> None:
        move = {"capability": "orders", "cohort": "all", "to": "dualwrite"}
        door.place(door.order("FS-1"), "1")
        assert door.ask("POST", "/control/stages", move).status_code == 200
        door.place(door.order("FS-2"), "2")

        before, after = door.get("/orders/FS-1/status"), door.get("/orders/FS-2/status")
        assert (before["stage"], before["mirrored"], before["policy_version"]) == ("off", False, 1)
        assert (after["stage"], after["mirrored"], after["policy_version"]) == ("dualwrite", True, 2)


class TestLooking:
    def test_an_unknown_order_is_a_problem_on_every_view(self, door: Door) -> None:
        for view in ("", "/status", "/trail"):
            assert refusal(door.ask("GET", f"/orders/nobody{view}")) == (404, "order_unknown")

    def test_a_book_that_is_down_leaves_a_gap_that_says_so(self, door: Door) -> None:
        door.put(a_state(status=Status.RELEASED, booking=a_booking()))

        shown = door.get("/orders/W000001")

        assert shown["status"] == "released"
        assert "legacy_erp" in shown["book"]["unavailable"]

    def test_an_order_in_no_book_yet_has_no_gap(self, door: Door) -> None:
        door.put(a_state())

        assert "book" not in door.get("/orders/W000001")

    def test_the_status_asks_no_book_and_shows_the_documents(self, door: Door) -> None:
        done = a_state(
            Stage.LIVE, status=Status.COMPLETED, booking=a_booking(), parts=(Part(shipment=a_shipment()),)
        )
        door.put(done)
        assert door.get("/orders/W000001/status")["invoice"] is None

        door.put(
            a_state(
                Stage.LIVE,
                status=Status.COMPLETED,
                parts=(Part(shipment=a_shipment(), invoice=an_invoice()),),
            )
        )
        shown = door.get("/orders/W000001/status")

        assert (shown["shipment"], shown["invoice"], shown["side"]) == ("S-1", "PI-1", "new")

    def test_the_trail_tells_what_happened_and_why(self, door: Door) -> None:
        headers = {"idempotency-key": "k", "x-request-id": "visit-1"}
        door.ask("POST", "/orders", door.order(), headers=headers)
        door.ask("POST", "/orders/FS-1/cancel", {}, headers={"x-request-id": "visit-2"})

        trail = door.get("/orders/FS-1/trail")
        accepted, cancelled = (entry for entry in trail if entry["kind"] == "event")

        assert (accepted["version"], accepted["event"], accepted["message_id"]) == (
            1,
            "OrderAccepted",
            "visit-1",
        )
        assert (accepted["status_from"], accepted["status_to"]) == ("", "accepted")
        assert (cancelled["event"], cancelled["message_id"], cancelled["causation_id"]) == (
            "CancelRequested",
            "visit-2",
            "visit-1",
        )


class TestTakingBack:
    def test_is_taken_in_as_a_wish(self, door: Door) -> None:
        door.place(door.order())

        reply = door.ask("POST", "/orders/FS-1/cancel", {"lines": [{"line": 1, "quantity": 2}]})

        assert reply.status_code == 202
        assert reply.json()["cancellation"] == {"outcome": "requested", "reason": ""}

    def test_waits_its_turn_behind_an_open_wish(self, door: Door) -> None:
        door.place(door.order())
        door.ask("POST", "/orders/FS-1/cancel", {})

        assert refusal(door.ask("POST", "/orders/FS-1/cancel", {})) == (409, "cancellation_pending")

    @pytest.mark.parametrize("status", [Status.PICKED, Status.SHIPPED, Status.COMPLETED, Status.CANCELLED])
    def test_is_too_late_once_the_goods_are_picked_or_the_order_is_over(self, door: Door, status) -> None:
        door.put(a_state(status=status))

        assert refusal(door.ask("POST", "/orders/W000001/cancel", {})) == (409, "too_late_to_cancel")

    @pytest.mark.parametrize("line", [{"line": 1, "quantity": 7}, {"line": 9, "quantity": 1}])
    def test_of_more_than_was_ordered_is_refused(self, door: Door, line) -> None:
        door.place(door.order())

        reply = door.ask("POST", "/orders/FS-1/cancel", {"lines": [line]})

        assert refusal(reply) == (409, "more_than_ordered")

    def test_of_one_line_twice_is_refused(self, door: Door) -> None:
        door.place(door.order())
        lines = [{"line": 1, "quantity": 1}, {"line": 1, "quantity": 6}]

        reply = door.ask("POST", "/orders/FS-1/cancel", {"lines": lines})

        assert refusal(reply) == (422, "line_named_twice")

    def test_of_an_unknown_order_is_refused(self, door: Door) -> None:
        assert refusal(door.ask("POST", "/orders/nobody/cancel", {})) == (404, "order_unknown")


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

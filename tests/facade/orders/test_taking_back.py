"""Taking back what has not left yet, while the rest of the order is on its way or its site says no."""

import pytest

from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.part import PartStatus as P
from facade.orders.state import OrderState, Status
from facade.orders.taking_back import PARTLY, TOO_LATE
from tests.facade.builders import a_booking, a_shipment, a_state, an_order
from tests.facade.orders.test_process import VALIDATED, live_through

TWO_PARTS = (
    VALIDATED,
    ev.OrderBooked(a_booking()),
    ev.StockShort("DC1"),
    ev.StockShort("DC2"),
    ev.StockSurveyed((("DC1", (("I001", 6), ("I002", 2))), ("DC2", (("I002", 1),)))),
)
"""Line 1 and two of line 2 at DC1, one at DC2; three of line 2 nobody has."""
FIRST_PICKED = (*TWO_PARTS, ev.StockReserved("DC1", "77", 1), ev.OrderReleased(1), ev.OrderPicked(1))
ALL, REFUSED = ev.CancelRequested(()), Do.RELEASE


def wish(state: OrderState) -> tuple[str, str]:
    assert state.cancellation is not None
    return state.cancellation.outcome, state.cancellation.reason


def ordered(state: OrderState) -> list[tuple[int, int]]:
    return [(line.line, int(line.quantity.value)) for line in state.order.lines]


class TestWhenSomeIsGone:
    def test_what_is_still_here_is_taken_back_and_the_book_lowered_by_it(self) -> None:
        state, asked = live_through(a_state(), *FIRST_PICKED, ALL, ev.StockShort("DC2", 2))

        assert asked[-1].do is Do.AMEND_BOOKING
        assert ordered(state) == [(1, 6), (2, 2)]
        assert [part.status for part in state.parts] == [P.PICKED, P.TAKEN_BACK, P.TAKEN_BACK]

        state, asked = live_through(state, ev.BookingAmended(a_booking(state.order)))
        assert wish(state) == ("partly", PARTLY)
        assert (state.status, asked) == (Status.PICKED, [])
        assert [part.status for part in state.parts] == [P.PICKED, P.CANCELLED, P.CANCELLED]

    def test_a_wish_that_what_is_here_can_honour_is_done_whole_and_the_rest_looks_for_goods(self) -> None:
        state, _ = live_through(
            a_state(), *FIRST_PICKED, ev.CancelRequested(((2, 3),)), ev.StockShort("DC2", 2)
        )
        state, asked = live_through(state, ev.BookingAmended(a_booking(state.order)))

        assert wish(state) == ("done", "")
        assert ordered(state) == [(1, 6), (2, 3)]
        assert state.parts[-1].units == ((2, 1),)
        assert asked == [Command(Do.RESERVE, "4")]

    def test_what_left_meanwhile_changes_nothing_while_the_book_is_being_lowered(self) -> None:
        state, _ = live_through(a_state(), *FIRST_PICKED, ALL, ev.StockShort("DC2", 2))
        state, asked = live_through(state, ev.OrderShipped(a_shipment()))

        assert Do.AMEND_BOOKING not in [command.do for command in asked]
        assert state.status is Status.VALIDATED
        assert live_through(state, ALL) == (state, [])

        state, _ = live_through(state, ev.BookingAmended(a_booking(state.order)))
        assert (state.status, wish(state)[0]) == (Status.SHIPPED, "partly")

    def test_a_wish_for_gone_goods_alone_is_too_late_at_once(self) -> None:
        state, asked = live_through(a_state(), *FIRST_PICKED, ev.CancelRequested(((1, 6),)))

        assert wish(state) == ("refused", TOO_LATE)
        assert Do.AMEND_BOOKING not in [command.do for command in asked]

    def test_goods_picked_before_the_recall_came_make_the_wish_too_late_and_the_others_go_on(self) -> None:
        released = (*FIRST_PICKED[:-1], ev.StockReserved("DC2", "78", 2), ev.OrderReleased(2))
        state, _ = live_through(a_state(), *released, ev.CancelRequested(((1, 6),)))
        assert [part.status for part in state.parts] == [P.RECALLED, P.RECALLED, P.TAKEN_BACK]

        state, asked = live_through(state, ev.OrderPicked(1), ev.FulfilmentCancelled(2))

        assert wish(state) == ("refused", TOO_LATE)
        assert [part.units for part in state.parts[3:]] == [((2, 1),), ((2, 3),)]
        assert [command for command in asked if command.do is Do.RESERVE] == [
            Command(Do.RESERVE, "4"),
            Command(Do.RESERVE, "5"),
        ]


class TestOnHold:
    def test_an_order_that_its_site_refuses_is_taken_back_from_it(self) -> None:
        state, _ = live_through(a_state(), *TWO_PARTS[:2], ev.StockReserved("DC1", "77"))
        state, _ = live_through(state, ev.CommandRefused(Do.RELEASE, "no carrier", "1"))
        assert state.status is Status.ON_HOLD

        state, asked = live_through(state, ALL)

        assert asked == [Command(Do.CANCEL_FULFILMENT, "1")]
        assert (state.status, state.held, state.reason) == (Status.RELEASED, (), "")

    def test_an_order_that_no_site_took_is_cancelled_in_its_book(self) -> None:
        state, _ = live_through(a_state(), *TWO_PARTS[:2], ev.CommandRefused(Do.RESERVE, "unknown", "1"))

        state, asked = live_through(state, ALL, ev.BookingCancelled())

        assert [command.do for command in asked] == [Do.CANCEL_BOOKING, Do.TELL_CANCELLED]
        assert (state.status, state.held) == (Status.CANCELLED, ())

    def test_a_no_of_a_site_to_an_order_that_is_taken_back_holds_nobody_up(self) -> None:
        state, _ = live_through(a_state(), *TWO_PARTS[:2], ALL)

        state, asked = live_through(state, ev.CommandRefused(Do.RESERVE, "unknown", "1"))

        assert (state.held, [command.do for command in asked]) == ((), [Do.CANCEL_BOOKING])

    @pytest.mark.parametrize("refused", [Do.CANCEL_BOOKING, Do.CANCEL_FULFILMENT])
    def test_a_recall_that_is_refused_waits_for_a_person_and_is_not_repeated(self, refused: Do) -> None:
        so_far = (*TWO_PARTS[:2], ev.StockReserved("DC1", "77"), ev.OrderReleased(), ALL)
        undone = (ev.FulfilmentCancelled(),) if refused is Do.CANCEL_BOOKING else ()
        argument = "" if undone else "1"
        state, _ = live_through(a_state(), *so_far, *undone)

        state, asked = live_through(state, ev.CommandRefused(refused, "locked", argument))

        assert (state.status, asked) == (Status.ON_HOLD, [])
        assert live_through(state, ev.HoldReleased())[1] == [Command(refused, argument)]

    def test_a_part_that_waits_is_taken_back_while_the_posting_of_another_is_on_hold(self) -> None:
        state, _ = live_through(a_state(), *FIRST_PICKED, ev.OrderShipped(a_shipment(), 1))
        state, _ = live_through(state, ev.CommandRefused(Do.POST_SHIPMENT, "period closed", "1"))

        state, _ = live_through(state, ALL, ev.StockShort("DC2", 2))
        state, _ = live_through(state, ev.BookingAmended(a_booking(state.order)))

        assert wish(state)[0] == "partly"
        assert (state.status, state.reason) == (Status.ON_HOLD, "post_shipment: period closed")
        assert ordered(state)[0] == (1, 6)


def test_everything_gone_is_too_late() -> None:
    state, _ = live_through(a_state(), *TWO_PARTS[:2], ev.StockReserved("DC1", "77"), ev.OrderPicked())

    assert live_through(state, ALL)[0].status is Status.PICKED
    assert ordered(state) == [(line.line, 6) for line in an_order().lines]

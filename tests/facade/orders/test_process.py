from dataclasses import replace
from decimal import Decimal

import pytest

from facade.canonical.value import Quantity
from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.part import PartStatus, reference_of
from facade.orders.process import decide
from facade.orders.state import OrderState, Status
from facade.routing.stage import Stage
from tests.facade.builders import a_booking, a_posted_shipment, a_shipment, a_state, an_invoice, an_order

SITES = ("DC1", "DC2")
VALIDATED = ev.OrderValidated(an_order().lines, SITES)
HAPPY: tuple[ev.Event, ...] = (
    VALIDATED,
    ev.OrderBooked(a_booking()),
    ev.StockReserved("DC1", "77"),
    ev.OrderReleased(),
    ev.OrderPicked(),
    ev.OrderShipped(a_shipment()),
    ev.ShipmentPosted(a_posted_shipment()),
    ev.InvoicePosted(an_invoice()),
    ev.ChannelTold(Do.TELL_INVOICE, 1),
)
NOTHING_THERE = (ev.StockShort("DC1"), ev.StockShort("DC2"), ev.StockSurveyed(()))


def live_through(state: OrderState, *events: ev.Event) -> tuple[OrderState, list[Command]]:
    asked: list[Command] = []
    for event in events:
        decision = decide(state, event)
        state = decision.state
        asked += decision.commands
    return state, asked


def of_part(number: int, *events: ev.Event) -> tuple[ev.Event, ...]:
    return tuple(replace(event, part=number) for event in events)  # type: ignore[call-arg]


def dos(commands: list[Command]) -> list[Do]:
    return [command.do for command in commands]


class TestThePlainOrder:
    def test_goes_from_accepted_to_completed(self) -> None:
        state, asked = live_through(a_state(), *HAPPY)

        assert state.status is Status.COMPLETED
        assert dos(asked) == [
            Do.BOOK,
            Do.TELL_PROCESSING,
            Do.RESERVE,
            Do.RELEASE,
            Do.POST_SHIPMENT,
            Do.POST_INVOICE,
            Do.TELL_SHIPMENT,
            Do.TELL_INVOICE,
        ]

    @pytest.mark.parametrize("stage", [Stage.DUALWRITE, Stage.SHADOW, Stage.LIVE, Stage.RAMPDOWN])
    def test_is_copied_step_by_step_while_both_books_are_written(self, stage: Stage) -> None:
        _, asked = live_through(a_state(stage), *HAPPY)

        mirrored = [do for do in dos(asked) if do.lane == "mirror"]
        assert mirrored == [Do.MIRROR_BOOKING, Do.MIRROR_SHIPMENT, Do.MIRROR_INVOICE]

    @pytest.mark.parametrize("stage", [Stage.OFF, Stage.COMPLETE])
    def test_is_copied_nowhere_when_one_book_is_enough(self, stage: Stage) -> None:
        _, asked = live_through(a_state(stage), *HAPPY)

        assert [do for do in dos(asked) if do.lane == "mirror"] == []


class TestNoticesOutOfOrder:
    def test_shipped_implies_picked(self) -> None:
        state, _ = live_through(a_state(), *HAPPY[:4], ev.OrderShipped(a_shipment()))

        assert state.status is Status.SHIPPED

    def test_a_notice_that_overtakes_the_answer_to_the_release_is_believed(self) -> None:
        state, asked = live_through(a_state(), *HAPPY[:3], ev.OrderPicked(), ev.OrderReleased())

        assert state.status is Status.PICKED
        assert dos(asked).count(Do.RELEASE) == 1

    @pytest.mark.parametrize("late", [ev.OrderPicked(), ev.OrderShipped(a_shipment()), ev.OrderReleased()])
    def test_news_that_is_old_changes_nothing(self, late: ev.Event) -> None:
        shipped, _ = live_through(a_state(), *HAPPY[:6])

        assert decide(shipped, late).state == shipped
        assert decide(shipped, late).commands == ()


class TestStock:
    def test_the_next_site_is_asked_when_the_first_is_short(self) -> None:
        _, asked = live_through(a_state(), *HAPPY[:2], ev.StockShort("DC1"))

        assert asked[-1] == Command(Do.RESERVE, "1")

    def test_no_site_with_stock_is_a_backorder_that_asks_again_later(self) -> None:
        state, asked = live_through(a_state(), *HAPPY[:2], *NOTHING_THERE)

        assert state.status is Status.BACKORDERED
        assert state.reason
        again = asked[-2]
        assert (again.do, again.argument, again.delay_s > 0) == (Do.AWAIT_STOCK, "1", True)
        assert asked[-1].do is Do.TELL_BACKORDERED

    def test_the_buyer_is_told_of_the_backorder_once(self) -> None:
        rounds = [event for wait in (1, 2, 3) for event in (*NOTHING_THERE, ev.WaitEnded(wait))]
        state, asked = live_through(a_state(), *HAPPY[:2], *rounds)

        assert (state.status, dos(asked).count(Do.AWAIT_STOCK)) == (Status.BACKORDERED, 3)

        assert dos(asked).count(Do.TELL_BACKORDERED) == 1

    def test_a_backorder_goes_on_when_stock_has_come(self) -> None:
        state, _ = live_through(a_state(), *HAPPY[:2], *NOTHING_THERE, ev.WaitEnded(1), *HAPPY[2:])

        assert state.status is Status.COMPLETED


class TestASiteThatGivesUp:
    """Its picker found nothing at all on the shelves."""

    @pytest.mark.parametrize("so_far", [3, 4, 5])
    def test_the_next_site_is_asked_under_a_new_reference(self, so_far: int) -> None:
        state, asked = live_through(a_state(), *HAPPY[:so_far], ev.GivenUpBySite())

        assert state.status is Status.VALIDATED
        assert [part.status for part in state.parts] == [PartStatus.CANCELLED, PartStatus.OPEN]
        assert state.parts[1].sites == ("DC2",)
        assert asked[-1] == Command(Do.RESERVE, "2")

    def test_without_another_site_it_waits_for_goods_and_goes_on(self) -> None:
        given_up = (*HAPPY[:4], ev.GivenUpBySite(), ev.StockShort("DC2", 2), ev.StockSurveyed((), 2))
        state, asked = live_through(a_state(), *given_up)
        assert state.status is Status.BACKORDERED
        assert dos(asked)[-1] is Do.TELL_BACKORDERED

        state, _ = live_through(state, ev.WaitEnded(1, 2), *of_part(2, *HAPPY[2:]))
        assert state.status is Status.COMPLETED

    def test_a_cancellation_of_our_own_is_answered_by_its_own_command(self) -> None:
        wished = (*HAPPY[:4], ev.CancelRequested(()))
        state, _ = live_through(a_state(), *wished)

        assert decide(state, ev.GivenUpBySite()).state == state

    @pytest.mark.parametrize("so_far", [6, 7, 8, 9])
    def test_what_has_left_cannot_be_given_up(self, so_far: int) -> None:
        state, _ = live_through(a_state(), *HAPPY[:so_far])

        assert decide(state, ev.GivenUpBySite()).state == state


class TestCancelling:
    def test_before_the_booking_nothing_has_to_be_undone(self) -> None:
        state, asked = live_through(a_state(), ev.CancelRequested(()), VALIDATED)

        assert state.status is Status.CANCELLED
        assert dos(asked) == [Do.TELL_CANCELLED]
        assert state.reason == "cancelled by the buyer"

    def test_by_an_operator_the_buyer_reads_why(self) -> None:
        state, _ = live_through(a_state(), ev.CancelRequested((), "entered twice"), VALIDATED)

        assert (state.status, state.reason) == (Status.CANCELLED, "entered twice")

    def test_with_goods_reserved_the_goods_come_first_then_the_book(self) -> None:
        state, asked = live_through(
            a_state(Stage.SHADOW),
            *HAPPY[:4],
            ev.CancelRequested(()),
            ev.FulfilmentCancelled(),
            ev.BookingCancelled(),
        )

        assert state.status is Status.CANCELLED
        assert dos(asked)[-4:] == [
            Do.CANCEL_FULFILMENT,
            Do.CANCEL_BOOKING,
            Do.TELL_CANCELLED,
            Do.MIRROR_CANCELLATION,
        ]

    def test_in_part_lowers_the_book_and_allocates_the_rest_under_a_new_reference(self) -> None:
        wish = ev.CancelRequested(((1, 6), (2, 2)))
        state, asked = live_through(a_state(), *HAPPY[:4], wish, ev.FulfilmentCancelled())

        assert asked[-1].do is Do.AMEND_BOOKING
        assert [(line.line, int(line.quantity.value)) for line in state.order.lines] == [(2, 4)]
        state, asked = live_through(state, ev.BookingAmended(a_booking(state.order)))
        assert asked[-1] == Command(Do.RESERVE, "2")
        assert reference_of(state.order, state.parts[-1]) == "W000001/2"
        assert state.cancellation is not None
        assert state.cancellation.outcome == "done"

    def test_waits_for_what_is_in_flight(self) -> None:
        state, asked = live_through(a_state(), VALIDATED, ev.CancelRequested(()))
        assert dos(asked) == [Do.BOOK, Do.TELL_PROCESSING]

        _, asked = live_through(state, ev.OrderBooked(a_booking()))
        assert dos(asked) == [Do.CANCEL_BOOKING]

    def test_comes_too_late_once_the_site_has_picked(self) -> None:
        state, _ = live_through(a_state(), *HAPPY[:4], ev.CancelRequested(()), ev.OrderPicked())

        assert state.status is Status.PICKED
        assert state.cancellation is not None
        assert state.cancellation.outcome == "refused"
        assert not state.cancel_pending

    def test_refused_by_the_site_leaves_the_order_on_its_way(self) -> None:
        state, _ = live_through(
            a_state(), *HAPPY[:4], ev.CancelRequested(()), ev.FulfilmentKept(), *HAPPY[4:]
        )

        assert state.status is Status.COMPLETED


class TestRefusals:
    def test_a_refused_order_is_told_and_ends(self) -> None:
        state, asked = live_through(a_state(), ev.OrderRefused("credit_limit_exceeded"))

        assert (state.status, state.reason) == (Status.REJECTED, "credit_limit_exceeded")
        assert dos(asked) == [Do.TELL_REJECTED]

    def test_a_refused_booking_rejects(self) -> None:
        state, _ = live_through(a_state(), VALIDATED, ev.CommandRefused(Do.BOOK, "blocked"))

        assert state.status is Status.REJECTED

    def test_an_unexpected_no_parks_the_order_with_a_reason(self) -> None:
        state, _ = live_through(a_state(), *HAPPY[:6], ev.CommandRefused(Do.POST_SHIPMENT, "period closed"))

        assert (state.status, state.reason) == (Status.ON_HOLD, "post_shipment: period closed")

    @pytest.mark.parametrize("do", [Do.MIRROR_BOOKING, Do.TELL_SHIPMENT])
    def test_a_refused_copy_or_telling_never_stops_an_order(self, do: Do) -> None:
        before, _ = live_through(a_state(), *HAPPY[:6])

        after, commands = decide(before, ev.CommandRefused(do, "no"))

        assert (after._replace(refused_copies=()), commands) == (before, ())


class TestAnInvoiceAtAnotherPrice:
    """The price was changed in the book between the order and its invoice."""

    def repriced(self) -> ev.InvoicePosted:
        first, *others = an_invoice().lines
        return ev.InvoicePosted(
            replace(an_invoice(), lines=(replace(first, unit_price=Decimal("2.60")), *others))
        )

    def test_holds_the_order_and_keeps_it_from_the_buyer(self) -> None:
        state, asked = live_through(a_state(Stage.SHADOW), *HAPPY[:7], self.repriced())

        assert state.status is Status.ON_HOLD
        assert state.reason == "invoice PI-1 asks 2.60 for line 1, and 2.55 was agreed"
        assert dos(asked)[-1] is Do.MIRROR_INVOICE
        assert Do.TELL_INVOICE not in dos(asked)

    def test_is_told_once_somebody_has_seen_to_it(self) -> None:
        state, _ = live_through(a_state(), *HAPPY[:7], self.repriced())

        state, asked = live_through(state, ev.HoldReleased())
        assert (state.status, asked) == (Status.INVOICED, [Command(Do.TELL_INVOICE, "1")])

        assert live_through(state, HAPPY[-1])[0].status is Status.COMPLETED

    def test_a_line_of_which_nothing_is_asked_has_no_price(self) -> None:
        first, *others = an_invoice().lines
        nothing = replace(first, quantity=Quantity(Decimal(0), "EA"), unit_price=Decimal(0))
        invoice = ev.InvoicePosted(replace(an_invoice(), lines=(nothing, *others)))

        assert live_through(a_state(), *HAPPY[:7], invoice)[0].status is Status.INVOICED

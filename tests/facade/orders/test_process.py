import pytest

from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.process import TABLE, decide
from facade.orders.state import TERMINAL, OrderState, Status
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
    ev.ChannelTold(Do.TELL_INVOICE),
)


def live_through(state: OrderState, *events: ev.Event) -> tuple[OrderState, list[Command]]:
    asked: list[Command] = []
    for event in events:
        decision = decide(state, event)
        state = decision.state
        asked += decision.commands
    return state, asked


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
            Do.TELL_SHIPMENT,
            Do.POST_INVOICE,
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

        assert asked[-1] == Command(Do.RESERVE, "DC2")

    def test_no_site_with_stock_is_a_backorder_that_asks_again_later(self) -> None:
        state, asked = live_through(a_state(), *HAPPY[:2], ev.StockShort("DC1"), ev.StockShort("DC2"))

        assert state.status is Status.BACKORDERED
        assert state.reason
        again = asked[-2]
        assert (again.do, again.argument, again.delay_s > 0) == (Do.RESERVE, "DC1", True)
        assert asked[-1].do is Do.TELL_BACKORDERED

    def test_the_buyer_is_told_of_the_backorder_once(self) -> None:
        rounds = [ev.StockShort("DC1"), ev.StockShort("DC2")] * 3
        _, asked = live_through(a_state(), *HAPPY[:2], *rounds)

        assert dos(asked).count(Do.TELL_BACKORDERED) == 1

    def test_a_backorder_goes_on_when_stock_has_come(self) -> None:
        state, _ = live_through(a_state(), *HAPPY[:2], ev.StockShort("DC1"), ev.StockShort("DC2"), *HAPPY[2:])

        assert state.status is Status.COMPLETED


class TestCancelling:
    def test_before_the_booking_nothing_has_to_be_undone(self) -> None:
        state, asked = live_through(a_state(), ev.CancelRequested(()), VALIDATED)

        assert state.status is Status.CANCELLED
        assert dos(asked) == [Do.TELL_CANCELLED]

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
        assert asked[0] == Command(Do.RESERVE, "DC1")
        assert state.fulfilment_ref == "W000001/2"
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

        assert decide(before, ev.CommandRefused(do, "no")).state == before


def test_nothing_leaves_a_terminal_state() -> None:
    assert [status for status, _ in TABLE if status in TERMINAL] == []


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize(
    "event", [*HAPPY, ev.CancelRequested(()), ev.FulfilmentCancelled(), ev.FulfilmentKept()]
)
def test_every_event_in_every_state_is_either_legal_or_of_no_consequence(
    status: Status, event: ev.Event
) -> None:
    full, _ = live_through(a_state(Stage.SHADOW), *HAPPY[:6])
    state = full._replace(status=status, cancellation=None)
    if isinstance(event, ev.FulfilmentCancelled | ev.FulfilmentKept):
        state, _ = live_through(state._replace(status=Status.RELEASED), ev.CancelRequested(()))
        state = state._replace(status=status)

    after = decide(state, event).state

    if status in TERMINAL:
        assert after.status is status

"""Open orders that change their book: which may, what is done in which order, and where they are then."""

from dataclasses import replace

import pytest

from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.conversion_notes import why_not
from facade.orders.order_notes import APPROVED
from facade.orders.process import decide
from facade.orders.state import Cancellation, Held, OrderState, Status
from facade.routing.policy import Route
from facade.routing.stage import Side, Stage
from tests.facade.builders import a_booking, a_shipment, a_state
from tests.facade.orders.test_parts import booked, lived

LIVE = Route("orders", "pilot", Stage.LIVE, 9)
COMPLETE, OFF = replace(LIVE, stage=Stage.COMPLETE), replace(LIVE, stage=Stage.OFF)
COPY = "C-1"
THERE = replace(a_booking(), number=COPY)


def mirrored(stage: Stage = Stage.SHADOW) -> OrderState:
    """An order that waits for its site, with a copy in the other book."""
    state, _ = lived(booked(stage), ev.Mirrored(Do.MIRROR_BOOKING, COPY), ev.StockReserved("DC1", "7"))
    return state


def checked(state: OrderState, difference: str = "") -> ev.CopyChecked:
    assert state.booking is not None
    return ev.CopyChecked(COPY, state.booking, difference)


def converted(to: Route, state: OrderState | None = None) -> tuple[OrderState, list[Command]]:
    state = decide(state or mirrored(), ev.ConversionRequested(to)).state
    return lived(state, checked(state), ev.OrderConverted(THERE))


class TestAnOrderWithACopy:
    def test_has_its_copy_looked_at_before_anything_else(self) -> None:
        state, commands = lived(mirrored(), ev.ConversionRequested(LIVE))

        assert commands == [Command(Do.MIRROR_CHECK)]
        assert state.route.authoritative is Side.OLD

    def test_changes_its_book_once_the_copy_is_right(self) -> None:
        state, _ = lived(mirrored(), ev.ConversionRequested(LIVE))
        state, commands = lived(state, checked(state))

        assert commands == [Command(Do.CONVERT)]
        assert state.route.authoritative is Side.OLD, "until both books have done their part"

    def test_lives_there_under_the_policy_of_the_day_and_its_old_document_is_the_copy(self) -> None:
        state, commands = converted(LIVE)

        assert (state.route, state.booking, state.mirror_number) == (LIVE, THERE, "SO-1")
        assert state.conversion is not None
        assert (state.conversion.outcome, commands, state.status) == ("done", [], Status.ALLOCATED)

    def test_leaves_nothing_open_in_a_book_that_keeps_no_copies_any_more(self) -> None:
        state, commands = converted(COMPLETE)
        assert commands == [Command(Do.CLOSE_COPY)]

        state, commands = lived(state, ev.CopyClosed())
        assert (state.mirror_number, commands) == ("", [])

    def test_that_a_way_back_wants_in_both_books_again_is_copied_anew(self) -> None:
        state, _ = converted(COMPLETE)
        state, commands = lived(state, ev.CopyRequested(), ev.CopyClosed())

        assert (state.route.stage, commands) == (Stage.RAMPDOWN, [Command(Do.MIRROR_BOOKING)])

    def test_goes_back_the_same_way_and_remembers_that_it_was_there(self) -> None:
        state, _ = converted(LIVE)
        state, _ = lived(state, ev.ConversionRequested(replace(OFF, policy_version=11)))

        assert state.conversion is not None
        assert (state.conversion.to.stage, state.conversion.earlier) == (Stage.OFF, (9,))


class TestAnOrderWithoutACopy:
    @pytest.mark.parametrize(
        ("stage", "to", "meanwhile"),
        [(Stage.OFF, LIVE, Stage.DUALWRITE), (Stage.COMPLETE, OFF, Stage.RAMPDOWN)],
    )
    def test_gets_one_first_and_keeps_it(self, stage: Stage, to: Route, meanwhile: Stage) -> None:
        state, commands = lived(booked(stage), ev.ConversionRequested(to))

        assert commands == [Command(Do.MIRROR_BOOKING), Command(Do.MIRROR_CHECK)]
        assert state.route.stage is meanwhile

    @pytest.mark.parametrize("held", [(), (Held(Do.VALIDATE, APPROVED, "too much"),)])
    def test_in_no_book_at_all_is_simply_booked_elsewhere(self, held: tuple[Held, ...]) -> None:
        before = a_state(held=held, status=Status.ON_HOLD if held else Status.ACCEPTED)
        state, commands = lived(before, ev.ConversionRequested(COMPLETE))

        assert (state.route, commands, state.status) == (COMPLETE, [], before.status)


class TestAnOrderThatIsThereAlready:
    def test_loses_the_copy_that_it_would_not_get_now(self) -> None:
        state, commands = lived(mirrored(Stage.LIVE), ev.ConversionRequested(COMPLETE))

        assert commands == [Command(Do.CLOSE_COPY)]
        assert state.route.mirror is Side.OLD, (
            "what waits to be copied comes first, and is closed with the rest"
        )

        state, commands = lived(state, ev.CopyClosed())
        assert (state.route, state.mirror_number, commands) == (COMPLETE, "", [])

    def test_gets_no_copy_by_it(self) -> None:
        state = mirrored(Stage.COMPLETE)

        assert why_not(state, LIVE) == "it is there already"


class TestAnOrderStays:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"status": Status.COMPLETED}, "it has ended"),
            ({"booking": None, "status": Status.VALIDATED}, "it is being booked"),
            ({"suppliers": ((1, "V1"),)}, "a supplier sends some of it"),
            ({"cancellation": Cancellation(())}, "some of it is being taken back"),
            ({"held": (Held(Do.RELEASE, "1", "no"),), "status": Status.ON_HOLD}, "it is held"),
            ({"route": COMPLETE}, "it is there already"),
        ],
    )
    def test_where_something_keeps_it(self, changes: dict[str, object], why: str) -> None:
        state = mirrored()._replace(**changes)

        assert why_not(state, COMPLETE) == why
        assert decide(state, ev.ConversionRequested(COMPLETE)) == (state, ())

    def test_when_goods_of_it_have_left(self) -> None:
        state, _ = lived(mirrored(), ev.OrderReleased(), ev.OrderShipped(a_shipment()))

        assert why_not(state, LIVE) == "goods of it have left"

    def test_when_it_is_on_its_way_already(self) -> None:
        state, _ = lived(mirrored(), ev.ConversionRequested(LIVE))

        assert why_not(state, COMPLETE) == "it is on its way"
        assert decide(state, ev.ConversionRequested(COMPLETE)) == (state, ())

    @pytest.mark.parametrize(
        ("meanwhile", "why"),
        [
            ((ev.OrderReleased(), ev.OrderShipped(a_shipment())), "goods of it have left"),
            ((ev.CancelRequested(()),), "some of it is being taken back"),
        ],
    )
    def test_when_something_happens_while_its_copy_is_looked_at(
        self, meanwhile: tuple[ev.Event, ...], why: str
    ) -> None:
        before = decide(mirrored(), ev.ConversionRequested(LIVE)).state
        state, commands = lived(before, *meanwhile, checked(before))

        assert state.conversion is not None
        assert (state.conversion.outcome, state.conversion.reason, commands) == ("refused", why, [])
        assert state.route.authoritative is Side.OLD

    def test_when_its_book_says_something_else_by_then(self) -> None:
        before = decide(mirrored(), ev.ConversionRequested(LIVE)).state
        lowered = before._replace(booking=replace(a_booking(), net=a_booking().tax))
        state, commands = lived(lowered, checked(before))

        assert state.conversion is not None
        assert (state.conversion.reason, commands) == ("it was changed meanwhile", [])

    def test_when_its_copy_says_something_else(self) -> None:
        state = decide(mirrored(), ev.ConversionRequested(LIVE)).state
        state, commands = lived(state, checked(state, "its copy differs: net is 1 and 2"))

        assert state.conversion is not None
        assert (state.conversion.reason, commands) == ("its copy differs: net is 1 and 2", [])

    def test_when_a_book_does_not_take_part_and_may_be_asked_again(self) -> None:
        state = decide(mirrored(), ev.ConversionRequested(LIVE)).state
        state, _ = lived(state, checked(state), ev.ConversionRefused("the order is locked"))

        assert state.conversion is not None
        assert (state.conversion.outcome, state.conversion.reason) == ("refused", "the order is locked")
        assert why_not(state, LIVE) == ""


def test_goods_that_leave_on_the_way_are_posted_where_the_order_is_then() -> None:
    state = decide(mirrored(), ev.ConversionRequested(LIVE)).state
    state, _ = lived(state, checked(state))
    state, commands = lived(state, ev.OrderReleased(), ev.OrderShipped(a_shipment()))
    assert Do.POST_SHIPMENT in [command.do for command in commands]

    state, _ = lived(state, ev.OrderConverted(THERE))

    assert state.route.authoritative is Side.NEW
    convert, post = Command(Do.CONVERT), Command(Do.POST_SHIPMENT, "1")
    assert convert.lane == post.lane, "so the books have changed roles before the goods are posted"


class TestAWayBackThatComesInBetween:
    def test_is_heard_by_an_order_that_neither_book_has_been_told_of(self) -> None:
        state = decide(mirrored(), ev.ConversionRequested(COMPLETE)).state
        state, commands = lived(state, ev.CopyRequested())

        assert state.conversion is not None
        assert (state.conversion.reason, commands) == ("the way back came first", [])
        assert lived(state, checked(state))[1] == []

    def test_lets_the_old_book_keep_a_copy_of_one_that_is_leaving_it(self) -> None:
        state = decide(mirrored(), ev.ConversionRequested(COMPLETE)).state
        state, commands = lived(state, checked(state), ev.CopyRequested(), ev.OrderConverted(THERE))

        assert (state.route.stage, state.mirror_number, commands) == (Stage.RAMPDOWN, "SO-1", [])

    def test_keeps_a_copy_that_was_about_to_be_closed_or_has_it_made_again(self) -> None:
        state, _ = lived(mirrored(Stage.LIVE), ev.ConversionRequested(COMPLETE), ev.CopyRequested())
        kept, _ = lived(state, ev.ConversionRefused("the way back keeps its copy"))
        closed, commands = lived(state, ev.CopyClosed())

        assert (kept.route.mirror, kept.mirror_number) == (Side.OLD, COPY)
        assert (closed.route.mirror, commands) == (Side.OLD, [Command(Do.MIRROR_BOOKING)])

    def test_is_of_no_matter_to_one_that_comes_to_the_old_book(self) -> None:
        state = decide(mirrored(Stage.LIVE), ev.ConversionRequested(OFF)).state

        assert decide(state, ev.CopyRequested()) == (state, ())

from dataclasses import replace

from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.copying import Lacking, lacking, still_refused
from facade.orders.part import Part, PartStatus
from facade.orders.process import decide
from facade.orders.state import OrderState, RefusedCopy, Status
from facade.routing.stage import Side, Stage
from tests.facade.builders import a_booking, a_shipment, a_state


def at(stage: Stage, **changes: object) -> OrderState:
    state = a_state(**changes)
    return state._replace(route=replace(state.route, stage=stage))


def test_an_order_that_only_the_new_book_has_is_copied_from_then_on():
    after, commands = decide(at(Stage.COMPLETE), ev.CopyRequested())

    assert (after.route.authoritative, after.route.mirror) == (Side.NEW, Side.OLD)
    assert not commands  # no book has it yet: its copy comes with its booking


def test_what_both_books_have_already_is_left_alone():
    state = at(Stage.LIVE)

    assert decide(state, ev.CopyRequested()) == (state, ())


def test_an_order_of_the_old_book_is_left_alone():
    state = at(Stage.OFF)

    assert decide(state, ev.CopyRequested()) == (state, ())


def test_being_asked_twice_copies_once():
    once, _ = decide(at(Stage.COMPLETE), ev.CopyRequested())

    assert decide(once, ev.CopyRequested()) == (once, ())


def test_a_copy_is_never_asked_for_by_an_order_that_has_ended_without_effect():
    for status in (Status.REJECTED, Status.CANCELLED):
        state = at(Stage.COMPLETE)._replace(status=status)
        after, commands = decide(state, ev.CopyRequested())
        assert Do.MIRROR_BOOKING not in [command.do for command in commands]
        assert after.route.stage is Stage.COMPLETE


NO = ev.CommandRefused(Do.MIRROR_BOOKING, "no such customer", "", 1000.0)
NO_SHIPMENT = ev.CommandRefused(Do.MIRROR_SHIPMENT, "the other book has refused the order", "1", 2000.0)


def shipped(stage: Stage = Stage.LIVE) -> OrderState:
    """An order that has left, whose shipment is posted."""
    part = Part(status=PartStatus.SHIPPED, shipment=a_shipment(), shipment_number="PS-1", departure=1)
    return at(stage, status=Status.SHIPPED, booking=a_booking(), parts=(part,))


class TestACopyThatTheOtherBookRefuses:
    def test_stays_with_its_order_which_goes_on(self) -> None:
        state, commands = decide(shipped(), NO)

        assert state.refused_copies == (RefusedCopy("mirror_booking", "", "no such customer", 1000.0),)
        assert (state.status, state.held, commands) == (Status.SHIPPED, (), ())

    def test_is_asked_for_again_with_all_that_was_refused_after_it(self) -> None:
        state, _ = decide(decide(shipped(), NO).state, NO_SHIPMENT)

        state, commands = decide(state, ev.RepairRequested())

        assert commands == (Command(Do.MIRROR_BOOKING), Command(Do.MIRROR_SHIPMENT, "1"))
        assert decide(state, ev.RepairRequested()) == (state, ())

    def test_brings_what_was_refused_for_want_of_it_once_it_is_made(self) -> None:
        state, _ = decide(shipped(), NO_SHIPMENT)

        state, commands = decide(state, ev.Mirrored(Do.MIRROR_BOOKING, "C-1"))

        assert (state.refused_copies, commands) == ((), (Command(Do.MIRROR_SHIPMENT, "1"),))

    def test_is_no_loss_when_its_order_has_ended_in_neither_book(self) -> None:
        state = decide(shipped(), NO).state._replace(status=Status.CANCELLED)

        assert not still_refused(state)
        assert still_refused(state._replace(mirror_number="C-1"))

    def test_of_a_cancellation_leaves_an_order_open_there(self) -> None:
        state = at(Stage.LIVE, status=Status.CANCELLED, mirror_number="C-1")

        state, _ = decide(state, ev.CommandRefused(Do.MIRROR_CANCELLATION, "it is locked"))

        assert [one.reason for one in still_refused(state)] == ["it is locked"]

    def test_is_not_missed_where_none_is_kept_any_more(self) -> None:
        state, _ = decide(shipped(), NO)

        assert not still_refused(state._replace(route=replace(state.route, stage=Stage.COMPLETE)))


class TestWhatTheOtherBookLacks:
    def test_is_the_whole_order_while_it_has_no_copy_whatever_the_pin_says(self) -> None:
        assert lacking(shipped()) == Lacking(is_order=True, shipments=1, invoices=())
        assert lacking(decide(shipped(), NO).state).is_order

    def test_is_a_shipment_that_waits_or_was_refused(self) -> None:
        state = shipped()._replace(mirror_number="C-1")

        assert not lacking(state)
        assert lacking(state, [(Do.MIRROR_SHIPMENT, "1")]) == Lacking(
            is_order=False, shipments=1, invoices=()
        )
        assert lacking(decide(state, NO_SHIPMENT).state).shipments == 1

    def test_is_nothing_of_an_order_that_is_still_to_be_booked(self) -> None:
        assert not lacking(at(Stage.LIVE))

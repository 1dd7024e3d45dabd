from dataclasses import replace

from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.process import decide
from facade.orders.state import OrderState, Status
from facade.routing.stage import Side, Stage
from tests.facade.builders import a_state


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

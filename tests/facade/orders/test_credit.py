from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.decision import CREDIT_RETRY_S
from facade.orders.order_notes import APPROVED
from facade.orders.process import decide
from facade.orders.state import OrderState, Status
from tests.facade.builders import a_state, an_order

EXCEEDED = ev.CreditExceeded("credit_limit_exceeded")
VALIDATED = ev.OrderValidated(an_order().lines, ("DC1",))


def lived(state: OrderState, *events: ev.Event) -> tuple[OrderState, list[Command]]:
    commands: list[Command] = []
    for event in events:
        state, asked = decide(state, event)
        commands = list(asked)
    return state, commands


def test_an_order_over_the_limit_waits_for_credit_and_its_buyer_is_told() -> None:
    state, commands = lived(a_state(), EXCEEDED)

    assert (state.status, state.reason) == (Status.ON_HOLD, "credit_limit_exceeded")
    assert commands == [Command(Do.AWAIT_CREDIT, "", CREDIT_RETRY_S), Command(Do.TELL_ON_HOLD)]


def test_credit_is_looked_at_again_after_a_while_and_the_buyer_is_not_told_twice() -> None:
    state, commands = lived(a_state(), EXCEEDED, ev.CreditAwaited())
    assert (state.status, commands) == (Status.ON_HOLD, [Command(Do.VALIDATE)])

    state, commands = lived(state, EXCEEDED)
    assert (state.status, [command.do for command in commands]) == (Status.ON_HOLD, [Do.AWAIT_CREDIT])


def test_an_order_goes_on_by_itself_once_its_customer_has_credit_again() -> None:
    state, commands = lived(a_state(), EXCEEDED, ev.CreditAwaited(), VALIDATED)

    assert (state.status, state.reason, state.held) == (Status.VALIDATED, "", ())
    assert [command.do for command in commands] == [Do.BOOK, Do.TELL_PROCESSING]


def test_an_operator_who_releases_it_approves_the_credit() -> None:
    state, commands = lived(a_state(), EXCEEDED, ev.HoldReleased())

    assert state.status is Status.ACCEPTED
    assert commands == [Command(Do.VALIDATE, APPROVED)]


def test_a_wait_for_credit_that_is_over_already_changes_nothing() -> None:
    state, _ = lived(a_state(), EXCEEDED, ev.HoldReleased(), VALIDATED)

    assert decide(state, ev.CreditAwaited()).commands == ()
    assert lived(state, ev.OrderValidated((), ()))[0] == state


def test_a_held_order_can_still_be_refused_for_another_reason() -> None:
    state, commands = lived(a_state(), EXCEEDED, ev.CreditAwaited(), ev.OrderRefused("customer_blocked"))

    assert (state.status, state.reason) == (Status.REJECTED, "customer_blocked")
    assert [command.do for command in commands] == [Do.TELL_REJECTED]


def test_an_order_that_was_taken_back_while_it_was_checked_is_not_held() -> None:
    state, commands = lived(a_state(), ev.CancelRequested(()), EXCEEDED)

    assert state.status is Status.CANCELLED
    assert [command.do for command in commands] == [Do.TELL_CANCELLED]


def test_a_held_order_is_taken_back_at_once() -> None:
    state, commands = lived(a_state(), EXCEEDED, ev.CancelRequested(()))

    assert (state.status, state.held) == (Status.CANCELLED, ())
    assert commands == [Command(Do.TELL_CANCELLED)]
    assert decide(state, ev.CreditAwaited()).commands == ()


def test_what_is_taken_off_a_held_order_is_honoured_when_it_goes_on() -> None:
    state, commands = lived(a_state(), EXCEEDED, ev.CancelRequested(((1, 6),)), ev.HoldReleased(), VALIDATED)

    assert [line.line for line in state.order.lines] == [2]
    assert state.cancellation is not None
    assert state.cancellation.outcome == "done"
    assert commands[0] == Command(Do.BOOK)


def test_an_order_that_no_payment_could_help_waits_for_an_operator_alone() -> None:
    state, commands = lived(a_state(), ev.CreditExceeded("credit_limit_exceeded", may_ever_fit=False))

    assert state.status is Status.ON_HOLD
    assert commands == [Command(Do.TELL_ON_HOLD)]


def test_a_check_that_was_asked_for_twice_rejects_nothing_that_is_being_booked() -> None:
    state, _ = lived(a_state(), EXCEEDED, ev.CreditAwaited(), ev.HoldReleased(), VALIDATED)

    state, commands = lived(state, ev.OrderRefused("customer_blocked"))

    assert (state.status, commands) == (Status.VALIDATED, [])

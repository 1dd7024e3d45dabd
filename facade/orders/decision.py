"""What a decision is made of."""

from typing import NamedTuple

from facade.orders.commands import Command, Do
from facade.orders.state import OrderState


class Decision(NamedTuple):
    """The next state, and what is to be done once that state is durable."""

    state: OrderState
    commands: tuple[Command, ...] = ()


def mirrored(state: OrderState, do: Do) -> tuple[Command, ...]:
    """Give the command that keeps the other book's copy, when the order's pin asks for a copy."""
    return (Command(do),) if state.route.mirror is not None else ()

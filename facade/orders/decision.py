"""What a decision is made of, and the rules it is made by."""

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from facade.orders.commands import Command, Do
from facade.orders.part import Part, PartStatus
from facade.orders.returning import ReturnStatus
from facade.orders.state import OrderState, Status


class Decision(NamedTuple):
    """The next state, and what is to be done once that state is durable."""

    state: OrderState
    commands: tuple[Command, ...] = ()


S = TypeVar("S", PartStatus, ReturnStatus, Status)

When = Callable[[OrderState, Any, Any], bool]
"""A condition on an order, the part or return meant, and the event; named and explained for the page."""

Writes = Callable[[OrderState, Any, Any], OrderState]
"""Writes down what has happened: what the status alone does not say."""


class Rule(NamedTuple, Generic[S]):
    """One row of a transition table: where to, what to do, under which condition.

    Of the rules for one status and event the first counts whose condition holds. Commands that only concern
    the copy are left out while no copy is kept. A part that is new asks for its stock by itself.
    """

    to: S
    does: tuple[Do, ...] = ()
    when: When | None = None
    writes: Writes | None = None


NO_PART = Part(0)
"""Stands for the part where a rule is about the whole order."""


def commands_of(state: OrderState, does: tuple[Do, ...], argument: str) -> tuple[Command, ...]:
    """Give the commands of a rule for a part, or for the whole order when there is no argument."""
    has_copy = state.route.mirror is not None
    return tuple([_command(do, argument) for do in does if has_copy or not do.is_copied])


BACKORDER_RETRY_S = 2 * 3600.0
CREDIT_RETRY_S = 12 * 3600.0
SUPPLIER_LOOK_S = 3600.0
_DELAYS_S = {
    Do.AWAIT_STOCK: BACKORDER_RETRY_S,
    Do.AWAIT_CREDIT: CREDIT_RETRY_S,
    Do.ASK_SUPPLIER: SUPPLIER_LOOK_S,
}


def _command(do: Do, argument: str) -> Command:
    return Command(do, argument, _DELAYS_S.get(do, 0.0))

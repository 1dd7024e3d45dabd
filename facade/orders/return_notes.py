"""What the table of returns asks and writes down: each said in a sentence."""

from facade.orders import events as ev
from facade.orders.part import Part
from facade.orders.returning import GoodsReturn, NotReturnableError, divided_returns
from facade.orders.state import OrderState, with_return


def is_returnable(state: OrderState, _: Part, event: ev.ReturnRequested) -> bool:
    """All of it may come back."""
    try:
        asked(state, event)
    except NotReturnableError:
        return False
    return True


def asked(state: OrderState, event: ev.ReturnRequested) -> list[GoodsReturn]:
    """Give the returns that a wish comes to.

    Raises:
        NotReturnableError: some of it may not come back.
    """
    return divided_returns(
        state.order, state.parts, state.returns, event.units, event.reason, event.left_after
    )


def return_asked(state: OrderState, _: Part, event: ev.ReturnRequested) -> OrderState:
    """A return for each departure the goods left with."""
    new = [one._replace(asked_by=event.asked_by) for one in asked(state, event)]
    return state._replace(returns=(*state.returns, *new))


def registered(state: OrderState, one: GoodsReturn, event: ev.ReturnRegistered) -> OrderState:
    """The book's number of the return."""
    return with_return(state, one._replace(rma_number=event.number))


def expected(state: OrderState, one: GoodsReturn, event: ev.ReturnExpected) -> OrderState:
    """The site's number of the return."""
    return with_return(state, one._replace(site_number=event.number))


def received(state: OrderState, one: GoodsReturn, event: ev.ReturnReceived) -> OrderState:
    """What is back, and what has become of it."""
    return with_return(state, one._replace(taken=event.taken))


def credited(state: OrderState, one: GoodsReturn, event: ev.ReturnCredited) -> OrderState:
    """The credit memo."""
    return with_return(state, one._replace(memo=event.memo))

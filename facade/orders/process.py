"""What happens next? One pure function over three tables; read them as the page that explains an order.

`python -m facade.orders.page` prints that page. An event that names a part is looked up in the table of
parts, one that names a return in that of returns, every other one in the table of orders. A cancellation is
honoured at the next point where nothing is in flight for the order: until then it is only noted.
"""

from facade.orders import events as ev
from facade.orders import order_notes, order_table, part_table, return_table, taking_back
from facade.orders.commands import Command, Do, Lane
from facade.orders.copying import copies_due, repairs_due
from facade.orders.decision import NO_PART, Decision, commands_of
from facade.orders.part import Part, PartStatus
from facade.orders.state import OrderState, Status, standing, with_part, with_return

OF_A_PART = frozenset(event for _, event in part_table.TABLE) - {ev.CancelRequested}
"""The events that name the part they happen to."""

OF_A_RETURN = frozenset(event for _, event in return_table.TABLE)
"""The events that name the return they happen to."""


def decide(state: OrderState, event: ev.Event) -> Decision:
    """Give the next state and what is to be done, without doing it."""
    if type(event) in OF_A_PART:
        return _of_part(state, event, event.part)  # type: ignore[union-attr]
    if type(event) in OF_A_RETURN:
        return _of_return(state, event, event.returned)  # type: ignore[union-attr]
    if type(event) is ev.CancelRequested and state.cancel_open:
        return Decision(state)  # one wish at a time
    rules = order_table.TABLE.get((state.status, type(event)), ())
    for rule in rules:
        if rule.when is None or rule.when(state, NO_PART, event):
            break
    else:
        return Decision(state)
    after = rule.writes(state, NO_PART, event) if rule.writes is not None else state
    commands = (*commands_of(after, rule.does, ""), *_for_new_parts(state, after))
    if rule.to is not state.status:
        after = after._replace(status=rule.to)
    if type(event) in (ev.CancelRequested, ev.CommandRefused) and _is_to_recall(after, event):
        return _recalled(after, commands)
    return _settled(after, (*commands, *_that_follow(state, after, event)))


def _that_follow(before: OrderState, after: OrderState, event: ev.Event) -> tuple[Command, ...]:
    """Give the commands that no table can name, since they depend on what the order is made of."""
    if type(event) is ev.HoldReleased:
        return tuple([Command(Do(held.command), held.argument) for held in before.held])
    if type(event) is ev.ReturnRequested:
        new = after.returns[len(before.returns) :]
        return tuple([Command(Do.REGISTER_RETURN, one.argument) for one in new])
    if type(event) is ev.CopyRequested or type(event) is ev.CopyClosed:
        return copies_due(after)
    if type(event) is ev.RepairRequested:
        return repairs_due(before)
    if type(event) is ev.Mirrored and event.number:
        return repairs_due(before)
    return ()


def _of_part(state: OrderState, event: ev.Event, number: int) -> Decision:
    """Let something happen to one part, and to the order what follows from it."""
    part = state.part(number)
    if part is None:
        return Decision(state)
    for rule in part_table.TABLE.get((part.status, type(event)), ()):
        if rule.when is None or rule.when(state, part, event):
            break
    else:
        return Decision(state)
    after = rule.writes(state, part, event) if rule.writes is not None else state
    if rule.to is not part.status:
        after = with_part(after, after.parts[number - 1]._replace(status=rule.to))
    commands = commands_of(after, rule.does, part.argument)
    if len(after.parts) > len(state.parts):
        commands = (*commands, *_for_new_parts(state, after))
    if after.cancel_pending:
        after, more = _backed_out(after)
        commands = (*commands, *more)
    return _settled(after, commands)


def _of_return(state: OrderState, event: ev.Event, number: int) -> Decision:
    """Let something happen to one return."""
    one = state.goods_return(number)
    for rule in return_table.TABLE.get((one.status, type(event)), ()) if one is not None else ():
        after = rule.writes(state, one, event) if rule.writes is not None else state
        after = with_return(after, after.returns[number - 1]._replace(status=rule.to))
        return _settled(after, commands_of(after, rule.does, str(number)))
    return Decision(state)


def _settled(state: OrderState, commands: tuple[Command, ...]) -> Decision:
    """Let the order stand where its parts do; why it waits is only true while it does."""
    status = standing(state)
    if status is not state.status:
        was_waiting = state.status is Status.BACKORDERED
        state = state._replace(status=status, reason="" if was_waiting else state.reason)
    return Decision(state, commands)


def _is_to_recall(state: OrderState, event: ev.Event) -> bool:
    """Say whether a wish is new, or meets a part that its site has just refused."""
    is_of_site = type(event) is ev.CancelRequested or Do(event.command).lane is Lane.SITE  # type: ignore[union-attr]
    return state.cancel_pending and is_of_site


def _recalled(state: OrderState, commands: tuple[Command, ...]) -> Decision:
    """Take back at once whatever is not in flight; what its site refused to do need not be done any more."""
    for part in state.parts:
        for rule in part_table.TABLE.get((part.status, ev.CancelRequested), ()):
            if rule.when is not None and not rule.when(state, part, None):
                continue
            held = tuple([one for one in state.held if one.argument != part.argument])
            state = with_part(state, part._replace(status=rule.to))
            state = state._replace(held=held, reason=state.reason if held else "")
            commands = (*commands, *commands_of(state, rule.does, part.argument))
    state, more = _backed_out(state)
    return _settled(state, (*commands, *more))


def _backed_out(state: OrderState) -> tuple[OrderState, tuple[Command, ...]]:
    """Undo or lower the booking of an order as soon as no site holds anything of it that is not gone."""
    wish = state.cancellation
    if wish is None or not taking_back.is_at_rest(state.parts):
        return state, ()
    if taking_back.is_some_gone(state.parts):
        off = taking_back.off_of(state, wish)
        if off:
            return order_notes.lowered_by(state, off), (Command(Do.AMEND_BOOKING),)
        after = taking_back.wish_refused(state, wish)
        return after, _for_new_parts(state, after)
    if order_notes.takes_all(state, NO_PART, None):
        return state, (Command(Do.CANCEL_BOOKING),)
    return order_notes.lowered(state, NO_PART, None), (Command(Do.AMEND_BOOKING),)


def _for_new_parts(before: OrderState, after: OrderState) -> tuple[Command, ...]:
    return tuple(
        command
        for part in after.parts[len(before.parts) :]
        for command in commands_of(after, _looks_for_goods(part), part.argument)
    )


def _looks_for_goods(part: Part) -> tuple[Do, ...]:
    """Give what is done for a part that has just been made; the buyer hears of a wait once."""
    if part.status is PartStatus.OPEN:
        return (Do.BUY,) if part.supplier else (Do.RESERVE,)
    return (Do.AWAIT_STOCK, Do.TELL_BACKORDERED) if part.waits == 1 else (Do.AWAIT_STOCK,)

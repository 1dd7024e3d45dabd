"""Tries again, because a person says so, what no attempt of ours could help.

These are letters, orders on hold, and the copies that the other book has refused.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from facade.messaging.store import DeadLetter, OutboxRow, Store
from facade.orders import events as ev
from facade.orders.commands import Lane
from facade.orders.copying import still_refused
from facade.orders.desk import OrderDesk
from facade.orders.state import TERMINAL, OrderState, Status
from facade.ports import Clock

AT_ONCE_MAX = 1000
PAGE = 200


class Replay(NamedTuple):
    """What became of one wish to try again, or would become of it."""

    letter: str
    reference: str
    command: str
    is_possible: bool
    detail: str


class ReplayDesk:
    """Looks at letters and parked orders, and tries them again."""

    def __init__(
        self, store: Store, desk: OrderDesk, clock: Clock, take: Callable[[Sequence[OutboxRow]], None]
    ) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock
        self._take = take

    async def everything(self) -> tuple[list[str], list[str]]:
        """Give the ids of all letters and the references of all orders of which something was refused."""
        letters: list[str] = []
        while len(letters) < AT_ONCE_MAX:
            page = await self._store.dead_letters(letters[-1] if letters else "", PAGE)
            letters += [letter.row.id for letter in page]
            if len(page) < PAGE:
                break
        orders: list[str] = []
        async for state in self._store.aggregates():
            if (state.status is Status.ON_HOLD or still_refused(state)) and len(orders) < AT_ONCE_MAX:
                orders.append(state.order_id)
        return letters[:AT_ONCE_MAX], orders

    async def replay(
        self, letters: Iterable[str], orders: Iterable[str], message_id: str, *, dry_run: bool
    ) -> list[Replay]:
        """Try again, or only say what would be tried."""
        done = [await self._letter(letter_id, dry_run=dry_run) for letter_id in dict.fromkeys(letters)]
        asked = dict.fromkeys(orders)
        return done + [await self._order(reference, message_id, dry_run=dry_run) for reference in asked]

    async def _letter(self, letter_id: str, *, dry_run: bool) -> Replay:
        letter = await self._store.dead_letter(letter_id)
        if letter is None:
            return Replay(letter_id, "", "", False, "there is no such letter")
        state: OrderState | None = await self._store.load(letter.row.aggregate_id)
        row = letter.row
        why_not = _why_not(letter, state)
        if why_not:
            return Replay(letter_id, row.aggregate_id, row.do, False, why_not)
        if not dry_run:
            self._take(await self._store.revive(letter_id, self._clock.now().timestamp()))
        detail = f"tried again, as attempt {row.attempts + 1}, looking first for what earlier ones did"
        return Replay(letter_id, row.aggregate_id, row.do, True, detail)

    async def _order(self, reference: str, message_id: str, *, dry_run: bool) -> Replay:
        state: OrderState | None = await self._store.load(reference)
        if state is None:
            return Replay("", reference, "", False, "there is no such order")
        refused = still_refused(state)
        if state.status is not Status.ON_HOLD and not refused:
            detail = f"the order is {state.status}, not on hold, and no copy of it was refused"
            return Replay("", reference, "", False, detail)
        if not dry_run and state.status is Status.ON_HOLD:
            await self._desk.apply(reference, ev.HoldReleased(), message_id)
        if not dry_run and refused:
            await self._desk.apply(reference, ev.RepairRequested(), message_id)
        commands = ", ".join([*(held.command for held in state.held), *(one.command for one in refused)])
        return Replay("", reference, commands, True, "goes on with what was refused")


def _why_not(letter: DeadLetter, state: OrderState | None) -> str:
    """Say why a letter cannot be tried again, if it cannot."""
    if state is None:
        return "its order is not there any more"
    if letter.row.lane == Lane.PROCESS and state.status in TERMINAL:
        return f"its order is {state.status} by now: there is nothing left to do"
    return ""

"""Goods promised with an accepted order that no site holds yet: nobody else may be promised them."""

from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple, Protocol

from facade.messaging.store import Step
from facade.orders.part import Part, PartStatus, contents
from facade.orders.state import TERMINAL, OrderState

_LOOKING = (PartStatus.WAITING, PartStatus.OPEN)
_ENDED = (PartStatus.TAKEN_BACK, PartStatus.CANCELLED)


class StockPromises(Protocol):
    """Where it is written down what of the stock is promised."""

    def reserve(self, item_id: str, units: int) -> None:
        """Count on fewer EA of an item, or on more again when `units` is below nothing."""
        ...

    def allocate(self, site: str, item_id: str, units: int) -> None:
        """Count goods as promised at a site before the site itself is heard again."""
        ...


class _Open(NamedTuple):
    units: dict[str, int]
    held: tuple[int, ...]


def unplaced(state: OrderState) -> dict[str, int]:
    """Give how many EA of each item an order wants that no site holds for it."""
    if state.status in TERMINAL:
        return {}
    live = [part for part in state.parts if part.status not in _ENDED]
    found: dict[str, int] = {}
    for part in live or [Part()]:
        if part.status in _LOOKING and not part.supplier:
            for item_id, units in _eaches(state, part):
                found[item_id] = found.get(item_id, 0) + units
    return found


def _eaches(state: OrderState, part: Part) -> Iterable[tuple[str, int]]:
    return [(line.item_id, line.base_units) for line in contents(state.order, part).lines]


class Promised:
    """Follows orders from their acceptance until sites hold their goods, step by step.

    A site that has just reserved is believed before it is heard again. What it gives back counts when it says
    so: rather too little is promised for a minute than too much.
    """

    def __init__(self, stock: StockPromises) -> None:
        self._stock = stock
        self._open: dict[str, _Open] = {}

    def step(self, step: Step) -> None:
        """Take in what an order wants after a step that is durable."""
        state: OrderState = step.state
        before = self._open.get(step.aggregate_id)
        self._note(step.aggregate_id, state)
        if before is not None:
            for part in state.parts:
                if part.status is PartStatus.ALLOCATED and part.number not in before.held:
                    for item_id, units in _eaches(state, part):
                        self._stock.allocate(part.site, item_id, units)

    async def take_all(self, states: AsyncIterator[OrderState]) -> None:
        """Look at every order there is: other processes may have moved them on."""
        seen: dict[str, None] = {}
        async for state in states:
            seen[state.order_id] = None
            self._note(state.order_id, state)
        for order_id in [one for one in self._open if one not in seen]:
            self._settle(order_id, {})

    def _note(self, order_id: str, state: OrderState) -> None:
        units = unplaced(state)
        self._settle(order_id, units)
        if units:
            held = tuple([part.number for part in state.parts if part.status not in _LOOKING])
            self._open[order_id] = _Open(units, held)

    def _settle(self, order_id: str, units: dict[str, int]) -> None:
        before = self._open.pop(order_id, None)
        known = before.units if before is not None else {}
        for item_id in dict.fromkeys((*known, *units)):
            change = units.get(item_id, 0) - known.get(item_id, 0)
            if change:
                self._stock.reserve(item_id, change)

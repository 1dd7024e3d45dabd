"""How an order's state is written down and read again.

A state is written at every step, a dozen times an order; what was ordered and what was booked never change,
so they are turned into bytes once and not with every step.
"""

from pydantic import TypeAdapter
from pydantic_core import to_json

from facade.canonical.order import BookedOrder, Order
from facade.orders.state import OrderState

_STATE = TypeAdapter(OrderState)
KEPT_MAX = 2000
"""Documents kept as bytes, of the orders that were written last."""


class _Written:
    """Documents that never change, as bytes, as long as somebody may want to write them again."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[object, bytes]] = {}

    def of(self, document: Order | BookedOrder | None) -> bytes:
        """Give a document as JSON. It is known by its place in memory, which is its own while it is kept."""
        known = self._kept.get(id(document))
        if known is not None:
            return known[1]
        written = to_json(document)
        self._kept[id(document)] = document, written
        if len(self._kept) > KEPT_MAX:
            del self._kept[next(iter(self._kept))]
        return written


_WRITTEN = _Written()


def dump_state(state: OrderState) -> bytes:
    """Write a state as JSON, by the names of its fields; decimals keep every digit."""
    fields = state._asdict()
    order, booking = _WRITTEN.of(fields.pop("order")), _WRITTEN.of(fields.pop("booking"))
    return b'{"order":%b,"booking":%b,%b' % (order, booking, to_json(fields)[1:])


def read_state(document: bytes) -> OrderState:
    """Read a state that `dump_state` has written."""
    return _STATE.validate_json(document)

"""How an order's state is written down and read again."""

from pydantic import TypeAdapter
from pydantic_core import to_json

from facade.orders.state import OrderState

_STATE = TypeAdapter(OrderState)


def dump_state(state: OrderState) -> bytes:
    """Write a state as JSON, by the names of its fields; decimals keep every digit."""
    return to_json(state._asdict())


def read_state(document: bytes) -> OrderState:
    """Read a state that `dump_state` has written."""
    return _STATE.validate_json(document)

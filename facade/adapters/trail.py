"""Which trail every call to a neighbour leaves: the order, the message, its cause and the attempt."""

from facade.ports import Call
from facade.way_out.guard import KEPT


def trail_headers(call: Call) -> dict[str, str]:
    """Give the headers that let anybody follow one order through every system."""
    trail = {
        "x-correlation-id": call.correlation_id,
        "x-request-id": call.message_id,
        "x-causation-id": call.causation_id,
        "x-attempt": str(call.attempt),
    }
    if call.trace:
        trail[KEPT] = call.trace
    return trail

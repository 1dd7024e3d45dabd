"""How many calls a token made within a sliding window."""

from math import ceil

from simulators.threepl.store import Store


def take_call(store: Store, at_s: float, limit: int, window_s: float) -> tuple[int, int]:
    """Count one call: the whole seconds to wait, of which none means that it counts, and the calls left."""
    calls, first, last = store.calls, store.first_call, store.last_call
    while first <= last and calls[first] <= at_s - window_s:
        del calls[first]
        first += 1
    store.first_call = first
    taken = last - first + 1
    if taken >= limit:
        begins = calls[last - limit + 1] if limit else at_s
        return max(1, ceil(begins + window_s - at_s)), 0
    store.last_call = last + 1
    calls[last + 1] = at_s
    return 0, limit - taken - 1

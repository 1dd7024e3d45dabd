"""The garbage collector, told what a rehearsal is like: little litter, and nearly all of it stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from dualrun.landscape.endpoints import forget_endpoints

THRESHOLDS = (100_000, 20, 20)


@contextmanager
def calm_collector() -> Iterator[None]:
    """Look through what is made less often, and through what stands already not at all; put back after.

    A worker that has been settled for good only clears away what the rehearsal before has left.
    """
    if is_settled():
        gc.collect()
        yield
        return
    before = gc.get_threshold()
    settle()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def settle() -> None:
    """Tell a worker's collector for good what its rehearsals will be like; what is loaded by now stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def is_settled() -> bool:
    """Tell whether this process has been settled for good."""
    return gc.get_threshold() == THRESHOLDS


def clear_away() -> None:
    """Free the memory of a rehearsal that is over: writing its report needs some as well."""
    forget_endpoints()
    gc.collect()

"""The garbage collector, told what a rehearsal is like: little litter, and nearly all of it stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.dependencies import models

THRESHOLDS = (100_000, 20, 20)


@contextmanager
def calm_collector() -> Iterator[None]:
    """Look through what is made less often, and through what stands already not at all; put back after.

    A worker that has been settled for good only clears away what the rehearsal before has left.
    """
    if gc.get_freeze_count():
        gc.collect()
        yield
        return
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def let_go() -> None:
    """Let go of the world of a rehearsal that is over.

    FastAPI keeps the last few thousand endpoints it has looked at, each with the façade it belongs to and, by
    that, all systems: a sweep would hold the worlds of a hundred rehearsals in memory.
    """
    for made in vars(models).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()

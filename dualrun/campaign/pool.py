"""Many cases at once, on as many cores as are free; the results come in the order of the cases."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from itertools import islice
from multiprocessing import get_context

from dualrun.campaign.case import Case, Result
from dualrun.campaign.trial import try_out
from dualrun.landscape.endpoints import forget_endpoints
from dualrun.landscape.routes_once import routes_kept
from dualrun.rehearsal.calm import settle

CHUNK = 20
"""Cases a worker takes at once: a third of a second's work."""
AHEAD = 4
"""Chunks in hand for each worker, so that none waits and a stop comes soon."""

_FOR_GOOD = ExitStack()
"""What a worker is given at its start and keeps to its end."""

Shrink = Callable[[Result], Result]


def cores() -> int:
    """Give how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def try_all(cases: Iterable[Case], workers: int) -> Iterator[Result]:
    """Run cases, in order; with one worker in this very process."""
    if workers <= 1:
        with routes_kept():
            yield from map(try_out, cases)
        return
    context = get_context("spawn")  # a copy of a process with an event loop would be no clean start
    pool = ProcessPoolExecutor(workers, context, _settle_down)
    waiting = iter(cases)
    chunks = iter(lambda: list(islice(waiting, CHUNK)), [])
    try:
        in_hand = [pool.submit(_try_some, chunk) for chunk in islice(chunks, workers * AHEAD)]
        while in_hand:
            results = in_hand.pop(0).result()
            in_hand += [pool.submit(_try_some, chunk) for chunk in islice(chunks, 1)]
            yield from results
    finally:
        pool.shutdown(cancel_futures=True)


def _try_some(cases: Sequence[Case]) -> list[Result]:
    results = [try_out(case) for case in cases]
    forget_endpoints()
    return results


def _settle_down() -> None:
    """Find out once what is the same in all runs, leave alone what was loaded, look for litter less often.

    Ctrl-C is for who started us to hear, though it reaches everybody at this terminal.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _FOR_GOOD.enter_context(routes_kept())
    try_out(Case("plain", 0))
    settle()

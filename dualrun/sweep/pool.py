"""Rehearsals on all cores of this machine: a worker does its first job itself, the others in copies."""

import signal
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import active_children, get_context

from dualrun.errors import DefectError
from dualrun.rehearsal.calm import is_settled, settle
from dualrun.sweep.copied import end_with_the_copy, in_a_copy
from dualrun.sweep.job import Job, done_all
from dualrun.sweep.record import Record

AHEAD = 2
"""Jobs in hand for each worker, so that none waits and a stop comes soon."""

Done = tuple[str, Record]


def in_processes(jobs: Sequence[Job], workers: int) -> Generator[Done, None, None]:
    """Do jobs as workers are free, and give each record as it comes; with one worker in this very process.

    Whoever stops reading stops the jobs in hand as well: nobody would keep what they come to.

    Raises:
        DefectError: a worker died.
    """
    if workers <= 1:
        for job in jobs:
            yield from done_all((job,))
        return
    context = get_context("spawn")  # a copy of a process with an event loop would be no clean start
    strangers = active_children()
    pool = ProcessPoolExecutor(workers, context, _heed_stops)
    waiting = iter(jobs)
    in_hand: dict[Future[list[Done]], None] = {}
    try:
        while True:
            for job in islice(waiting, workers * AHEAD - len(in_hand)):
                in_hand[pool.submit(_done, job)] = None
            if not in_hand:
                return
            wait(in_hand, return_when=FIRST_COMPLETED)
            for future in [one for one in in_hand if one.done()]:
                del in_hand[future]
                yield from future.result()
    except BrokenProcessPool:
        raise DefectError("a worker died, for want of memory perhaps; the same command goes on") from None
    finally:
        for worker in [child for child in active_children() if in_hand and child not in strangers]:
            worker.terminate()
        pool.shutdown(cancel_futures=True)


def _heed_stops() -> None:
    """Leave Ctrl-C to who started us, for it reaches everybody at this terminal; end at once when told to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end_with_the_copy)


def _done(job: Job) -> list[Done]:
    """Do a job; once the first is done all that the others need is loaded and found out."""
    if is_settled():
        return in_a_copy(lambda: done_all((job,)))
    first = done_all((job,))
    settle()
    return first

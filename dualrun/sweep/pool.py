"""Rehearsals on all cores of this machine: a worker does its first job itself, the others in copies."""

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

from dualrun.errors import DefectError
from dualrun.rehearsal.calm import is_settled, settle
from dualrun.sweep.copied import in_a_copy
from dualrun.sweep.job import Job, done_all
from dualrun.sweep.record import Record

AHEAD = 2
"""Jobs in hand for each worker, so that none waits and a stop comes soon."""

Done = tuple[str, Record]


def in_processes(jobs: Sequence[Job], workers: int) -> Iterator[Done]:
    """Do jobs as workers are free, and give each record as it comes; with one worker in this very process.

    Raises:
        DefectError: a worker died.
    """
    if workers <= 1:
        for job in jobs:
            yield from done_all((job,))
        return
    context = get_context("spawn")  # a copy of a process with an event loop would be no clean start
    with ProcessPoolExecutor(workers, context, _leave_stops_alone) as pool:
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
            pool.shutdown(wait=False, cancel_futures=True)


def _leave_stops_alone() -> None:
    """Leave a stop to who started us: Ctrl-C reaches everybody at this terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _done(job: Job) -> list[Done]:
    """Do a job; once the first is done all that the others need is loaded and found out."""
    if is_settled():
        return in_a_copy(lambda: done_all((job,)))
    first = done_all((job,))
    settle()
    return first

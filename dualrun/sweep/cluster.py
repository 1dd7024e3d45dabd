"""Rehearsals on the workers of a Dask cluster, by its address.

The wire between a cluster's parts carries pickles: whoever can reach it can run code there. Let it listen on
loopback or a private network only.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from dualrun.errors import UsageError
from dualrun.sweep.job import Job, code, done_all
from dualrun.sweep.pool import AHEAD, Done

CONNECT_S = 10.0
RETRIES = 3


def on_cluster(jobs: Sequence[Job], address: str) -> Iterator[Done]:
    """Do jobs on a cluster, and give each record as it comes; what a dead worker had is done by another.

    Raises:
        UsageError: Dask is not installed, nobody answers there, or the workers run other code than ours.
    """
    try:
        import distributed
    except ImportError:
        raise UsageError("--cluster needs Dask: python3 -m pip install 'dualrun[cluster]'") from None
    dask: Any = distributed  # it says nothing of its types
    try:
        client = dask.Client(address, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        raise UsageError(f"--cluster {address}: nobody answers there: {error}") from None
    with client:
        workers = _same_code(client, address)
        waiting = iter(jobs)

        def submitted(count: int) -> list[Any]:
            some = islice(waiting, count)
            return [client.submit(done_all, (job,), key=job.key(), retries=RETRIES) for job in some]

        in_hand = dask.as_completed(submitted(workers * AHEAD))
        for future in in_hand:
            yield from future.result()
            in_hand.update(submitted(1))


def _same_code(client: Any, address: str) -> int:
    """Count the workers.

    Raises:
        UsageError: there is none, or one whose answers would be of another version.
    """
    found: dict[str, str] = client.run(code)
    if not found:
        raise UsageError(f"--cluster {address}: the scheduler has no workers; start some with `dask worker`")
    for worker, version in sorted(found.items()):
        if version != code():
            raise UsageError(f"--cluster {address}: {worker} runs another version of dualrun than this one")
    return sum(client.nthreads().values())

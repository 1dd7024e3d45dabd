import asyncio
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

import pytest

from dualrun.clock import LiveClock
from dualrun.sweep.job import Job
from dualrun.sweep.pool import in_processes
from dualrun.sweep.record import Record
from tests.dualrun.sweep.little_plan import SOURCE, record

LONG_S = 120.0


@dataclass(frozen=True, slots=True)
class ShortOrLong(Job):
    """A job that leaves a word in a folder when it has ended; those after the short ones last two minutes."""

    folder: Path = Path()
    shorts: int = 4

    def done(self) -> Record:
        if self.seed > self.shorts:
            asyncio.run(LiveClock().sleep(LONG_S))
        (self.folder / f"{self.seed} is at its end").touch()
        return record(self.seed)


def ended(folder: Path) -> list[str]:
    return sorted(word.name for word in folder.glob("* is at its end"))


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_is_done_once(tmp_path: Path, workers: int) -> None:
    jobs = [ShortOrLong(SOURCE, seed, folder=tmp_path, shorts=9) for seed in range(1, 10)]
    done = list(in_processes(jobs, workers))
    assert sorted(found.seed for _, found in done) == list(range(1, 10))
    assert {key for key, _ in done} == {job.key() for job in jobs}


def test_who_stops_reading_ends_the_jobs_in_hand_and_their_workers(tmp_path: Path) -> None:
    jobs = [ShortOrLong(SOURCE, seed, folder=tmp_path) for seed in range(1, 10)]
    with closing(in_processes(jobs, 2)) as records:
        for _ in range(4):
            next(records)
    assert active_children() == []
    assert ended(tmp_path) == [f"{seed} is at its end" for seed in range(1, 5)]

"""A sweep: which rehearsals there are, which of them are still to be done, and by whom."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dualrun.scenario.load import Source
from dualrun.sweep.job import Job
from dualrun.sweep.ledger import Ledger
from dualrun.sweep.pool import Done
from dualrun.sweep.record import Record
from dualrun.sweep.vary import Variation, drawn

Engine = Callable[[Sequence[Job]], Iterator[Done]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """One plan on many seeds, with what is varied from seed to seed."""

    source: Source
    seeds: range
    overrides: Mapping[str, str]
    varied: tuple[Variation, ...] = ()

    def jobs(self) -> list[Job]:
        """Give a job for every seed, in their order."""
        return [self._job(seed) for seed in self.seeds]

    def _job(self, seed: int) -> Job:
        texts, numbers = drawn(self.varied, seed)
        return Job(self.source, seed, {**self.overrides, **texts}, numbers)


@dataclass(frozen=True, slots=True)
class Trial:
    """A rehearsal that was asked for, with what came of it."""

    job: Job
    record: Record


def open_jobs(jobs: Sequence[Job], ledger: Ledger) -> list[Job]:
    """Give those that have not been done yet."""
    return [job for job in jobs if ledger.get(job.key()) is None]


def carry_out(jobs: Sequence[Job], ledger: Ledger, engine: Engine) -> Generator[Record, None, None]:
    """Do what is open; every record is on disk before it is given."""
    for key, record in engine(open_jobs(jobs, ledger)):
        ledger.take(key, record)
        yield record


def trials(jobs: Sequence[Job], ledger: Ledger) -> list[Trial]:
    """Give every job with its record, in the order of the jobs, whoever did them and when."""
    return [Trial(job, record) for job in jobs if (record := ledger.get(job.key())) is not None]

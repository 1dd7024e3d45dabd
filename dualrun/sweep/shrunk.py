"""The smallest failing plan behind each of the most frequent causes; tries are kept like other rehearsals."""

from collections.abc import Iterator, Sequence

from dualrun.sweep.job import DEFECT, Job
from dualrun.sweep.ledger import Ledger
from dualrun.sweep.record import Record
from dualrun.sweep.run import Trial
from dualrun.sweep.smallest import Smallest, smallest


def shrunk(trials: Sequence[Trial], ledger: Ledger, causes_max: int) -> Iterator[Smallest]:
    """Shrink one failing run of each main cause, the most frequent first."""
    for trial in _examples(trials)[:causes_max]:
        yield smallest(trial.job, trial.record, lambda job: _done(job, ledger))


def _examples(trials: Sequence[Trial]) -> list[Trial]:
    """Give the first trial of every main cause: that which its first reason is about."""
    by_cause: dict[str, list[Trial]] = {}
    for trial in trials:
        if trial.record.verdict == "no-go" and trial.record.causes[0] != DEFECT:
            by_cause.setdefault(trial.record.causes[0], []).append(trial)
    return [failed[0] for _, failed in sorted(by_cause.items(), key=lambda item: (-len(item[1]), item[0]))]


def _done(job: Job, ledger: Ledger) -> Record:
    known = ledger.get(job.key())
    if known is None:
        known = job.done()
        ledger.take(job.key(), known)
    return known

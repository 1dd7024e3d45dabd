"""One rehearsal to be done somewhere, maybe on another machine: all of it is in the job, none in a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

import orjson

import dualrun
import facade
import simulators
from dualrun.errors import DefectError
from dualrun.landscape.endpoints import forget_endpoints
from dualrun.rehearsal.prepare import Wish, plan_for
from dualrun.rehearsal.run import rehearse
from dualrun.scenario.load import Source, sound
from dualrun.scenario.schema import Scenario
from dualrun.sweep.record import Record, record_of

DEFECT = "defect of ours"
SCENARIOS_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class Job:
    """A scenario with its text, the seed, and what is set differently."""

    source: Source
    seed: int
    overrides: Mapping[str, str] = field(default_factory=dict)
    draws: Mapping[str, float] = field(default_factory=dict)
    """What the seed has drawn for the varied keys; it stands among the overrides, too."""

    def key(self) -> str:
        """Name the job by all that decides its outcome: the same key, the same record."""
        decides = (code(), *self.source, sorted(self.overrides.items()), self.seed)
        return blake2b(orjson.dumps(decides), digest_size=16).hexdigest()

    def done(self) -> Record:
        """Rehearse, and give what a sweep wants to know of it; a defect of ours is a record, too."""
        scenario = _sound(self.source, tuple(self.overrides.items()))
        plan = plan_for(scenario, Wish(self.source.name, self.seed, self.overrides))
        try:
            return record_of(rehearse(plan), scenario.length_s)
        except DefectError as error:
            said = f"{DEFECT}: {error}"
            return Record(self.seed, "defect", (DEFECT,), (said,), plan.reproduce)
        finally:
            forget_endpoints()


def done_all(jobs: tuple[Job, ...]) -> list[tuple[str, Record]]:
    """Do some jobs, one after another; this is what a worker is sent."""
    return [(job.key(), job.done()) for job in jobs]


@lru_cache(SCENARIOS_REMEMBERED)
def _sound(source: Source, overrides: tuple[tuple[str, str], ...]) -> Scenario:
    return sound(source, dict(overrides))


@cache
def code() -> str:
    """Name the code that rehearses: what another version has found out is no answer for this one."""
    digest = blake2b(digest_size=16)
    for package in (dualrun, facade, simulators):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()

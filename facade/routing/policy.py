"""Which book answers for this capability, for this customer, now?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from facade.errors import FacadeError
from facade.routing.cohort import Cohort, Cohorts
from facade.routing.stage import DUTIES, Side, Stage, may_move

EVERYBODY = Cohorts("everybody", (Cohort("all", 100.0),))


class StageMoveRefusedError(FacadeError):
    """A stage move that the ladder does not allow, or that names what does not exist."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where one document lives. Taken once, when the document is created, and pinned to it."""

    capability: str
    cohort: str
    stage: Stage
    policy_version: int

    @property
    def authoritative(self) -> Side:
        """The side that posts."""
        return DUTIES[self.stage].writes[0]

    @property
    def mirror(self) -> Side | None:
        """The side that only keeps a copy, if any."""
        writes = DUTIES[self.stage].writes
        return writes[1] if len(writes) > 1 else None

    @property
    def reads(self) -> tuple[Side, ...]:
        """The side that answers a read first, then the one it is compared with, if any."""
        return DUTIES[self.stage].reads


@dataclass(frozen=True, slots=True)
class Policy:
    """The stage of every capability and cohort, at one version. Anything unsaid is `off`: the old side."""

    cohorts: Cohorts = EVERYBODY
    stages: Mapping[tuple[str, str], Stage] = field(default_factory=dict)
    version: int = 1

    def stage(self, capability: str, cohort: str) -> Stage:
        """Give the stage of one cohort."""
        return self.stages.get((capability, cohort), Stage.OFF)

    def route(self, capability: str, key: str) -> Route:
        """Decide where a document of the business key `key` is to live."""
        cohort = self.cohorts.of(key)
        return Route(capability, cohort, self.stage(capability, cohort), self.version)

    def moved(self, capability: str, cohort: str, to: Stage) -> "Policy":
        """Give the next version of the policy, with one cohort moved.

        Raises:
            StageMoveRefusedError: the cohort does not exist, or the ladder does not go there from here.
        """
        names = [c.name for c in self.cohorts.members]
        if cohort not in names:
            raise StageMoveRefusedError(f"no cohort {cohort!r}; there are {', '.join(names)}")
        current = self.stage(capability, cohort)
        if not may_move(current, to):
            raise StageMoveRefusedError(f"{capability} of {cohort} cannot move from {current} to {to}")
        return replace(self, stages={**self.stages, (capability, cohort): to}, version=self.version + 1)

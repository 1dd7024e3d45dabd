"""Which book answers for this capability, for this customer, now?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from facade.errors import FacadeError
from facade.routing.capability import CAPABILITIES
from facade.routing.cohort import Cohort, Cohorts
from facade.routing.stage import DUTIES, Side, Stage, is_forward, may_move

EVERYBODY = Cohorts("everybody", (Cohort("all", 100.0),))


class StageMoveRefusedError(FacadeError):
    """A stage move that the ladder does not allow, or that names what does not exist."""


class UnknownCohortError(StageMoveRefusedError):
    """A cohort that nobody has drawn."""


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
    """The stage of every capability and cohort, at one version. Anything unsaid is `off`: the old side.

    A capability that follows another takes its stage, until it has been moved itself or is named in `apart`.
    """

    cohorts: Cohorts = EVERYBODY
    stages: Mapping[tuple[str, str], Stage] = field(default_factory=dict)
    version: int = 1
    apart: tuple[str, ...] = ()

    def is_apart(self, capability: str, cohort: str) -> bool:
        """Say whether a capability of a cohort is staged by itself."""
        return capability in self.apart or (capability, cohort) in self.stages

    def stage(self, capability: str, cohort: str) -> Stage:
        """Give the stage of one cohort."""
        said = self.stages.get((capability, cohort))
        if said is not None:
            return said
        known = CAPABILITIES.get(capability)
        if known is None or not known.follows or capability in self.apart:
            return Stage.OFF
        return self.stages.get((known.follows, cohort), Stage.OFF)

    def route(self, capability: str, key: str, channel: str = "", order_type: str = "") -> Route:
        """Decide where a document of the business key `key` lives; an order has a channel and a type, too."""
        cohort = self.cohorts.of(key, channel, order_type)
        return Route(capability, cohort, self.stage(capability, cohort), self.version)

    def of_document(self, capability: str, parent: Route) -> Route:
        """Say under which capability and stage a document that belongs to an order is counted.

        Its book is that of its order, whatever comes out here.
        """
        if not self.is_apart(capability, parent.cohort):
            return parent
        stage = self.stage(capability, parent.cohort)
        return Route(capability, parent.cohort, stage, self.version)

    def has_ever_moved(self, capability: str, key: str) -> bool:
        """Say whether any cohort a customer's documents may be in has ever stood anywhere but at `off`."""
        return any((capability, cohort) in self.stages for cohort in self.cohorts.may_hold(key))

    def takes(self, capability: str, cohort: str, side: Side) -> bool:
        """Say whether a book takes documents that belong to its orders.

        The old one always does, until its last order is closed; the new one once the stage writes there.
        """
        if side is Side.OLD or not self.is_apart(capability, cohort):
            return True
        return side in DUTIES[self.stage(capability, cohort)].writes

    @property
    def cohort_names(self) -> tuple[str, ...]:
        """The cohorts, in the order in which they were drawn."""
        return tuple([cohort.name for cohort in self.cohorts.members])

    def expect_cohort(self, cohort: str) -> None:
        """Let a cohort pass that has been drawn.

        Raises:
            UnknownCohortError: there is none of that name; says which there are.
        """
        if cohort not in self.cohort_names:
            raise UnknownCohortError(f"no cohort {cohort!r}; there are {', '.join(self.cohort_names)}")

    def moved(self, capability: str, cohort: str, to: Stage) -> "Policy":
        """Give the next version of the policy, with one cohort moved.

        Raises:
            StageMoveRefusedError: the cohort does not exist, or the ladder does not go there from here.
        """
        self.expect_cohort(cohort)
        current = self.stage(capability, cohort)
        if not may_move(current, to):
            raise StageMoveRefusedError(f"{capability} of {cohort} cannot move from {current} to {to}")
        missing = self._missing(capability, cohort, to) if is_forward(current, to) else ""
        if missing:
            raise StageMoveRefusedError(f"{capability} of {cohort} cannot move to {to}: {missing}")
        return replace(self, stages={**self.stages, (capability, cohort): to}, version=self.version + 1)

    def _missing(self, capability: str, cohort: str, to: Stage) -> str:
        """Tell what a capability rests on that does not answer from the new side yet, if it is to itself."""
        if DUTIES[to].reads[0] is Side.OLD or capability not in CAPABILITIES:
            return ""
        return "; ".join(
            f"{need} of {one} stands at {stage}"
            for need in CAPABILITIES[capability].needs
            for one in self._members(need, cohort)
            if self.is_apart(need, one) and DUTIES[stage := self.stage(need, one)].reads[0] is Side.OLD
        )

    def _members(self, capability: str, cohort: str) -> tuple[str, ...]:
        """Give the cohorts that those of one cohort meet: of items all, and all customers use a channel."""
        if not (CAPABILITIES[capability].by_item or self.cohorts.is_of_orders(cohort)):
            return (cohort,)
        return self.cohort_names

"""Thousands of random fault schedules over the flows; what fails is shrunk to the least that still fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dualrun.campaign.case import Result
from dualrun.campaign.flows import Flow
from dualrun.campaign.pool import try_all
from dualrun.campaign.schedules import Schedules
from dualrun.campaign.shrinking import Shrinker
from dualrun.campaign.tally import Tally

SHRUNK_MAX = 3
"""Of so many failures, each by another invariant, the smallest schedule is looked for."""


@dataclass(slots=True)
class Campaign:
    """Runs the schedules of a seed, one after another, and shrinks the first failure of each invariant."""

    flows: Sequence[Flow]
    seed: int
    without: tuple[str, ...] = ()
    only: str = ""
    """The kind of schedule to draw; all kinds when empty."""
    tally: Tally = field(default_factory=Tally)
    shrunk: list[Result] = field(default_factory=list)
    tries: int = 0

    def act(self, schedules: int, workers: int) -> Iterator[Result]:
        """Run so many schedules and give what came of each."""
        drawn = Schedules(self.flows, self.seed, self.without, self.only)
        for result in try_all(map(drawn.case, range(schedules)), workers):
            self.tally.take(result)
            yield result

    def shrink(self) -> None:
        """Look for the smallest schedule behind each kind of failure."""
        known: dict[str, None] = {}
        for failed in self.tally.failures:
            invariant = failed.findings[0].invariant
            if invariant in known or len(self.shrunk) >= SHRUNK_MAX:
                continue
            known[invariant] = None
            shrinker = Shrinker()
            self.shrunk.append(shrinker.shrink(failed))
            self.tries += shrinker.tries

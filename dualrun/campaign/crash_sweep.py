"""Kill the façade at every point of every flow, once each, and judge what becomes of the orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dualrun.campaign.case import Case, Result
from dualrun.campaign.disks import HOSTS
from dualrun.campaign.flows import CANONICAL, Flow
from dualrun.campaign.pool import try_all
from dualrun.campaign.tally import Tally


@dataclass(slots=True)
class Swept:
    """One flow on one host: how many points it has, and how many different crashes they come to."""

    flow: str
    host: str
    points: int = 0
    crashes: int = 0
    killed: int = 0
    findings: int = 0

    @property
    def is_canonical(self) -> bool:
        """Whether it belongs to the flows that a sweep tries first and counts by themselves."""
        return self.flow in CANONICAL


@dataclass(slots=True)
class Sweep:
    """A crash sweep: each flow as it is, to number its points, then a run for each; canonical flows first."""

    flows: Sequence[Flow]
    seed: int
    hosts: Sequence[str] = HOSTS
    without: tuple[str, ...] = ()
    rows: list[Swept] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    cases: list[Case] = field(default_factory=list)

    def number(self) -> int:
        """Number the points, and give how many different crashes there are to try."""
        untouched = [
            Case(flow.name, self.seed, host=host, without=self.without)
            for host in self.hosts
            for flow in self.flows
        ]
        untouched.sort(key=lambda case: case.flow not in CANONICAL)
        for result in try_all(untouched, 1):
            self.tally.take(result)
            flow, host = result.case.flow, result.case.host
            points = sum(count for (_, key), count in result.reached.items() if not key)
            self.rows.append(Swept(flow, host, points, len(result.instants)))
            self.cases += [
                Case(flow, self.seed, cut=point, host=host, without=self.without) for point in result.instants
            ]
        return len(self.cases)

    def act(self, workers: int) -> Iterator[Result]:
        """Kill the façade at each point in turn, and give what came of it."""
        by_name = {(row.flow, row.host): row for row in self.rows}
        for result in try_all(self.cases, workers):
            row = by_name[result.case.flow, result.case.host]
            row.killed += result.pulled
            row.findings += bool(result.findings)
            self.tally.take(result)
            yield result

    @property
    def missed(self) -> int:
        """How many crashes have not taken place where they should."""
        return sum(row.crashes - row.killed for row in self.rows)

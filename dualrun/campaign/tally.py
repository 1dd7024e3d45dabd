"""What many runs have come to: how many, how often each invariant was judged, what was found and seen."""

import shlex
from collections import Counter
from dataclasses import dataclass, field

from dualrun.campaign.case import Case, Result

FAILURES_KEPT_MAX = 20


@dataclass(slots=True)
class Tally:
    """Adds results up; keeps the first few that failed, counts all."""

    runs: int = 0
    failed: int = 0
    evaluated: Counter[str] = field(default_factory=Counter)
    violated: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    failures: list[Result] = field(default_factory=list)

    def take(self, result: Result) -> None:
        """Add one result."""
        self.runs += 1
        self.evaluated.update(result.evaluated)
        self.seen.update(result.seen)
        if result.findings:
            self.failed += 1
            self.violated.update({found.invariant for found in result.findings})
            if len(self.failures) < FAILURES_KEPT_MAX:
                self.failures.append(result)


def reproduce(case: Case) -> str:
    """Give the one command that runs a case again."""
    words = ["dualrun", "campaign", "--flow", case.flow, "--seed", str(case.seed)]
    for mishap in case.mishaps:
        words += ["--fault", str(mishap)]
    if case.cut is not None:
        words += ["--cut", str(case.cut)]
    if case.host != "memory":
        words += ["--host", case.host]
    for safeguard in case.without:
        words += ["--without", safeguard]
    return shlex.join(words)

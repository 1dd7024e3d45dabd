"""The smallest schedule that still fails in the same way: fewer mishaps first, then milder ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from dualrun.campaign.case import Case, Result
from dualrun.campaign.descent import Descent, fewer
from dualrun.campaign.flows import WARM_UP_S
from dualrun.campaign.mishap import CRASH, Mishap
from dualrun.campaign.trial import try_out
from dualrun.landscape.routes_once import routes_kept

TRIES_MAX = 200

MILDEST = {
    "down_s": 5.0,
    "delay_s": 1.0,
    "copies": 1.0,
    "retry_after_s": 0.0,
    "status": 503.0,
    "start_s": WARM_UP_S,
}
"""What a setting is brought to, if the failure stays."""


class Shrinker:
    """Shrinks one failure. `tries` counts the runs it took."""

    def __init__(self, run: Callable[[Case], Result] = try_out, tries_max: int = TRIES_MAX) -> None:
        self._run = run
        self._tries_max = tries_max
        self.tries = 0

    def shrink(self, failed: Result) -> Result:
        """Give the smallest result that was found to fail by the same invariant."""
        wanted = failed.findings[0].invariant
        best = failed

        def fails(case: Case) -> bool:
            nonlocal best
            result = self._run(case)
            if any(found.invariant == wanted for found in result.findings):
                best = _named_first(result, wanted)
                return True
            return False

        descent = Descent(fails, self._tries_max, name=lambda case: " ".join(map(str, case.mishaps)))
        with routes_kept():
            case = descent.to_least(failed.case, _fewer)
            descent.to_least(case, _milder)
        self.tries = descent.tries
        return best


def _named_first(result: Result, invariant: str) -> Result:
    result.findings.sort(key=lambda found: found.invariant != invariant)
    return result


def _fewer(case: Case) -> Iterator[Case]:
    for mishaps in fewer(case.mishaps):
        yield replace(case, mishaps=mishaps)


def _milder(case: Case) -> Iterator[Case]:
    """Make one mishap milder: an earlier attempt, a shorter wait."""
    for place, mishap in enumerate(case.mishaps):
        for other in _milder_than(mishap):
            yield replace(case, mishaps=(*case.mishaps[:place], other, *case.mishaps[place + 1 :]))


def _milder_than(mishap: Mishap) -> Iterator[Mishap]:
    if mishap.is_product:
        return
    if mishap.attempt > 1 and mishap.kind != CRASH:
        yield replace(mishap, attempt=1)
    for name, value in mishap.settings.items():
        mildest = MILDEST.get(name, value)
        if name == "end_s":
            mildest = round((mishap.settings["start_s"] + value) / 2)
        if value != mildest:
            yield replace(mishap, settings={**mishap.settings, name: float(mildest)})

import pytest

from dualrun.campaign.case import Case, Finding, Result
from dualrun.campaign.flows import FLOWS
from dualrun.campaign.mishap import Mishap
from dualrun.campaign.pool import try_all
from dualrun.campaign.random_faults import Campaign
from dualrun.campaign.schedules import Schedules
from dualrun.campaign.shrinking import Shrinker
from dualrun.campaign.sometimes import sometimes
from dualrun.campaign.tally import reproduce
from dualrun.campaign.trial import try_out

SCHEDULES = 300


def test_three_hundred_schedules_break_nothing():
    campaign = Campaign(FLOWS, 7)
    for result in campaign.act(SCHEDULES, 1):
        assert result.findings == [], reproduce(result.case)

    happened = [one for one in sometimes(campaign.tally.seen, FLOWS) if one.times]
    assert len(happened) > 35
    assert [invariant for invariant, count in campaign.tally.evaluated.items() if not count] == []


@pytest.mark.parametrize(("safeguard", "mishaps_max"), [("idempotency", 1), ("outbox", 1)])
def test_a_planted_bug_is_found_and_shrunk_to_what_it_takes(safeguard, mishaps_max):
    campaign = Campaign(FLOWS, 7, (safeguard,))
    next(result for result in campaign.act(SCHEDULES, 1) if result.findings)
    campaign.shrink()

    [shrunk] = campaign.shrunk
    assert len(shrunk.case.mishaps) <= mishaps_max
    assert reproduce(shrunk.case).endswith(f"--without {safeguard}")
    assert shrunk.findings[0] in try_out(shrunk.case).findings


def test_a_schedule_is_drawn_by_its_number_alone():
    one, other = Schedules(FLOWS, 7), Schedules(FLOWS, 7)
    [other.case(number) for number in range(30)]

    assert str(one.case(31)) == str(other.case(31))
    assert str(one.case(31)) != str(Schedules(FLOWS, 8).case(31))


def test_results_come_in_the_order_of_their_cases_from_any_number_of_processes():
    cases = [Case(flow.name, seed) for seed in range(8) for flow in FLOWS]

    here = [result.digest for result in try_all(cases, 1)]
    there = [result.digest for result in try_all(cases, 2)]

    assert here == there
    assert len(set(here)) == len(here)


class TestShrinking:
    def test_only_the_guilty_are_left_at_their_mildest(self):
        guilty = [Mishap("delayed", "a->b", "*", "K", n, {"delay_s": 900.0}) for n in (2, 3)]
        others = [Mishap("reset", "a->b", "*", "K", n) for n in range(4)]

        def run(case: Case) -> Result:
            kinds = [mishap.kind for mishap in case.mishaps]
            broken = [Finding("I02", "K", "twice")] if kinds.count("delayed") == len(guilty) else []
            return Result(case, broken)

        mishaps = (*others[:2], guilty[0], *others[2:], guilty[1])
        shrinker = Shrinker(run)
        smallest = shrinker.shrink(run(Case("plain", 7, mishaps)))

        assert [str(mishap) for mishap in smallest.case.mishaps] == [
            "delayed | a->b | * | K | 1 | delay_s=1",
            "delayed | a->b | * | K | 1 | delay_s=1",
        ]
        assert shrinker.tries < 50

    def test_another_failure_is_not_taken_for_the_same(self):
        mishaps = (Mishap("reset", "a->b"), Mishap("delayed", "a->b"))

        def run(case: Case) -> Result:
            return Result(case, [Finding("I02" if len(case.mishaps) > 1 else "I24", "K", "x")])

        assert Shrinker(run).shrink(run(Case("plain", 7, mishaps))).case.mishaps == mishaps

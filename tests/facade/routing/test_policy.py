import pytest

from facade.routing.cohort import Cohort, Cohorts
from facade.routing.policy import Policy, StageMoveRefusedError
from facade.routing.stage import DUTIES, ORDER, Side, Stage

COHORTS = Cohorts("s", (Cohort("pilot", 50), Cohort("rest", 50)))


def test_what_nobody_has_said_is_off_and_answered_by_the_old_side() -> None:
    route = Policy(COHORTS).route("orders", "K00001")

    assert route.stage is Stage.OFF
    assert (route.authoritative, route.mirror, route.reads) == (Side.OLD, None, (Side.OLD,))


@pytest.mark.parametrize(
    ("stage", "reads", "writes"),
    [
        (Stage.OFF, "old", "old"),
        (Stage.DUALWRITE, "old", "old new"),
        (Stage.SHADOW, "old new", "old new"),
        (Stage.LIVE, "new old", "new old"),
        (Stage.RAMPDOWN, "new", "new old"),
        (Stage.COMPLETE, "new", "new"),
    ],
)
def test_each_stage_has_the_duties_of_the_design(stage: Stage, reads: str, writes: str) -> None:
    assert " ".join(DUTIES[stage].reads) == reads
    assert " ".join(DUTIES[stage].writes) == writes


def test_a_cohort_walks_the_whole_ladder_one_step_at_a_time() -> None:
    policy = Policy(COHORTS)
    for stage in ORDER[1:]:
        policy = policy.moved("orders", "pilot", stage)

    assert policy.stage("orders", "pilot") is Stage.COMPLETE
    assert policy.stage("orders", "rest") is Stage.OFF
    assert policy.version == 6


def test_no_step_may_be_skipped() -> None:
    with pytest.raises(StageMoveRefusedError, match="from off to live"):
        Policy(COHORTS).moved("orders", "pilot", Stage.LIVE)


def test_the_way_back_is_open_from_everywhere() -> None:
    policy = Policy(COHORTS, {("orders", "pilot"): Stage.LIVE})

    assert policy.moved("orders", "pilot", Stage.OFF).stage("orders", "pilot") is Stage.OFF


def test_an_unknown_cohort_is_refused_with_those_there_are() -> None:
    with pytest.raises(StageMoveRefusedError, match="pilot, rest"):
        Policy(COHORTS).moved("orders", "pilto", Stage.DUALWRITE)

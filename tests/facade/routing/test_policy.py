import pytest

from facade.routing.cohort import Cohort, Cohorts
from facade.routing.policy import Policy, Route, StageMoveRefusedError
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


def test_a_capability_takes_the_stage_of_the_one_it_follows_until_it_is_moved_itself() -> None:
    policy = Policy(COHORTS, {("orders", "pilot"): Stage.LIVE, ("pricing", "pilot"): Stage.SHADOW})

    assert [policy.stage(name, "pilot") for name in ("invoicing", "returns", "customers", "items")] == [
        *("live", "live", "shadow", "shadow")
    ]
    moved = policy.moved("customers", "pilot", Stage.LIVE)
    assert (moved.stage("customers", "pilot"), moved.stage("items", "pilot")) == ("live", "shadow")


def test_what_is_staged_apart_begins_on_the_old_side_wherever_the_others_are() -> None:
    policy = Policy(COHORTS, {("orders", "pilot"): Stage.COMPLETE}, apart=("returns",))

    assert policy.stage("returns", "pilot") is Stage.OFF
    assert policy.stage("invoicing", "pilot") is Stage.COMPLETE


def test_orders_do_not_go_live_before_the_customers_and_items_they_rest_on() -> None:
    stages = {("orders", "pilot"): Stage.SHADOW, ("customers", "pilot"): Stage.SHADOW}
    policy = Policy(COHORTS, stages, apart=("customers", "items"))

    with pytest.raises(StageMoveRefusedError) as refused:
        policy.moved("orders", "pilot", Stage.LIVE)

    assert str(refused.value) == (
        "orders of pilot cannot move to live: customers of pilot stands at shadow; "
        "items of pilot stands at off; items of rest stands at off"
    )


def test_orders_go_live_alone_where_nothing_else_is_staged_apart_and_back_at_any_time() -> None:
    policy = Policy(COHORTS, {("orders", "pilot"): Stage.SHADOW})
    assert policy.moved("orders", "pilot", Stage.LIVE).stage("orders", "pilot") is Stage.LIVE

    live = Policy(COHORTS, {("orders", "pilot"): Stage.COMPLETE}, apart=("customers",))
    assert live.moved("orders", "pilot", Stage.LIVE).stage("orders", "pilot") is Stage.LIVE


@pytest.mark.parametrize(
    ("stage", "is_taken"), [(Stage.OFF, False), (Stage.DUALWRITE, True), (Stage.COMPLETE, True)]
)
def test_the_new_book_takes_returns_from_the_stage_on_that_writes_there_and_the_old_one_always(
    stage: Stage, is_taken: bool
) -> None:
    policy = Policy(COHORTS, {("returns", "pilot"): stage})

    assert policy.takes("returns", "pilot", Side.NEW) is is_taken
    assert policy.takes("returns", "pilot", Side.OLD)


def test_documents_of_an_order_are_counted_with_it_unless_they_are_staged_apart() -> None:
    order = Route("orders", "pilot", Stage.LIVE, 7)
    apart = Policy(COHORTS, {("invoicing", "pilot"): Stage.SHADOW}, version=9)

    assert Policy(COHORTS).of_document("invoicing", order) is order
    assert apart.of_document("invoicing", order) == Route("invoicing", "pilot", Stage.SHADOW, 9)


CHANNELS = Cohorts("s", (Cohort("field", channels=("field_sales",)), Cohort("rest", 100)))


def test_an_order_goes_where_its_channel_has_moved_and_other_documents_of_its_customer_do_not() -> None:
    policy = Policy(CHANNELS, {("orders", "field"): Stage.LIVE})

    assert policy.route("orders", "K00001", "field_sales").authoritative is Side.NEW
    assert policy.route("orders", "K00001", "commerce").authoritative is Side.OLD
    assert policy.route("customers", "K00001").cohort == "rest"


def test_a_customer_may_owe_in_the_new_book_once_any_of_his_cohorts_has_moved_though_it_went_back() -> None:
    policy = Policy(CHANNELS)
    assert not policy.has_ever_moved("orders", "K00001")

    there_and_back = policy.moved("orders", "field", Stage.DUALWRITE).moved("orders", "field", Stage.OFF)
    assert there_and_back.has_ever_moved("orders", "K00001")


def test_orders_of_a_channel_rest_on_the_customers_of_every_cohort() -> None:
    policy = Policy(CHANNELS, {("customers", "rest"): Stage.SHADOW, ("orders", "field"): Stage.SHADOW})

    with pytest.raises(StageMoveRefusedError, match="customers of rest stands at shadow"):
        policy.moved("orders", "field", Stage.LIVE)

from dualrun.sweep.job import Job
from dualrun.sweep.smallest import smallest
from tests.dualrun.sweep.little_plan import SOURCE, record

CAUSE = "I02 one_financial_order"


def plan(orders: int) -> Job:
    overrides = {"demand.orders": str(orders), "landscape.misbehaviours.wms.late_webhook.share": "0.5"}
    return Job(SOURCE, 3, overrides)


def test_only_what_it_takes_to_fail_is_left():
    def do(job: Job):
        asked.append(job)
        is_guilty = "response_lost" in job.overrides["faults"]
        return record(3, "no-go", CAUSE) if is_guilty else record(3)

    asked: list[Job] = []
    found = smallest(plan(80), record(3, "no-go", CAUSE), do)

    assert [fault["kind"] for fault in found.part.faults] == ["response_lost"]
    assert (found.part.habits, found.part.orders) == ((), 10)
    assert (len(found.whole.faults), len(found.whole.habits), found.whole.orders) == (2, 1, 80)
    assert found.tries == len(asked)


def test_what_fails_for_another_reason_is_not_taken_for_the_same():
    found = smallest(plan(80), record(3, "no-go", CAUSE), lambda _: record(3, "no-go", "I05 stock"))
    assert found.part == found.whole
    assert found.record.causes == (CAUSE,)


def test_a_smaller_plan_is_set_in_words_that_a_scenario_takes():
    found = smallest(plan(80), record(3, "no-go", CAUSE), lambda job: record(3, "no-go", CAUSE, completed=1))
    job = Job(SOURCE, 3, found.part.overrides())
    assert job.done().seed == 3

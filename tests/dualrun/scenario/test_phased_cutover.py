from collections import Counter

import pytest

from dualrun.scenario.demand import prepare
from dualrun.scenario.load import load
from dualrun.scenario.migration_plan import STAGES
from dualrun.streams import Streams
from facade.routing.cohort import Cohort, Cohorts
from facade.routing.gate import Gate, samples_needed

SCENARIO = load("phased-cutover")
COMPARISONS_AN_ORDER_MIN = 3
"""Of an order in both books, its booking, its shipment and its invoice are compared."""
NAMES = [cohort.name for cohort in SCENARIO.migration.cohorts]


def orders_by_stage(seed: int) -> Counter:
    """Count the orders of each cohort at each stage, when no gate holds a step back."""
    migration = SCENARIO.migration
    cohorts = Cohorts(migration.salt, tuple(Cohort(c.name, c.percent) for c in migration.cohorts))
    _, demand, _ = prepare(SCENARIO, None, Streams(seed))
    counts: Counter = Counter()
    for order in demand.orders:
        cohort, at_s = cohorts.of(order.customer_id), (order.at - SCENARIO.start).total_seconds()
        taken = [s.to for s in migration.steps if s.cohort == cohort and s.at_s <= at_s]
        counts[cohort, str(taken[-1]) if taken else "off"] += 1
    return counts


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_stage_of_every_cohort_sees_orders_and_every_gate_enough_of_them(seed):
    counts = orders_by_stage(seed)

    assert all(counts[name, stage] for name in NAMES for stage in STAGES)
    for step in SCENARIO.migration.steps:
        if step.gate:
            gate = Gate(step.gate.mismatch_rate_max, step.gate.confidence)
            before = STAGES[STAGES.index(step.to) - 1]
            compared = counts[step.cohort, before] * COMPARISONS_AN_ORDER_MIN
            assert compared >= samples_needed(0, 0, gate) == 29


def test_every_cohort_is_complete_before_the_last_orders_come():
    complete = {step.cohort: step.at_s for step in SCENARIO.migration.steps if step.to == "complete"}

    assert sorted(complete) == sorted(NAMES)
    assert max(complete.values()) < SCENARIO.demand.to_s

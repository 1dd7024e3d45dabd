import pytest

from dualrun.rehearsal.measuring import SAME, measure, total
from dualrun.scenario.schema import DIVERGING


@pytest.fixture(scope="module")
def found():
    return dict(measure(len(DIVERGING) + 1))


def test_every_declared_divergence_occurs_and_each_occurrence_is_seen(found):
    for kind in DIVERGING:
        assert found[kind].occurred, kind
        assert found[kind].recall >= 0.99, kind


def test_nothing_is_an_alarm_that_a_rule_explains_and_without_rules_much_would_be(found):
    declared = total([found[kind] for kind in DIVERGING])

    assert declared.precision >= 0.99
    assert declared.precision_before < 0.9


def test_the_same_against_the_same_raises_no_alarm(found):
    assert (found[SAME].alarms, found[SAME].rolled_back) == (0, 0)


def test_the_gate_rolls_back_whatever_is_past_its_bad_rate(found):
    declared = total([found[kind] for kind in DIVERGING])

    assert declared.rolled_back >= declared.gate_due >= len(DIVERGING) - 1
    assert declared.gate_median_s() > 0


def test_a_comparator_that_looks_away_is_seen(monkeypatch):
    from facade.dual_run.comparison import MATCHED

    monkeypatch.setattr("facade.dual_run.order_book.compare", lambda *_, **__: MATCHED)

    [(_, counted)] = measure(1)

    assert counted.occurred
    assert counted.recall == 0


def test_the_gate_waits_for_late_documents_though_early_ones_are_clean():
    [(kind, counted)] = measure(1, first=63)  # seventy clean orders before the first late posting is seen

    assert kind == "posting_delay"
    assert (counted.gate_due, counted.rolled_back, counted.promoted) == (1, 1, 0)

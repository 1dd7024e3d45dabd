import pytest

from dualrun.cutover.schedule import Step, critical, schedule


def test_a_task_begins_when_all_it_waits_for_is_over():
    slots = schedule([Step("a", 2), Step("b", 5), Step("c", 1, ("a", "b"))], begins_s=10)
    assert (slots["c"].begins_s, slots["c"].ends_s) == (15, 16)


def test_slack_is_by_how_much_a_task_may_be_late_before_the_whole_is():
    slots = schedule([Step("a", 2), Step("b", 5), Step("c", 1, ("a", "b"))])
    assert {name: slot.slack_s for name, slot in slots.items()} == {"a": 3, "b": 0, "c": 0}
    assert critical(slots) == ["b", "c"]


def test_a_task_waits_for_its_moment_and_what_comes_before_it_gains_slack():
    slots = schedule([Step("a", 2), Step("b", 1, ("a",), not_before_s=10)])
    assert (slots["b"].begins_s, slots["a"].slack_s) == (10, 8)


def test_tasks_that_wait_for_each_other_are_refused():
    with pytest.raises(ValueError, match="waits for itself"):
        schedule([Step("a", 1, ("b",)), Step("b", 1, ("a",))])

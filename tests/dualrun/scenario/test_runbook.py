import pytest
from pydantic import ValidationError

from dualrun.scenario.runbook import RunbookPlan

FREEZE = {"name": "freeze", "owner": "business", "does": "freeze"}


def runbook(*tasks: dict[str, object], no_return: str = "freeze") -> RunbookPlan:
    given = {"begins": "day 4 18:00", "window": "48h", "no_return": no_return, "tasks": (FREEZE, *tasks)}
    return RunbookPlan.model_validate(given)


def test_a_runbook_is_its_tasks_with_owners_and_what_they_wait_for():
    plan = runbook({"name": "count", "owner": "warehouse", "takes": "6h", "after": ("freeze",)})
    assert [(task.name, task.owner, task.takes_s) for task in plan.tasks][1] == ("count", "warehouse", 21_600)


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ({**FREEZE}, 'two tasks are named "freeze"'),
        ({"name": "a", "owner": "o", "after": ("nothing",)}, 'there is no task "nothing"'),
        ({"name": "a", "owner": "o", "after": ("a",)}, 'task "a" waits for itself'),
        ({"name": "a", "owner": "o", "again": True}, "only a load is done again"),
        ({"name": "a", "owner": "o", "does": "load"}, "names its objects"),
        ({"name": "a", "owner": "o", "does": "decide"}, "has an until"),
        ({"name": "a", "owner": "o", "does": "lode"}, "kind of task"),
    ],
)
def test_a_runbook_that_does_not_hang_together_is_refused_with_what_is_wrong(task, told):
    with pytest.raises(ValidationError, match=told):
        runbook(task)

"""What may a scenario say of its cutover weekend: tasks, their owners, and what must be true to go on?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from dualrun.scenario.values import Duration, Moment, one_of

OBJECTS = (
    *("vendors", "customers", "items", "prices", "stock"),
    *("orders", "backorders", "receivables", "purchase_orders", "goods_received", "payables"),
)
WORK = ("manual", "load", "freeze", "settle", "delta", "reconcile", "decide", "open")
"""manual: people's own work. load: extract, transform and load objects. settle: invoice what has shipped.
delta: find and load what changed since. decide: the decision point. open: the new book takes orders."""

_Share = Annotated[float, Field(ge=0.0, le=1.0)]
ObjectName = Annotated[str, one_of("object", OBJECTS), WithJsonSchema({"enum": list(OBJECTS)})]
Work = Annotated[str, one_of("kind of task", WORK), WithJsonSchema({"enum": list(WORK)})]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class TaskPlan(_Part):
    """One task of the runbook."""

    name: str = Field(min_length=1, max_length=40)
    owner: str = Field(min_length=1, max_length=40)
    """The one person or role who says that it is done."""
    does: Work = "manual"
    takes_s: Duration = Field(0.0, alias="takes")
    """What is planned for it; what the systems themselves take comes on top, as measured."""
    spread: _Share = 0.0
    """How far it strays from that between one mock and another: the sigma of a lognormal."""
    after: tuple[str, ...] = ()
    at_s: Moment | None = Field(None, alias="at")
    """Not before this moment."""
    until_s: Moment | None = Field(None, alias="until")
    """For a decision: the moment by which it must be taken."""
    objects: tuple[ObjectName, ...] = ()
    again: bool = False
    """Load what is there already once more, as one that was begun anew without its cross-reference."""
    cohort: str = ""
    """Only what belongs to this cohort's customers: one wave of several."""


class RunbookPlan(_Part):
    """A cutover weekend, rehearsed on a copy of the business as often as there are mocks."""

    begins_s: Moment = Field(alias="begins")
    window_s: Duration = Field(alias="window", gt=0)
    """Within how long all of it must be over."""
    mocks: int = Field(1, ge=1, le=100)
    no_return: str
    """The task whose beginning is the point of no return."""
    rejects_max: _Share = 0.005
    """The share of records of any object that may be rejected for a go."""
    terms: dict[str, int] = Field(default_factory=dict)
    """Rule of the transformation: payment terms, in days, that the new book has not, and what they become."""
    unusual_terms: _Share = 0.0
    """The share of customers whose terms the old book has and the new one has not: 45 days."""
    late_changes: int = Field(0, ge=0, le=1_000)
    """Changes that somebody makes in the old book after the freeze."""
    tasks: tuple[TaskPlan, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        names = [task.name for task in self.tasks]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f'two tasks are named "{twice[0]}"')
        for name in (self.no_return, *[need for task in self.tasks for need in task.after]):
            if name not in names:
                raise ValueError(f'there is no task "{name}"')
        in_order({task.name: task.after for task in self.tasks})
        for task in self.tasks:
            if (task.does == "load") != bool(task.objects):
                raise ValueError(f'task "{task.name}": a load, and nothing else, names its objects')
            if task.again and task.does != "load":
                raise ValueError(f'task "{task.name}": only a load is done again')
            if (task.does == "decide") != (task.until_s is not None):
                raise ValueError(f'task "{task.name}": a decision, and nothing else, has an until')
        return self


def in_order(after: Mapping[str, Sequence[str]]) -> list[str]:
    """Give the tasks so that each comes after all it waits for.

    Raises:
        ValueError: some wait for each other.
    """
    done: list[str] = []
    while len(done) < len(after):
        ready = [name for name, needs in after.items() if name not in done and set(done).issuperset(needs)]
        if not ready:
            waiting = next(name for name in after if name not in done)
            raise ValueError(f'task "{waiting}" waits for itself')
        done += ready
    return done

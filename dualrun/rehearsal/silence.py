"""Is the shadow silent? One seed is rehearsed with its copies and without: outside, every byte is the same.

Outside is everybody but the book that keeps the copies: buyers and channels with all they are answered and
told, sites with all they are asked, the book at home with all that is written there. I19 watches one run for
what a copy must not do; here nothing needs to be known of how it might.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

import orjson

from dualrun.clock import VirtualClock, run_virtual
from dualrun.journal import Clock, Field, Journal
from dualrun.rehearsal.plan import Plan
from dualrun.rehearsal.run import Rehearsal
from dualrun.scenario.migration_plan import StepPlan
from facade.routing.stage import Stage

FACADE, SHADOW = "facade", "cloud_erp"
OF_THE_ROUTE = ("mirrored", "stage", "side", "policy_version")
"""What an answer says of the stage itself: the operator moved it, so that may differ."""
NOT_OUTSIDE = (SHADOW, "operator", "closing", "reconciliation")
"""The shadow itself, and those who look after the migration: they are told of copies because they ask."""
SHADOWED = (Stage.DUALWRITE, Stage.SHADOW)


class Heard(NamedTuple):
    """Something that was said outside: by whom to whom, in which words."""

    said_by: str
    said_to: str
    operation: str
    status: int
    body: bytes


class Overheard(Journal):
    """A journal that keeps what is said outside, order by order."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.heard: dict[str, list[Heard]] = {}

    def note(self, kind: str, *fields: Field, body: bytes = b"") -> None:
        """Note it, and keep it when it leaves the integration layer for anybody but the shadow."""
        super().note(kind, *fields, body=body)
        if kind not in ("call", "answer"):
            return
        said_by, said_to, operation, key, *rest = fields
        if said_by != FACADE or said_to in NOT_OUTSIDE or not key:
            return
        status = int(str(rest[0])) if kind == "answer" else 0
        said = _without_route(body) if kind == "answer" else body
        self.heard.setdefault(str(key), []).append(Heard(FACADE, str(said_to), str(operation), status, said))


class Loud(NamedTuple):
    """The first thing about an order that was said otherwise, or not at all, because a copy was kept."""

    reference: str
    silent: Heard | None
    shadowed: Heard | None


def loud(plan: Plan) -> list[Loud]:
    """Rehearse a plan with its shadow and without; give every order that the outside hears differently."""
    silent, shadowed = _outside(plan, ()), _outside(plan, _while_old_leads(plan))
    return [
        Loud(reference, *pair)
        for reference in dict.fromkeys((*silent, *shadowed))
        for pair in _first_difference(silent.get(reference, []), shadowed.get(reference, []))
    ]


def _first_difference(silent: list[Heard], shadowed: list[Heard]) -> list[tuple[Heard | None, Heard | None]]:
    return [pair for pair in zip_longest(silent, shadowed) if pair[0] != pair[1]][:1]


def _while_old_leads(plan: Plan) -> tuple[StepPlan, ...]:
    """Give the steps at which the new book keeps nothing but copies."""
    return tuple([step for step in plan.scenario.migration.steps if step.to in SHADOWED])


def _outside(plan: Plan, steps: tuple[StepPlan, ...]) -> Mapping[str, list[Heard]]:
    scenario = plan.scenario
    migration = scenario.migration.model_copy(update={"steps": steps})
    rerouted = scenario.model_copy(update={"migration": migration})
    changed = replace(plan, scenario=rerouted, reconcile_at_s=())

    async def run(clock: VirtualClock) -> Mapping[str, list[Heard]]:
        rehearsal = Rehearsal(changed, clock, None)
        journal = rehearsal.stage_set.network.journal = Overheard(clock)
        await rehearsal.run()
        return journal.heard

    return run_virtual(run, start=scenario.start)


def _without_route(body: bytes) -> bytes:
    """Give an answer without what it says of the stage."""
    if not body.startswith(b"{"):
        return body
    document = orjson.loads(body)
    return orjson.dumps({name: value for name, value in document.items() if name not in OF_THE_ROUTE})

"""The operator: moves each cohort along the plan, asks the gate, and waits where it says hold."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from dualrun.checkers.closing import Asked, Moved
from dualrun.clock import VirtualClock
from dualrun.landscape.access import OPERATOR, bearing
from dualrun.network.virtual import VirtualWire
from dualrun.report.both_books import RetirementRow
from dualrun.scenario.migration_plan import ConversionPlan, MigrationPlan, StepPlan
from facade.routing.capability import ORDERS
from facade.routing.stage import Stage

CONTROL = "http://facade/control"
RETRY_S = 30.0
RECHECK_S, WAIT_MAX_S = 3600.0, 86400.0
"""For a step without a gate, which waits only for what is still to be repaired."""
ONLY_PEOPLE = "approval: waits"


@dataclass(frozen=True, slots=True)
class StageMove:
    """A move that has taken place."""

    at: datetime
    capability: str
    cohort: str
    stage_from: str
    stage_to: str
    gate: dict[str, Any]
    waited_s: float
    asked_at: datetime
    is_rollback: bool = False


@dataclass(frozen=True, slots=True)
class StuckStep:
    """A move that the gate has not let through in time; the rest of its cohort's plan did not happen."""

    cohort: str
    to: str
    reason: str
    rolled_back: bool
    capability: str = ORDERS
    refused: bool = False
    """Whether the plan asks for what is never allowed, however long it waits."""

    @property
    def place(self) -> str:
        """Whose step it is; of orders the cohort says enough."""
        return self.cohort if self.capability == ORDERS else f"{self.capability} of {self.cohort}"


@dataclass(slots=True)
class Operator:
    """Carries out a migration plan, every cohort by itself."""

    clock: VirtualClock
    wire: VirtualWire
    start: datetime
    plan: MigrationPlan
    moves: list[StageMove] = field(default_factory=list)
    stuck: list[StuckStep] = field(default_factory=list)
    conversions: list[Asked] = field(default_factory=list)
    retirement: RetirementRow | None = None

    async def act(self) -> None:
        """Carry out the plan to its end or to where it is stuck."""
        async with asyncio.TaskGroup() as ladders:
            for capability in self.plan.capabilities:
                for cohort in self.plan.cohorts:
                    place = (capability, cohort.name)
                    steps = [one for one in self.plan.steps if self._place(one) == place]
                    ladders.create_task(self._move_cohort(steps))
            for conversion in self.plan.conversions:
                ladders.create_task(self._convert(conversion))
            if self.plan.retire_at_s is not None:
                ladders.create_task(self._retire(self.plan.retire_at_s))

    def stage(self, capability: str, cohort: str) -> Stage:
        """Give the stage at which a capability stands that is moved by itself."""
        taken = [m.stage_to for m in self.moves if (m.capability, m.cohort) == (capability, cohort)]
        return Stage(taken[-1]) if taken else Stage.OFF

    def moved(self) -> tuple[Moved, ...]:
        """Give the moves of orders in order of time, as a judge wants to know them."""
        return tuple(
            Moved(m.asked_at, m.at, m.cohort, Stage(m.stage_from), Stage(m.stage_to), m.is_rollback)
            for m in sorted(self.moves, key=lambda move: (move.at, move.cohort))
            if m.capability == ORDERS
        )

    def _place(self, step: StepPlan) -> tuple[str, str]:
        return self.plan.moved_by(step), step.cohort

    def _stuck(self, step: StepPlan, reason: str, kind: str) -> None:
        rolled_back, refused = kind == "gate_roll_back", kind == "move_refused"
        capability = self.plan.moved_by(step)
        self.stuck.append(StuckStep(step.cohort, step.to, reason, rolled_back, capability, refused))

    async def _move_cohort(self, steps: list[StepPlan]) -> None:
        for step in steps:
            await self.clock.sleep_until(self.start + timedelta(seconds=step.at_s))
            if not await self._take(step):
                return

    async def _convert(self, plan: ConversionPlan) -> None:
        """Ask for the open orders of a cohort to be moved; what cannot be moved stays, and is no failure."""
        await self.clock.sleep_until(self.start + timedelta(seconds=plan.at_s))
        asked_at = self.clock.now()
        wish = {"cohort": plan.cohort, "reason": plan.reason}
        status, answer = await self._say("conversions", wish, f"convert-{plan.cohort}-{plan.at_s:g}")
        if status == 200:
            self.conversions.append(Asked(asked_at, self.clock.now(), plan.cohort))
        else:
            reason = str(answer.get("detail", status))
            self.stuck.append(StuckStep(plan.cohort, "a conversion", reason, rolled_back=False, refused=True))

    async def _retire(self, at_s: float) -> None:
        """Ask what is left of the old book on the day on which it is to be switched off."""
        await self.clock.sleep_until(self.start + timedelta(seconds=at_s))
        _, answer = await self._say("retire", None, "retire")
        left = [one["what"] for one in answer["left"]]
        self.retirement = RetirementRow(at=self.clock.now().isoformat(), left=left)

    async def _take(self, step: StepPlan) -> bool:
        began_s = self.clock.monotonic()
        while True:
            asked_at = self.clock.now()
            status, answer = await self._ask(step)
            waited_s = self.clock.monotonic() - began_s
            if status == 200:
                self._moved(step, answer, waited_s, asked_at)
                return True
            reason = str(answer.get("detail", status))
            kind = str(answer.get("type", "")).rpartition("/")[2]
            if reason.startswith(ONLY_PEOPLE) and await self._agree(step):
                continue
            if kind != "gate_hold":
                self._stuck(step, reason, kind)
                return False
            recheck_s = step.gate.recheck_s if step.gate is not None else RECHECK_S
            if waited_s + recheck_s > (step.gate.wait_max_s if step.gate is not None else WAIT_MAX_S):
                self._stuck(step, reason, kind)
                return False
            await self.clock.sleep(recheck_s)

    def _moved(self, step: StepPlan, answer: dict[str, Any], waited_s: float, asked_at: datetime) -> None:
        self.moves.append(
            StageMove(
                self.clock.now(),
                self.plan.moved_by(step),
                step.cohort,
                str(answer["stage_from"]),
                str(answer["stage_to"]),
                answer.get("gate") or {},
                waited_s,
                asked_at,
                bool(step.rollback),
            )
        )

    async def _ask(self, step: StepPlan) -> tuple[int, dict[str, Any]]:
        """Ask for the move until somebody answers; a façade that restarts is asked again."""
        capability = self.plan.moved_by(step)
        place, wish = _wish(capability, step)
        return await self._say(place, wish, f"move-{_of(capability)}{step.cohort}-{step.to}")

    async def _agree(self, step: StepPlan) -> bool:
        """Let the people of each role say yes; say whether there are any."""
        for role in step.gate.approval if step.gate is not None else ():
            word: dict[str, Any] = {
                "capability": self.plan.moved_by(step),
                "cohort": step.cohort,
                "to": step.to,
                "role": role,
            }
            word |= {"by": f"the {role}", "granted": True, "reason": "all other gates say promote"}
            await self._say("approvals", word, f"approve-{step.cohort}-{step.to}-{role}")
        return bool(step.gate is not None and step.gate.approval)

    async def _say(
        self, place: str, wish: dict[str, Any] | None, request_id: str
    ) -> tuple[int, dict[str, Any]]:
        """Ask for something, or look when there is no wish, until somebody answers."""
        method, body = ("GET", b"") if wish is None else ("POST", orjson.dumps(wish))
        headers = {
            **bearing(OPERATOR),
            "content-type": "application/json",
            "x-request-id": request_id,
        }
        while True:
            try:
                reply = await self.wire.send(method, f"{CONTROL}/{place}", headers=headers, body=body)
            except (TimeoutError, ConnectionError):
                await self.clock.sleep(RETRY_S)
                continue
            return reply.status, orjson.loads(reply.body)


def _of(capability: str) -> str:
    return "" if capability == ORDERS else f"{capability}-"


def _wish(capability: str, step: StepPlan) -> tuple[str, dict[str, Any]]:
    """Give where a step is asked for, and in which words."""
    wish: dict[str, Any] = {"cohort": step.cohort, "to": step.to}
    if step.rollback:
        return "rollbacks", {**wish, "reason": step.rollback}
    wish["capability"] = capability
    if step.gate is not None:
        conditions = step.gate.model_dump(exclude={"recheck_s", "wait_max_s"}, exclude_defaults=True)
        wish["gate"] = {**conditions, "confidence": step.gate.confidence}
    return "stages", wish

"""The control API: where the cohorts stand, how the books compare, what waits, and moving a stage."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Query
from fastapi.responses import Response

from facade.api.access import VERSION
from facade.api.answers import (
    HealthShown,
    MismatchShown,
    OutboxShown,
    ParityShown,
    PolicyShown,
    StageMoved,
    UnfinishedShown,
)
from facade.api.body import JsonRoute
from facade.api.gate_bodies import GateShown
from facade.api.gates import Asking
from facade.api.problem import ProblemError, documented
from facade.api.schemas import MoveStage
from facade.dual_run.gatekeeper import Place
from facade.dual_run.parity import Parity, Sample
from facade.errors import StaleStepError
from facade.messaging.store import Store
from facade.orders.desk import PolicyHolder
from facade.orders.repair_queue import RepairQueue
from facade.orders.state import TERMINAL
from facade.ports import Clock
from facade.routing.gate import GateVerdict
from facade.routing.policy import Policy, StageMoveRefusedError
from facade.routing.stage import Stage, is_forward

Endpoint = Callable[[], Awaitable[Response]]


class ControlDesk:
    """Moves stages under gates.

    A gate that has said roll back stays shut, over restarts too, until the stage has gone back.
    """

    def __init__(
        self,
        store: Store,
        policy: PolicyHolder,
        parity: Parity,
        clock: Clock,
        repairs: RepairQueue,
        on_move: Callable[[], None],
    ) -> None:
        self.asking = Asking(store, parity, clock)
        self._repairs = repairs
        self._store = store
        self._policy = policy
        self._clock = clock
        self.parity = parity
        self._latched = _latches(store)
        self._on_move = on_move

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._policy.current

    def look_again(self) -> None:
        """See the latches as another replica has left them."""
        self._latched = _latches(self._store)

    async def move(self, wish: MoveStage) -> StageMoved:
        """Move a cohort if the ladder and the gate allow it; the new policy is durable before the answer.

        Raises:
            ProblemError: 409 with the gate's reason, or with what the ladder does not allow.
        """
        current = self.policy.stage(wish.capability, wish.cohort)
        try:
            moved = self.policy.moved(wish.capability, wish.cohort, wish.to)
        except StageMoveRefusedError as refused:
            raise ProblemError(409, "move_refused", str(refused), "body.to") from None
        decision = await self._judged(wish, current) if is_forward(current, wish.to) else None
        try:
            await self._store.keep("policy", stages_document(moved))
        except StaleStepError:
            detail = "another replica has just moved a stage: look again"
            raise ProblemError(409, "move_refused", detail, "body.to") from None
        self._policy.current = moved
        self._on_move()
        if self._latched.pop((wish.capability, wish.cohort), None) is not None:
            await self._keep_latches()
        return StageMoved(
            capability=wish.capability,
            cohort=wish.cohort,
            stage_from=current,
            stage_to=wish.to,
            policy_version=moved.version,
            gate=decision,
        )

    async def _judged(self, wish: MoveStage, current: Stage) -> GateShown | None:
        """Judge a step forward: under the gate it names, and never past one that has latched.

        What is to be repaired holds the step, and keeps no gate from saying that it should go back.
        """
        key = (wish.capability, wish.cohort)
        if key in self._latched:
            raise ProblemError(409, "gate_latched", self._latched[key], "body.gate")
        decision, told = None, None
        if wish.gate is not None:
            place = Place(wish.capability, wish.cohort, current)
            decision, told = self.asking.decide(place, wish.to, wish.gate)
        if decision is not None and decision.verdict is GateVerdict.ROLL_BACK:
            self._latched[key] = decision.reason
            await self._keep_latches()
            raise ProblemError(409, "gate_roll_back", decision.reason, "body.gate")
        behind = await self._repairs.hindrance(wish.capability, wish.cohort, self.policy)
        if behind:
            raise ProblemError(409, "gate_hold", behind, "body.to")
        if decision is not None and decision.verdict is not GateVerdict.PROMOTE:
            raise ProblemError(409, f"gate_{decision.verdict}", decision.reason, "body.gate")
        return told

    async def _keep_latches(self) -> None:
        rows = [(capability, cohort, why) for (capability, cohort), why in self._latched.items()]
        await self._store.keep("latches", orjson.dumps(rows))


def _latches(store: Store) -> dict[tuple[str, str], str]:
    rows = orjson.loads(store.kept("latches") or b"[]")
    return {(capability, cohort): why for capability, cohort, why in rows}


def stages_document(policy: Policy) -> bytes:
    """Write down where every cohort stands."""
    stages = [
        {"capability": capability, "cohort": cohort, "stage": stage}
        for (capability, cohort), stage in policy.stages.items()
    ]
    return orjson.dumps({"version": policy.version, "stages": stages})


def _sample(sample: Sample) -> dict[str, object]:
    return {
        "at": sample.at,
        "operation": sample.operation,
        "subject": sample.subject,
        "stage": sample.stage,
        "cohort": sample.cohort,
        "verdict": sample.verdict,
        "note": sample.note,
        "differences": [
            {"field": d.field, "kind": d.kind, "old": d.old, "new": d.new, "rule": d.rule}
            for d in sample.differences
        ],
    }


class ControlRoutes:
    """The routes of the control API."""

    def __init__(self, control: ControlDesk, store: Store) -> None:
        self._control = control
        self._store = store

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        shown: dict[str, tuple[Endpoint, Any, str]] = {
            f"{VERSION}/control/health": (self.health, HealthShown, "Is the façade up?"),
            f"{VERSION}/control/policy": (self.policy, PolicyShown, "Where every cohort stands"),
            f"{VERSION}/control/parity": (
                self.parity,
                ParityShown,
                "How often the two books agreed, by cohort and stage",
            ),
            f"{VERSION}/control/mismatches": (
                self.mismatches,
                list[MismatchShown],
                "The first disagreements of each kind, both sides",
            ),
            f"{VERSION}/control/outbox": (self.outbox, OutboxShown, "What is still to be done"),
        }
        for path, (endpoint, answer, summary) in shown.items():
            app.add_api_route(
                path, endpoint, methods=["GET"], tags=["control"], summary=summary, response_model=answer
            )
        app.add_api_route(
            f"{VERSION}/control/orders",
            self.unfinished,
            methods=["GET"],
            tags=["control"],
            summary="Orders that are not finished, with the reason where there is one",
            response_model=list[UnfinishedShown],
            responses=documented(422),
        )
        app.router.add_api_route(
            f"{VERSION}/control/stages",
            self.move,
            methods=["POST"],
            tags=["control"],
            summary="Move a cohort to another stage, under a gate if one is named",
            response_model=StageMoved,
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    async def health(self) -> Response:
        """Answers as soon as the façade takes calls."""
        return _json({"status": "ok", "policy_version": self._control.policy.version})

    async def policy(self) -> Response:
        """The stages by capability and cohort, and who belongs to which cohort."""
        shares = [
            {
                "name": cohort.name,
                "percent": cohort.percent,
                "customers": len(cohort.customers),
                "channels": cohort.channels,
                "order_types": cohort.order_types,
            }
            for cohort in self._control.policy.cohorts.members
        ]
        document = orjson.loads(stages_document(self._control.policy))
        return _json({**document, "cohorts": shares})

    async def move(self, wish: MoveStage) -> StageMoved:
        """Durable before the answer; refused by the ladder or by the gate with its reason."""
        return await self._control.move(wish)

    async def parity(self) -> Response:
        """Every verdict counted, and how often each rule has explained a difference."""
        tallies = [
            {
                "capability": capability,
                "cohort": cohort,
                "stage": stage,
                "compared": tally.compared,
                **{verdict.value: count for verdict, count in tally.counts.items()},
            }
            for (capability, cohort, stage), tally in self._control.parity.tallies()
        ]
        return _json({"tallies": tallies, "rules": self._control.parity.rule_hits})

    async def mismatches(self) -> Response:
        """Old and new by name, whoever was authoritative."""
        return _json([_sample(sample) for sample in self._control.parity.samples()])

    async def outbox(self) -> Response:
        """The rows that wait, those tried before, and those no try can help."""
        level = await self._store.level()
        return _json(
            {
                "unsent": level.unsent,
                "oldest_due_s": level.oldest_due_s,
                "retried": level.retried,
                "dead": level.dead,
                "events": level.events,
            }
        )

    async def unfinished(self, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> Response:
        """Oldest first."""
        shown: list[dict[str, str]] = []
        async for state in self._store.aggregates():
            if state.status not in TERMINAL:
                reference = state.order.external_ref
                shown.append({"reference": reference, "status": state.status, "reason": state.reason})
            if len(shown) == limit:
                break
        return _json(shown)


def _json(document: object) -> Response:
    return Response(orjson.dumps(document), media_type="application/json")

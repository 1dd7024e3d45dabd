"""The control API: where the cohorts stand, how the books compare, what waits, and moving a stage."""

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from facade.api.problem import ProblemError, documented
from facade.api.schemas import GateAsked, GateShown, MoveStage, StageMoved
from facade.dual_run.parity import Parity, Sample
from facade.messaging.store import Store
from facade.orders.desk import CAPABILITY, PolicyHolder
from facade.orders.state import TERMINAL
from facade.ports import Clock
from facade.routing.gate import Gate, GateDecision, GateVerdict, judge
from facade.routing.policy import Policy, StageMoveRefusedError
from facade.routing.stage import Stage


class ControlDesk:
    """Moves stages under gates. A gate that has said roll back stays shut until the stage has gone back."""

    def __init__(self, store: Store, policy: PolicyHolder, parity: Parity, clock: Clock) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self.parity = parity
        self._latched: dict[tuple[str, str], str] = {}

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._policy.current

    def move(self, wish: MoveStage) -> StageMoved:
        """Move a cohort if the ladder and the gate allow it; the new policy is durable before the answer.

        Raises:
            ProblemError: 409 with the gate's reason, or with what the ladder does not allow.
        """
        current = self.policy.stage(wish.capability, wish.cohort)
        decision = self._judged(wish, current) if wish.gate is not None else None
        try:
            moved = self.policy.moved(wish.capability, wish.cohort, wish.to)
        except StageMoveRefusedError as refused:
            raise ProblemError(409, "move_refused", str(refused), "body.to") from None
        self._policy.current = moved
        self._store.keep("policy", stages_document(moved))
        self._latched.pop((wish.capability, wish.cohort), None)
        return StageMoved(
            capability=wish.capability,
            cohort=wish.cohort,
            stage_from=current,
            stage_to=wish.to,
            policy_version=moved.version,
            gate=_shown(decision) if decision else None,
        )

    def _judged(self, wish: MoveStage, current: Stage) -> GateDecision:
        key = (wish.capability, wish.cohort)
        if key in self._latched:
            raise ProblemError(409, "gate_latched", self._latched[key], "body.gate")
        decision = self.gate(wish.cohort, current, wish.gate or GateAsked(mismatch_rate_max=0.01))
        if decision.verdict is GateVerdict.ROLL_BACK:
            self._latched[key] = decision.reason
        if decision.verdict is not GateVerdict.PROMOTE:
            raise ProblemError(409, f"gate_{decision.verdict}", decision.reason, "body.gate")
        return decision

    def gate(self, cohort: str, stage: Stage, asked: GateAsked) -> GateDecision:
        """Judge what has been compared at one stage of one cohort."""
        tally = self.parity.tally(CAPABILITY, cohort, stage)
        return judge(Gate(asked.mismatch_rate_max, asked.confidence), tally.compared, tally.failed)


def stages_document(policy: Policy) -> bytes:
    """Write down where every cohort stands."""
    stages = [
        {"capability": capability, "cohort": cohort, "stage": stage}
        for (capability, cohort), stage in policy.stages.items()
    ]
    return orjson.dumps({"version": policy.version, "stages": stages})


def _shown(decision: GateDecision) -> GateShown:
    return GateShown(
        verdict=decision.verdict,
        reason=decision.reason,
        compared=decision.compared,
        failed=decision.failed,
        bound=decision.bound,
        samples_needed=decision.samples_needed,
    )


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


def control_router(control: ControlDesk, store: Store) -> APIRouter:
    """Make the routes of the control API."""
    router = APIRouter(prefix="/control", tags=["control"])

    @router.get("/health", summary="Is the façade up?")
    async def health() -> Response:
        return _json({"status": "ok", "policy_version": control.policy.version})

    @router.get("/policy", summary="Where every cohort stands")
    async def policy() -> Response:
        shares = [{"name": c.name, "percent": c.percent} for c in control.policy.cohorts.members]
        document = orjson.loads(stages_document(control.policy))
        return _json({**document, "cohorts": shares})

    @router.post(
        "/stages",
        summary="Move a cohort to another stage, under a gate if one is named",
        response_model=StageMoved,
        responses=documented(400, 409, 413, 422),
    )
    async def move(wish: MoveStage, _: Request) -> StageMoved:
        return control.move(wish)

    @router.get("/parity", summary="How often the two books agreed, by cohort and stage")
    async def parity() -> Response:
        tallies = [
            {
                "capability": capability,
                "cohort": cohort,
                "stage": stage,
                "compared": tally.compared,
                **{verdict.value: count for verdict, count in tally.counts.items()},
            }
            for (capability, cohort, stage), tally in control.parity.tallies()
        ]
        return _json({"tallies": tallies, "rules": control.parity.rule_hits})

    @router.get("/mismatches", summary="The first disagreements of each kind, with both sides")
    async def mismatches() -> Response:
        return _json([_sample(sample) for sample in control.parity.samples()])

    @router.get("/outbox", summary="What is still to be done")
    async def outbox() -> Response:
        level = store.level()
        return _json(
            {
                "unsent": level.unsent,
                "oldest_due_s": level.oldest_due_s,
                "retried": level.retried,
                "dead": level.dead,
            }
        )

    @router.get(
        "/orders",
        summary="Orders that are not finished, with the reason where there is one",
        responses=documented(422),
    )
    async def unfinished(limit: int = Query(200, ge=1, le=1000)) -> Response:
        open_orders = (state for state in store.aggregates() if state.status not in TERMINAL)
        shown = [
            {"reference": s.order.external_ref, "status": s.status, "reason": s.reason}
            for _, s in zip(range(limit), open_orders, strict=False)
        ]
        return _json(shown)

    return router


def _json(document: object) -> Response:
    return Response(orjson.dumps(document), media_type="application/json")

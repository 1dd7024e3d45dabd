"""The control API: where the cohorts stand, how the books compare, what waits, and moving a stage."""

from collections.abc import Awaitable, Callable, Sequence
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
from facade.api.hindering import HELD, LATCHES, Hindrance, kept_latches, latches_document, refusal
from facade.api.problem import ProblemError, documented
from facade.api.schemas import MoveStage
from facade.dual_run.comparison import RULES
from facade.dual_run.gatekeeper import Place
from facade.dual_run.parity import Parity, Sample
from facade.dual_run.rules import FieldRule
from facade.errors import StaleStepError
from facade.messaging.store import Store
from facade.orders.desk import PolicyHolder
from facade.orders.repair_queue import Repair, RepairQueue
from facade.orders.state import TERMINAL
from facade.ports import Clock
from facade.routing.gate import GateVerdict
from facade.routing.policy import Policy
from facade.routing.stage import Stage, is_forward

Endpoint = Callable[[], Awaitable[Response]]


class ControlDesk:
    """Moves stages under gates.

    A gate that has said roll back stays shut, over restarts too, until the stage has gone back. The evidence
    about what moves begins anew: an earlier visit to a stage says nothing of this one.
    """

    def __init__(
        self,
        store: Store,
        policy: PolicyHolder,
        parity: Parity,
        clock: Clock,
        repairs: RepairQueue,
        on_move: Callable[[], None],
        rules: tuple[FieldRule, ...] = RULES,
    ) -> None:
        self._rules = rules
        self.asking = Asking(store, parity, clock)
        self._repairs = repairs
        self._store = store
        self._policy = policy
        self._stood = policy.current
        self._clock = clock
        self.parity = parity
        self._latched = kept_latches(store)
        self._on_move = on_move

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._policy.current

    def look_again(self) -> None:
        """See the stages and latches as another replica has left them."""
        self._latched = kept_latches(self._store)
        self._begin_anew()

    async def move(self, wish: MoveStage) -> StageMoved:
        """Move a cohort if the ladder and the gate allow it; the new policy is durable before the answer.

        Raises:
            ProblemError: 409 with the gate's reason, or with what the ladder does not allow.
        """
        place = Place(wish.capability, wish.cohort, self.policy.stage(wish.capability, wish.cohort))
        repairs = await self._repairs.all() if is_forward(place.stage, wish.to) else ()
        hindrances = self.hindrances(place, wish.to, repairs)
        for hindrance in hindrances:
            if hindrance.kind != HELD:
                raise hindrance.problem()
        moved = self.policy.moved(wish.capability, wish.cohort, wish.to)
        decision = await self._judged(wish, place, hindrances)
        try:
            await self._store.keep("policy", stages_document(moved))
        except StaleStepError:
            detail = "another replica has just moved a stage: look again"
            raise ProblemError(409, "move_refused", detail, "body.to") from None
        self._policy.current = moved
        self._begin_anew()
        self._on_move()
        if self._latched.pop((wish.capability, wish.cohort), None) is not None:
            await self._keep_latches()
        return StageMoved(
            capability=wish.capability,
            cohort=wish.cohort,
            stage_from=place.stage,
            stage_to=wish.to,
            policy_version=moved.version,
            gate=decision,
        )

    def hindrances(self, place: Place, to: Stage, repairs: Sequence[Repair]) -> list[Hindrance]:
        """Give what keeps a cohort from a stage whatever is compared; the way back knows the ladder only."""
        behind = self._repairs.hindrance(repairs, place.capability, place.cohort, self.policy)
        key = (place.capability, place.cohort)
        latched = self._latched.get(key) if is_forward(place.stage, to) else None
        refused = refusal(self.policy, place, to, self._rules, self._clock.now().date())
        return [
            Hindrance(what, kind, why, where)
            for what, kind, why, where in (
                ("ladder", "move_refused", refused, "body.to"),
                ("latch", "gate_latched", latched, "body.gate"),
                ("repair queue", HELD, behind, "body.to"),
            )
            if why
        ]

    async def _judged(self, wish: MoveStage, place: Place, held: Sequence[Hindrance]) -> GateShown | None:
        """Judge a step under the gate it names.

        What is to be repaired holds the step, and keeps no gate from saying that it should go back.
        """
        decision, told = None, None
        if wish.gate is not None and is_forward(place.stage, wish.to):
            decision, told = self.asking.decide(place, wish.to, wish.gate)
        if decision is not None and decision.verdict is GateVerdict.ROLL_BACK:
            self._latched[wish.capability, wish.cohort] = decision.reason
            await self._keep_latches()
            raise ProblemError(409, "gate_roll_back", decision.reason, "body.gate")
        for hindrance in held:
            raise hindrance.problem()
        if decision is not None and decision.verdict is not GateVerdict.PROMOTE:
            raise ProblemError(409, f"gate_{decision.verdict}", decision.reason, "body.gate")
        return told

    def _begin_anew(self) -> None:
        """Let the evidence about every cohort that has moved begin anew, whoever has moved it."""
        was, now = self._stood, self.policy
        for place in dict.fromkeys((*was.stages, *now.stages)):
            if was.stage(*place) is not now.stage(*place):
                self.parity.begin_anew(*place)
        self._stood = now

    async def _keep_latches(self) -> None:
        await self._store.keep(LATCHES, latches_document(self._latched))


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
                "The dearest disagreements of each kind, both sides",
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

"""What a gate would say now, who has agreed to a move, and what waits to be repaired."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol

import orjson
from fastapi import FastAPI, Query
from pydantic import BaseModel

from facade.api.body import JsonRoute
from facade.api.gate_bodies import GatePartShown, GateShown
from facade.api.hindering import Hindrance, as_gates, expect_cohort
from facade.api.places import CONTROL
from facade.api.problem import ProblemError, documented
from facade.api.schemas import ApproveMove, GateAsked
from facade.dual_run.gatekeeper import Conditions, Place, decisions
from facade.dual_run.parity import Parity
from facade.errors import StaleStepError
from facade.messaging.store import Store
from facade.orders.repair_queue import Repair, RepairQueue
from facade.ports import Clock
from facade.routing.approval import Approval, ApprovalGate
from facade.routing.capability import CAPABILITIES, ORDERS
from facade.routing.gate import Gate, GateDecision
from facade.routing.latency import LatencyGate
from facade.routing.money import MoneyGate
from facade.routing.policy import Policy
from facade.routing.sequential import SequentialGate
from facade.routing.slices import Document, together
from facade.routing.stage import ORDER, Side, Stage

DRAWER = "approvals"
OF_EVERY_ORDER: Mapping[str, tuple[Document, ...]] = {
    ORDERS: ("order", "shipment"),
    "invoicing": ("invoice",),
}
"""The documents that every order leads to, by the capability that makes them."""
NOTHING_HINDERS: Mapping[str, GateDecision] = {}
Rate = Annotated[float, Query(ge=0.000_001, le=0.5)]


class Asking:
    """Puts all gates of a move to the question."""

    def __init__(self, store: Store, parity: Parity, clock: Clock) -> None:
        self._store = store
        self._parity = parity
        self._clock = clock

    def decide(
        self,
        place: Place,
        to: Stage,
        asked: GateAsked,
        hindrances: Mapping[str, GateDecision] = NOTHING_HINDERS,
    ) -> tuple[GateDecision, GateShown]:
        """Give the verdict of all gates together with what hinders the move, and what each has said."""
        words = [_approval(word) for word in approvals(self._store) if _is_about(word, place, to)]
        judged = decisions(self._parity, place, _conditions(asked), words, self._clock.now())
        found = {**hindrances, **judged}
        decision = together(found) if len(found) > 1 else next(iter(found.values()))
        return decision, shown(decision, found)


def shown(decision: GateDecision, parts: Mapping[str, GateDecision]) -> GateShown:
    """Show a verdict with its parts."""
    return GateShown(
        **_fields(decision), parts=[GatePartShown(name=name, **_fields(part)) for name, part in parts.items()]
    )


def _fields(decision: GateDecision) -> dict[str, Any]:
    names = ("verdict", "reason", "compared", "failed", "bound", "samples_needed")
    return {name: getattr(decision, name) for name in names}


def _conditions(asked: GateAsked) -> Conditions:
    sure = asked.confidence
    count: Gate | SequentialGate = Gate(asked.mismatch_rate_max, sure)
    if asked.good_rate is not None:
        if asked.good_rate >= asked.mismatch_rate_max:  # a conflict of two, each of which is as described
            detail = f"must be less than mismatch_rate_max, {asked.mismatch_rate_max:g}"
            raise ProblemError(409, "rates_not_apart", detail, "body.gate.good_rate")
        error = 1 - sure
        count = SequentialGate(asked.good_rate, asked.mismatch_rate_max, error, error)
    return Conditions(
        count=count,
        apart=asked.apart,
        documents=tuple(asked.documents),
        money=MoneyGate(asked.money_share_max, sure) if asked.money_share_max is not None else None,
        latency=LatencyGate(asked.slower_by_max) if asked.slower_by_max is not None else None,
        approval=ApprovalGate(tuple(asked.approval)) if asked.approval else None,
    )


def approvals(store: Store) -> list[dict[str, Any]]:
    """Give every word about a move, oldest first."""
    kept: list[dict[str, Any]] = orjson.loads(store.kept(DRAWER) or b"[]")
    return kept


def _approval(word: Mapping[str, Any]) -> Approval:
    at = datetime.fromisoformat(word["at"])
    return Approval(word["role"], word["by"], word["granted"], at, word["reason"])


def _of_every_order(policy: Policy, place: Place) -> list[Document]:
    """Name the documents that say nothing yet while none has been compared: the orders are not through."""
    under = [
        name
        for name in OF_EVERY_ORDER
        if name == place.capability
        or (CAPABILITIES[name].follows == place.capability and not policy.is_apart(name, place.cohort))
    ]
    return [document for name in under for document in OF_EVERY_ORDER[name]]


def _is_about(word: Mapping[str, Any], place: Place, to: Stage) -> bool:
    return (word["capability"], word["cohort"], word["to"]) == (place.capability, place.cohort, to)


class GateAhead(BaseModel):
    """What the gate of the next step of a cohort would say now."""

    capability: str
    cohort: str
    stage: Stage
    to: Stage
    gate: GateShown


class RepairShown(BaseModel):
    """One write that a book has not got, and since when; with a reason when the book has refused it."""

    reference: str
    cohort: str
    book: Side
    command: str
    attempts: int
    since: str
    age_s: float
    reason: str


class RepairsShown(BaseModel):
    """Everything that one book has and the other has not, and how old it may be when a stage advances."""

    oldest_max_s: float
    waiting: list[RepairShown]


class Moves(Protocol):
    """Who moves stages, as far as it is asked here."""

    asking: Asking

    def hindrances(self, place: Place, to: Stage, repairs: Sequence[Repair]) -> list[Hindrance]:
        """Give what keeps a cohort from a stage whatever is compared."""
        ...

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        ...


class GateRoutes:
    """The routes of the gates."""

    def __init__(self, moves: Moves, repairs: RepairQueue, store: Store, clock: Clock) -> None:
        self._moves = moves
        self._repairs = repairs
        self._store = store
        self._clock = clock

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        shown_: dict[str, tuple[Any, Any, str]] = {
            "gates": (self.ahead, list[GateAhead], "What each gate would say now, with the samples needed"),
            "repair-queue": (
                self.repairs,
                RepairsShown,
                "Copies that wait, and those that were refused, oldest first",
            ),
        }
        for name, (endpoint, answer, summary) in shown_.items():
            app.add_api_route(
                f"{CONTROL}/{name}",
                endpoint,
                methods=["GET"],
                tags=["control"],
                summary=summary,
                response_model=answer,
                responses=documented(422),
            )
        app.router.add_api_route(
            f"{CONTROL}/approvals",
            self.approve,
            methods=["POST"],
            tags=["control"],
            status_code=201,
            summary="Say yes or no to a move, in a role and for a reason",
            response_model=ApproveMove,
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    async def ahead(self, mismatch_rate_max: Rate = 0.01) -> list[GateAhead]:
        """For each capability and cohort that can still advance: what would the next step be told now?"""
        policy = self._moves.policy
        asked = GateAsked(mismatch_rate_max=mismatch_rate_max, apart=True)
        repairs = await self._repairs.all()
        return [
            self._ahead(Place(capability, cohort.name, stage), asked, repairs)
            for capability in CAPABILITIES
            for cohort in policy.cohorts.members
            if (capability == ORDERS or policy.is_apart(capability, cohort.name))
            and (stage := policy.stage(capability, cohort.name)) is not ORDER[-1]
        ]

    def _ahead(self, place: Place, asked: GateAsked, repairs: Sequence[Repair]) -> GateAhead:
        to = ORDER[ORDER.index(place.stage) + 1]
        documents = _of_every_order(self._moves.policy, place)
        hindering = as_gates(self._moves.hindrances(place, to, repairs))
        asked = asked.model_copy(update={"documents": documents})
        _, gate = self._moves.asking.decide(place, to, asked, hindering)
        return GateAhead(
            capability=place.capability, cohort=place.cohort, stage=place.stage, to=to, gate=gate
        )

    async def repairs(self) -> RepairsShown:
        """Those without a reason drain by themselves; no stage advances over one that is too old."""
        return RepairsShown(
            oldest_max_s=self._repairs.oldest_max_s,
            waiting=[
                RepairShown(
                    **{name: getattr(one, name) for name in RepairShown.model_fields if name != "since"},
                    since=datetime.fromtimestamp(one.since_s, UTC).isoformat(),
                )
                for one in await self._repairs.all()
            ],
        )

    async def approve(self, word: ApproveMove) -> ApproveMove:
        """Durable before the answer; it lapses after a day, and counts for this move alone."""
        expect_cohort(self._moves.policy, word.cohort, "move_refused")
        document = {**word.model_dump(), "at": self._clock.now().isoformat()}
        try:
            await self._store.keep(DRAWER, orjson.dumps([*approvals(self._store), document]))
        except StaleStepError:
            detail = "another replica has just kept a word: say it again"
            raise ProblemError(409, "move_refused", detail, "body.by") from None
        return word

"""What keeps a cohort from advancing whatever is compared, as a refusal and as one gate among others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import orjson

from facade.api.problem import ProblemError
from facade.dual_run.gatekeeper import Place
from facade.dual_run.rules import FieldRule, looking_away
from facade.messaging.store import Store
from facade.routing.gate import GateDecision, GateVerdict
from facade.routing.policy import Policy, StageMoveRefusedError, UnknownCohortError
from facade.routing.stage import Stage

LATCHES = "latches"
HELD = "gate_hold"
"""The kind of refusal that time or a repair lifts."""
Latched = dict[tuple[str, str], str]


class Hindrance(NamedTuple):
    """One reason for which a move is refused, and of what kind the refusal is."""

    what: str
    kind: str
    why: str
    where: str

    def problem(self) -> ProblemError:
        """Refuse the move."""
        return ProblemError(409, self.kind, self.why, self.where)


def refusal(policy: Policy, place: Place, to: Stage, rules: Sequence[FieldRule], today: date) -> str:
    """Say why the ladder does not lead there, or which rules look away where nothing may any more."""
    try:
        policy.moved(place.capability, place.cohort, to)
    except StageMoveRefusedError as refused:
        return str(refused)
    return "; ".join(looking_away(rules, today)) if to is Stage.COMPLETE else ""


def expect_cohort(policy: Policy, cohort: str, kind: str) -> None:
    """Refuse what is asked for a cohort that nobody has drawn: a misspelt name must not pass for done."""
    try:
        policy.expect_cohort(cohort)
    except UnknownCohortError as unknown:
        raise ProblemError(409, kind, str(unknown), "body.cohort") from None


def as_gates(hindrances: Iterable[Hindrance]) -> Mapping[str, GateDecision]:
    """Let what hinders a move speak as gates do: whoever asks ahead hears what the move would be told."""
    return {
        one.what: GateDecision(
            GateVerdict.ROLL_BACK if one.kind == "gate_latched" else GateVerdict.HOLD, one.why, 0, 0, 1.0, 0
        )
        for one in hindrances
    }


def kept_latches(store: Store) -> Latched:
    """Give why each gate is shut that has said roll back, by capability and cohort."""
    rows = orjson.loads(store.kept(LATCHES) or b"[]")
    return {(capability, cohort): why for capability, cohort, why in rows}


def latches_document(latched: Latched) -> bytes:
    """Write down which gates are shut."""
    return orjson.dumps([(capability, cohort, why) for (capability, cohort), why in latched.items()])

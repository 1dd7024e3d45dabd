"""What keeps a cohort from advancing whatever is compared, as a refusal and as one gate among others."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import orjson

from facade.api.problem import ProblemError
from facade.messaging.store import Store
from facade.routing.gate import GateDecision, GateVerdict

LATCHES = "latches"
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

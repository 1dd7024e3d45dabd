"""Does a gate that has said no stay shut?

A later good reading must not overwrite a roll back, nor may it be overlooked while somebody waits for a
person. A sequential test, once decided either way, has used up its errors: it keeps its promotion as well.
"""

from collections.abc import Hashable

from facade.routing.gate import GateDecision, GateVerdict

ROLL_BACK_ONLY = (GateVerdict.ROLL_BACK,)
ONCE_DECIDED = (GateVerdict.ROLL_BACK, GateVerdict.PROMOTE)


class Latch:
    """The final decisions, each until it is released by name: by a stage that has gone back, say."""

    def __init__(self, final: tuple[GateVerdict, ...] = ROLL_BACK_ONLY) -> None:
        self._final = final
        self._held: dict[Hashable, GateDecision] = {}

    def see(self, key: Hashable, decision: GateDecision) -> GateDecision:
        """Give the decision that counts: the held one if there is one, else this one."""
        held = self._held.get(key)
        if held is not None:
            return held
        if decision.verdict in self._final:
            self._held[key] = decision
        return decision

    def release(self, key: Hashable) -> None:
        """Forget what was held; a fresh start is judged by itself."""
        self._held.pop(key, None)

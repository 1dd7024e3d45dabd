"""Between which books the façade stands when it is verified: the stage, and the new one's release."""

from collections.abc import Iterator
from dataclasses import dataclass

from dualrun.landscape.integration import Integration
from facade.routing.stage import ORDER, Stage

MOVED = ("orders", "availability", "pricing")
"""The capabilities of which the façade keeps a stage."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A stage, and the environment of the cloud ERP that the façade speaks to; its own when not told."""

    stage: Stage = Stage.OFF
    environment: str = ""

    def integration(self) -> Integration:
        """Say it to the façade of a landscape."""
        other = {"cloud_erp": {"environment": self.environment}} if self.environment else {}
        return Integration(credentials=other)

    def moves(self) -> Iterator[dict[str, str]]:
        """Give the moves that lead from the old side to the stage, one rung at a time."""
        for stage in ORDER[1 : ORDER.index(self.stage) + 1]:
            for capability in MOVED:
                yield {"capability": capability, "cohort": "all", "to": stage}


AS_SHIPPED = Setting()

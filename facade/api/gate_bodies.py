"""How the gates of a move are shown."""

from pydantic import BaseModel

from facade.routing.gate import GateVerdict


class GatePartShown(BaseModel):
    """What one of the gates of a move has said."""

    name: str
    verdict: GateVerdict
    reason: str
    compared: int
    failed: int
    bound: float
    samples_needed: int


class GateShown(BaseModel):
    """What the gates of a move have said together, and each of them by itself."""

    verdict: GateVerdict
    reason: str
    compared: int
    failed: int
    bound: float
    samples_needed: int
    parts: list[GatePartShown] = []

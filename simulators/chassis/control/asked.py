"""What can be asked of the control plane, and of whom? Strict bodies; the world and systems meant."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from fastapi import Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from simulators.chassis.named_world import Inhabitant, NamedWorld
from simulators.chassis.request_log import Criteria
from simulators.chassis.worlds import Worlds


class RefusalError(Exception):
    """The control plane says no: with this status, for this reason."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Strict(BaseModel):
    """A body in which nothing unknown may stand."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class SeedAsked(Strict):
    """Begin again with the business of another seed."""

    seed: int = Field(ge=0, le=2**53)


class SnapshotAsked(Strict):
    """Keep the world as it is under a name."""

    name: str


class WorldAsked(Strict):
    """Where a world begins, and how long it may lie idle."""

    origin: str = Field("pristine", alias="from")
    idle_s: float = Field(1800.0, gt=0, le=7 * 86_400)


class ClockAsked(Strict):
    """What the clock is to do; what is not given stays as it is."""

    at: AwareDatetime | None = None
    frozen: bool | None = None
    scale: float | None = Field(None, gt=0, le=1_000_000)


class AdvanceAsked(Strict):
    """How far to go; one of the two."""

    by_s: float | None = Field(None, ge=0, le=3660 * 86_400)
    to: AwareDatetime | None = None


class FaultAsked(Strict):
    """One rule; see `GET /__admin/faults/kinds` for the kinds and their settings."""

    kind: str
    id: str | None = Field(None, min_length=1, max_length=64)
    system: str | None = None
    method: str | None = None
    path: str | None = None
    key: str | None = None
    attempts: tuple[int, ...] = ()
    share: float = Field(1.0, ge=0, le=1)
    cohort: tuple[int, int] | None = None
    times: int | None = Field(None, ge=1)
    settings: dict[str, Any] = Field(default_factory=dict)


class CriteriaAsked(Strict):
    """Which requests are meant."""

    method: str | None = None
    path: str | None = None
    path_matches: str | None = Field(None, max_length=200)
    status: int | None = None
    body_contains: str | None = None
    headers: dict[str, str] | None = None

    def criteria(self) -> Criteria:
        """Give them as the log takes them."""
        return Criteria(**self.model_dump())


class LoadAsked(Strict):
    """How much the systems are to take at once."""

    profile: Literal["instant", "typical", "tired-on-prem", "saas-quota"]
    system: str | None = None


class StateAsked(Strict):
    """A provider state to bring about."""

    name: str
    system: str | None = None


class WaitAsked(Strict):
    """What to wait for: that many events of a kind that say so, or that nothing is under way any more."""

    until: Literal["event", "idle"] = "event"
    kind: str = ""
    where: dict[str, Any] = Field(default_factory=dict)
    count: int = Field(1, ge=1, le=1_000_000)
    timeout_s: float = Field(10.0, gt=0, le=300)


def world_of(request: Request) -> NamedWorld:
    """Give the world that a request names."""
    world: NamedWorld = request.scope["state"]["world"]
    return world


def worlds_of(request: Request) -> Worlds:
    """Give all worlds."""
    worlds: Worlds = request.scope["state"]["worlds"]
    return worlds


def system_of(request: Request) -> str | None:
    """Give the system on whose port it was asked; nothing on the landscape's own."""
    name: str | None = request.scope["state"]["system"]
    return name


def systems_of(request: Request, named: str | None = None) -> Mapping[str, Inhabitant]:
    """Give the systems that a request means: the one named, the one of the port, or all.

    Raises:
        RefusalError: there is no such system, or it is not the one of this port.
    """
    systems, here = world_of(request).systems, system_of(request)
    if named is None:
        return systems if here is None else {here: systems[here]}
    if named not in systems or here not in (None, named):
        there = ", ".join(systems) if here is None else here
        raise RefusalError(422, f"system: there is no {named!r} at this port; there is {there}")
    return {named: systems[named]}


def instant(at: datetime) -> str:
    """Write an instant the way the control plane does."""
    return at.isoformat()

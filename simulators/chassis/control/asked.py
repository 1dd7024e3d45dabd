"""What can be asked of the control plane, and of whom? Strict bodies; the world and systems meant."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import Request
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic import Strict as Strictly

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


def _must_be_a_number(given: Any) -> Any:
    if isinstance(given, str | bool):
        raise ValueError("must be a number")
    return given


def _must_be_of_our_time(given: Any) -> Any:
    if given is not None and not (isinstance(given, str) and re.match(_YEARS, given)):
        raise ValueError("must be text such as 2026-01-05T08:00:00Z, from the year 1971 to 2199")
    return given


_YEARS = "^(197[1-9]|19[89][0-9]|2[01][0-9]{2})-"
LATEST = datetime(2200, 1, 2, tzinfo=UTC)
"""Beyond it what follows from a date (a due day, a year of waves) might leave the calendar."""
IS_NUMBER = BeforeValidator(_must_be_a_number)  # it comes last, or the bounds are missing from the document
Whole = Annotated[int, IS_NUMBER]
Flag = Annotated[bool, Strictly()]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_must_be_of_our_time),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": _YEARS}),
]
Name = Annotated[str, Field(max_length=200)]


class SeedAsked(Strict):
    """Begin again with the business of another seed."""

    seed: Annotated[int, Field(ge=0, le=2**53), IS_NUMBER]


class SnapshotAsked(Strict):
    """Keep the world as it is under a name."""

    name: Name


class WorldAsked(Strict):
    """Where a world begins, and how long it may lie idle."""

    origin: Name = Field("pristine", alias="from")
    idle_s: Annotated[float, Field(gt=0, le=7 * 86_400), IS_NUMBER] = 1800.0


class ClockAsked(Strict):
    """What the clock is to do; what is not given stays as it is."""

    at: Instant | None = None
    frozen: Flag | None = None
    scale: Annotated[float, Field(ge=0.000_001, le=1_000_000), IS_NUMBER] | None = None


class AdvanceAsked(Strict):
    """How far to go; one of the two."""

    by_s: Annotated[float, Field(ge=0, le=3660 * 86_400), IS_NUMBER] | None = None
    to: Instant | None = None


class FaultAsked(Strict):
    """One rule; see `GET /__admin/faults/kinds` for the kinds and their settings."""

    kind: Name
    id: str | None = Field(None, min_length=1, max_length=64)
    system: Name | None = None
    method: Name | None = None
    path: Name | None = None
    key: Name | None = None
    attempts: tuple[Whole, ...] = Field((), max_length=1000)
    share: Annotated[float, Field(ge=0, le=1), IS_NUMBER] = 1.0
    cohort: tuple[Whole, Whole] | None = None
    times: Annotated[int, Field(ge=1), IS_NUMBER] | None = None
    settings: dict[str, Any] = Field(default_factory=dict)


class CriteriaAsked(Strict):
    """Which requests are meant."""

    method: str | None = None
    path: str | None = None
    path_matches: str | None = Field(None, max_length=200)
    status: Whole | None = None
    body_contains: str | None = None
    headers: dict[str, str] | None = None
    trace: str | None = None

    def criteria(self) -> Criteria:
        """Give them as the log takes them."""
        return Criteria(**self.model_dump())


class LoadAsked(Strict):
    """How much the systems are to take at once."""

    profile: Literal["instant", "typical", "tired-on-prem", "saas-quota"]
    system: Name | None = None


class StateAsked(Strict):
    """A provider state to bring about."""

    name: Name
    system: Name | None = None


class WaitAsked(Strict):
    """What to wait for: that many events of a kind that say so, or that nothing is under way any more."""

    until: Literal["event", "idle"] = "event"
    kind: Name = ""
    where: dict[str, Any] = Field(default_factory=dict)
    count: Annotated[int, Field(ge=1, le=1_000_000), IS_NUMBER] = 1
    timeout_s: Annotated[float, Field(gt=0, le=300), IS_NUMBER] = 10.0


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

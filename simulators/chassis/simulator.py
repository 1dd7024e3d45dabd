"""What the rest of the world sees of a system: one record, the same for all."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import FastAPI

from simulators.chassis.agenda import Acts, Agenda
from simulators.chassis.load import Load
from simulators.chassis.master import Codes, MasterData
from simulators.chassis.world import World


@dataclass(frozen=True, slots=True)
class Job:
    """Something the system does by itself, again and again."""

    name: str
    every_s: float
    run: Callable[[], Awaitable[None] | None]
    first_after_s: float | None = None  # until the first run; one interval when not given


class Store(Protocol):
    """Everything a system remembers in one world, and what is under way there."""

    agenda: Agenda

    def fork(self) -> "Store":
        """Give a store that begins as this one and changes on its own."""
        ...


class Service(Protocol):
    """A system's use cases over one store; it remembers nothing itself that a restart may not lose."""

    @property
    def acts(self) -> Acts:
        """What the entries of the store's agenda name."""
        ...


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """A famous bad habit of this class of product, as data."""

    kind: str
    summary: str
    defaults: Mapping[str, Any]


def _no_headers(_: object) -> Mapping[str, str]:
    return {}


def _nothing(_: object) -> Mapping[str, float]:
    return {}


@dataclass(frozen=True, slots=True)
class Simulator:
    """One system, ready to be opened in any number of worlds.

    `store` makes an empty store, `open` the use cases over one, `populate` fills an empty one from the
    business's master data, `api` makes the stateless routes, `jobs` lists what happens again and again.
    `loads` are profiles that the chassis carries out; a system that counts its sessions itself has none.
    `busy` says how busy those sessions are. `signed_in` gives the headers of a caller whom the service lets
    in; `states` bring about by name what a contract presupposes, and give the values to use in it.
    """

    name: str
    title: str
    capabilities: tuple[str, ...]
    not_simulated: tuple[str, ...]
    store: Callable[[], Store]
    open: Callable[[World, Any], Any]
    populate: Callable[[Any, MasterData], None]
    codes: Callable[[MasterData], Codes]
    api: Callable[[], FastAPI]
    jobs: Callable[[Any], tuple[Job, ...]]
    credentials: Callable[[], Mapping[str, str]]
    misbehaviours: tuple[Misbehaviour, ...] = ()
    signed_in: Callable[[Any], Mapping[str, str]] = _no_headers
    loads: Mapping[str, Load] = field(default_factory=dict)
    busy: Callable[[Any], Mapping[str, float]] = _nothing
    states: Mapping[str, Callable[[Any], Mapping[str, str]]] = field(default_factory=dict)
    docs_path: str = "/docs"

"""What the rest of the world sees of a system: one record, the same for all."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from simulators.chassis.master import Codes, MasterData
from simulators.chassis.world import World


@dataclass(frozen=True, slots=True)
class Job:
    """Something the system does by itself, again and again."""

    name: str
    every_s: float
    run: Callable[[], Awaitable[None]]
    first_after_s: float | None = None  # until the first run; one interval when not given


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """A famous bad habit of this class of product, as data."""

    kind: str
    summary: str
    defaults: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Simulator:
    """One system, ready to be opened in any number of worlds.

    `open` makes the use cases over an empty store, `populate` fills it from the business's master data
    and must be repeatable, `api` makes the stateless routes, `jobs` lists what happens by itself.
    """

    name: str
    title: str
    capabilities: tuple[str, ...]
    not_simulated: tuple[str, ...]
    open: Callable[[World], Any]
    populate: Callable[[Any, MasterData], None]
    codes: Callable[[MasterData], Codes]
    api: Callable[[], FastAPI]
    jobs: Callable[[Any], tuple[Job, ...]]
    credentials: Callable[[], Mapping[str, str]]
    misbehaviours: tuple[Misbehaviour, ...] = ()
    docs_path: str = "/docs"

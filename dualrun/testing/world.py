"""One world of a landscape: an isolated copy of all systems, with its own clock, faults and journal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dualrun.nearest import nearest
from dualrun.testing.clock import Clock
from dualrun.testing.control import WORLD_HEADER, ControlPlane, LandscapeError
from dualrun.testing.faults import Faults
from dualrun.testing.journal import Journal

WORLD_PREFIX = "/__world/"
GONE = 404


@dataclass(frozen=True, slots=True)
class System:
    """Where one system answers, and who may sign in."""

    name: str
    title: str
    url: str
    docs: str
    health: str
    credentials: Mapping[str, str]


class World:
    """A world that a test has to itself.

    A client comes in by `headers` on every request to the plain addresses, or by `urls`, which need none.
    """

    def __init__(self, name: str, control: ControlPlane, systems: Mapping[str, System]) -> None:
        self.name = name
        self.systems = systems
        self.headers = {WORLD_HEADER: name}
        self.urls = {each.name: f"{each.url}{WORLD_PREFIX}{name}" for each in systems.values()}
        self._landscape = control
        self._control = control.of(name)
        self.clock = Clock(self._control)
        self.faults = Faults(self._control)
        self.journal = Journal(self._control)

    def url(self, system: str, path: str = "") -> str:
        """Give the address of a system in this world, or of something there."""
        return self.urls[system_named(system, self.systems).name] + path

    def credentials(self, system: str) -> Mapping[str, str]:
        """Give what a client signs in with at a system."""
        return system_named(system, self.systems).credentials

    def health(self) -> dict[str, Any]:
        """Give how this world is: its seed, its time, how many requests it has answered."""
        found: dict[str, Any] = self._control.ask("GET", "/health")
        return found

    def reset(self, seed: int | None = None) -> None:
        """Begin again, with the business of this seed or of another: no log, no faults, no work under way."""
        if seed is None:
            self._control.ask("POST", "/reset")
        else:
            self._control.ask("POST", "/seed", {"seed": seed})

    def keep(self, snapshot: str) -> None:
        """Keep all systems as they are now, as a snapshot that other worlds can begin from."""
        self._control.ask("POST", "/snapshots", {"name": snapshot})

    def restore(self, snapshot: str) -> None:
        """Go back to a snapshot, clock and all."""
        self._control.ask("POST", f"/snapshots/{quote(snapshot, safe='')}/restore")

    def state(self, name: str, system: str | None = None) -> dict[str, Any]:
        """Bring about a provider state and give the values to use in it."""
        brought = self._control.ask("POST", "/states", {"name": name, "system": system})
        values: dict[str, Any] = brought["values"]
        return values

    def drop(self) -> None:
        """Let this world go, if it is still there."""
        try:
            self._landscape.ask("DELETE", f"/worlds/{quote(self.name, safe='')}")
        except LandscapeError as refusal:
            if refusal.status != GONE:
                raise

    def __repr__(self) -> str:
        return f"World({self.name!r})"

    def __enter__(self) -> "World":
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()


def system_named(name: str, systems: Mapping[str, System]) -> System:
    """Find a system.

    Raises:
        LandscapeError: it does not run here; says the nearest that does.
    """
    if name not in systems:
        meant = nearest(name, systems)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(systems)}"
        raise LandscapeError(f"{name}: no such system runs here; {hint}")
    return systems[name]

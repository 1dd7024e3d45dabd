"""A landscape that runs, whoever started it, and the worlds in it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

from dualrun.testing.control import ControlPlane
from dualrun.testing.starting import started
from dualrun.testing.world import System, World, system_named

DEFAULT = "default"
PRISTINE = "pristine"


class Landscape:
    """All systems behind one control plane; with a `seed`, its worlds begin with that seed's business."""

    def __init__(self, url: str, token: str = "", seed: int | None = None) -> None:
        self.control = ControlPlane(url, token)
        self.systems = {one["name"]: System(**one) for one in self.control.ask("GET", "/systems")}
        self._own_seed: int = self.control.ask("GET", "/health")["seed"]
        self.seed = self._own_seed if seed is None else seed

    @property
    def default(self) -> World:
        """The world of everybody who names none, shared by all of them."""
        return World(DEFAULT, self.control, self.systems)

    def url(self, system: str) -> str:
        """Give the plain address of a system; a request there names its world by a header."""
        return system_named(system, self.systems).url

    def world(
        self, name: str, *, snapshot: str | None = None, seed: int | None = None, frozen: bool = False
    ) -> World:
        """Make a world, pristine or from a snapshot or another world; as a context, it goes at the end."""
        world = World(name, self.control, self.systems)
        self.control.ask("PUT", f"/worlds/{quote(name, safe='')}", {"from": snapshot or PRISTINE})
        wanted = seed if seed is not None else self.seed
        if snapshot is None and wanted != self._own_seed:
            world.reset(seed=wanted)
        if frozen:
            world.clock.freeze()
        return world

    def forget(self, snapshot: str) -> None:
        """Forget a snapshot."""
        self.control.ask("DELETE", f"/snapshots/{quote(snapshot, safe='')}")


@contextmanager
def running(
    *,
    only: Iterable[str] = (),
    seed: int | None = None,
    pace: str | None = None,
    base_port: int | None = None,
    url: str | None = None,
    token: str | None = None,
) -> Iterator[Landscape]:
    """Give a landscape: the one at `url` (DUALRUN_URL), or else one started for this and stopped at the end.

    One that runs already keeps its pace, and must have the systems in `only`; its worlds begin with `seed`.

    Raises:
        LandscapeError: it does not come up, does not answer, or lacks a system.
    """
    named = tuple(only)
    url = url or os.environ.get("DUALRUN_URL")
    token = token or os.environ.get("DUALRUN_ADMIN_TOKEN", "")
    if url:
        landscape = Landscape(url, token, seed)
        for system in named:
            system_named(system, landscape.systems)
        yield landscape
        return
    with started(named, seed=seed, pace=pace, base_port=base_port, token=token) as begun:
        yield Landscape(begun, token)

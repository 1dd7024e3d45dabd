"""The declared releases of the systems, each as what was said before it and what is said from it on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import orjson

from contracts.drift.csdl import read_csdl
from contracts.drift.openapi import read_openapi
from contracts.drift.snapshots import SnapshotError
from contracts.drift.surface import Surface, renamed
from dualrun.nearest import nearest
from simulators.registry import load

SPOKEN = "2026-01"
"""The wave of the logistics provider in whose paths the pacts speak."""


class Wave(NamedTuple):
    """One release of one system: the surfaces before and after it, pairwise."""

    system: str
    name: str
    surfaces: Callable[[], Sequence[tuple[Surface, Surface]]]

    @property
    def title(self) -> str:
        """How it is asked for."""
        return f"{self.system}@{self.name}"


def find_wave(title: str) -> Wave:
    """Give a declared release by `system@name`.

    Raises:
        SnapshotError: there is none of that name.
    """
    known = {wave.title: wave for wave in waves()}
    if title not in known:
        meant = nearest(title, tuple(known))
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
        raise SnapshotError(f"{title!r} is no release known here; {hint}")
    return known[title]


def waves() -> tuple[Wave, ...]:
    """Give every declared release, system by system, oldest first."""
    return (*_cloud_erp(), *_commerce(), *_threepl())


def _cloud_erp() -> list[Wave]:
    from simulators.cloud_erp.api.document import described
    from simulators.cloud_erp.schemas.catalogue import EDITIONS
    from simulators.cloud_erp.schemas.metadata import metadata_document

    def both(before: Any, after: Any) -> Callable[[], Sequence[tuple[Surface, Surface]]]:
        return lambda: (
            (read_openapi("cloud_erp", described(before)), read_openapi("cloud_erp", described(after))),
            (
                read_csdl("cloud_erp", metadata_document(before)),
                read_csdl("cloud_erp", metadata_document(after)),
            ),
        )

    editions = list(EDITIONS.values())
    return [
        Wave("cloud_erp", after.wave.version, both(before, after)) for before, after in pairwise(editions)
    ]


def _commerce() -> list[Wave]:
    from simulators.commerce.schemas.releases import described_in
    from simulators.commerce.schemas.waves import RELEASES

    def read(release: str) -> Surface:
        return read_openapi("commerce", described_in(release, _document("commerce")))

    return _steps("commerce", RELEASES, read)


def _threepl() -> list[Wave]:
    from simulators.threepl.schemas.waves import WAVES

    def read(wave: str) -> Surface:
        """Give the routes of one wave, filed under the current one, in whose words the pacts speak."""
        whole = read_openapi("threepl", _document("threepl"))
        own = {key: one for key, one in whole.operations.items() if f"/{wave}/" in key}
        return renamed(replace(whole, operations=own), {f" /{wave}/": f" /{SPOKEN}/"})

    return _steps("threepl", WAVES, read)


def _steps(system: str, names: Sequence[str], read: Callable[[str], Surface]) -> list[Wave]:
    def both(before: str, after: str) -> Callable[[], Sequence[tuple[Surface, Surface]]]:
        return lambda: ((read(before), read(after)),)

    return [Wave(system, after, both(before, after)) for before, after in pairwise(names)]


def _document(system: str) -> Mapping[str, Any]:
    """Give the OpenAPI document as it would be read, without Python's own types."""
    document: Mapping[str, Any] = orjson.loads(orjson.dumps(load(system).api().openapi()))
    return document

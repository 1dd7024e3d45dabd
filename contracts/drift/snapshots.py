"""What every system said of itself when somebody last looked: documents in a folder, one file each.

A file is called `system.kind.ending`, or `system.Service.wsdl` where a system has several of a kind.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import orjson

from contracts.alone import facade_alone, system_alone
from contracts.drift.asyncapi import read_asyncapi
from contracts.drift.csdl import read_csdl
from contracts.drift.graphql_sdl import read_sdl
from contracts.drift.openapi import read_openapi
from contracts.drift.surface import Surface
from contracts.drift.wsdl import read_wsdl
from dualrun.errors import UsageError
from simulators.registry import NAMES

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
FACADE = "facade"
SYSTEMS = (FACADE, *NAMES)


class SnapshotError(UsageError):
    """A document that cannot be read, or is not there; says which."""


class Described(NamedTuple):
    """One document of a system."""

    system: str
    name: str
    text: str

    @property
    def kind(self) -> str:
        """The ending, which tells how to read it."""
        return self.name.partition(".")[2]


def _openapi(system: str, text: str) -> Surface:
    return read_openapi(system, orjson.loads(text))


def _asyncapi(system: str, text: str) -> Surface:
    return read_asyncapi(system, orjson.loads(text))


READERS: Mapping[str, Callable[[str, str], Surface]] = {
    "openapi.json": _openapi,
    "asyncapi.json": _asyncapi,
    "csdl.xml": lambda system, text: read_csdl(system, text.encode()),
    "wsdl": lambda system, text: read_wsdl(system, text.encode()),
    "graphql": read_sdl,
}


def read_surface(described: Described) -> Surface:
    """Read a document as what it is by its name.

    Raises:
        SnapshotError: it is no document of that kind.
    """
    reader = next((READERS[kind] for kind in READERS if described.name.endswith(f".{kind}")), None)
    if reader is None:
        raise SnapshotError(f"{described.name}: not known how to read it; there are {', '.join(READERS)}")
    try:
        return reader(described.system, described.text)
    except Exception as error:  # noqa: BLE001 - five parsers, each with its own ways to refuse a document
        why = str(error).partition("\n")[0]
        raise SnapshotError(f"{described.name}: cannot be read: {why}") from None


def kept(folder: Path, system: str) -> list[Described]:
    """Give the documents of a system that lie in a folder.

    Raises:
        SnapshotError: there is none.
    """
    files = sorted(folder.glob(f"{system}.*"))
    if not files:
        raise SnapshotError(
            f"{folder}: no document of {system} there; a file is called {system}.openapi.json"
        )
    return [Described(system, file.name, file.read_text(encoding="utf-8")) for file in files]


def write_snapshots(folder: Path = SNAPSHOTS, systems: Sequence[str] = SYSTEMS) -> list[Path]:
    """Write down what every system says of itself now; what is no longer said goes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for system in systems:
        for old in folder.glob(f"{system}.*"):
            old.unlink()
        for described in described_now(system):
            path = folder / described.name
            path.write_text(described.text, encoding="utf-8")
            written.append(path)
    return written


def described_now(system: str) -> list[Described]:
    """Ask a system, put up in process, for everything that it says of itself."""
    return [Described(system, name, text) for name, text in _documents(system)]


def _documents(system: str) -> Iterator[tuple[str, str]]:
    alone = facade_alone().facade.app if system == FACADE else system_alone(system).system
    yield f"{system}.openapi.json", laid_out(_asked(alone, "/openapi.json"))
    if system == FACADE:
        yield f"{system}.asyncapi.json", laid_out(_asked(alone, "/asyncapi.json"))
    if system == "cloud_erp":
        from simulators.cloud_erp.schemas.catalogue import CURRENT
        from simulators.cloud_erp.schemas.metadata import metadata_document

        yield f"{system}.csdl.xml", one_a_line(metadata_document(CURRENT).decode())
    if system == "threepl_graphql":
        from graphql import print_schema

        from simulators.threepl_graphql.schemas.engine import schema

        yield f"{system}.graphql", print_schema(schema()) + "\n"
    if system == "legacy_erp":
        yield from _services()


def _services() -> Iterator[tuple[str, str]]:
    from simulators.legacy_erp.schemas.forms import CODEUNITS
    from simulators.legacy_erp.schemas.wsdl import codeunit_wsdl, page_wsdl
    from simulators.legacy_erp.service.catalogue import PAGES

    for name in PAGES:
        yield f"legacy_erp.{name}.wsdl", one_a_line(page_wsdl(PAGES[name], f"http://legacy_erp/Page/{name}"))
    for name in CODEUNITS:
        yield f"legacy_erp.{name}.wsdl", one_a_line(codeunit_wsdl(name, f"http://legacy_erp/Codeunit/{name}"))


def _asked(app: Any, path: str) -> Any:
    async def ask() -> Any:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://it") as http:
            return (await http.get(path)).json()

    return asyncio.run(ask())


def laid_out(document: Mapping[str, Any]) -> str:
    """Write JSON with a line for each operation and each schema, so that what has changed can be seen."""
    return f"{_laid_out(document, 0)}\n"


def _laid_out(value: Any, depth: int) -> str:
    if depth == 3 or not isinstance(value, dict) or not value:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    inside = [
        f"{' ' * (depth + 1)}{json.dumps(name, ensure_ascii=False)}: {_laid_out(value[name], depth + 1)}"
        for name in sorted(value)
    ]
    return "{\n" + ",\n".join(inside) + "\n" + " " * depth + "}"


def one_a_line(xml: str) -> str:
    """Write XML with a line for each element."""
    return xml.replace("><", ">\n<").rstrip("\n") + "\n"

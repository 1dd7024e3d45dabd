"""Turns what consumers rely on into pact files: each interaction is tried on a mock before it is written."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from pact import Pact

from contracts.consumers.field_sales import FieldSales

PACTS = Path(__file__).parent / "pacts"
PAIRS = ("field_sales_facade",)


class BrokenPromiseError(Exception):
    """The consumer's own code does not get along with what its contract says."""


def pair(name: str) -> ModuleType:
    """Give the contract of a consumer with its provider."""
    return import_module(f"contracts.consumers.{name}")


def write_all(folder: Path = PACTS) -> list[Path]:
    """Write the pact of every pair anew."""
    return [write(pair(name), folder) for name in PAIRS]


def write(contract: ModuleType, folder: Path) -> Path:
    """Write the pact of one pair anew: what is no longer said goes.

    Raises:
        BrokenPromiseError: the consumer makes something else of an answer than the contract says.
    """
    with TemporaryDirectory() as drafts:
        for describe in contract.INTERACTIONS:
            drafted = Pact(contract.CONSUMER, contract.PROVIDER)
            live_through(drafted, describe)
            drafted.write_file(drafts)
        name = f"{contract.CONSUMER}-{contract.PROVIDER}.json"
        document = json.loads((Path(drafts) / name).read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(_lasting(document), encoding="utf-8")
    return path


def live_through(drafted: Pact, describe: Callable[[Pact], Callable[[FieldSales], bool]]) -> None:
    """Describe one interaction to a mock and let the consumer's code meet it.

    Raises:
        BrokenPromiseError: the consumer makes something else of the answer than the contract says.
    """
    holds = describe(drafted)
    with drafted.serve() as mock:
        app = FieldSales(str(mock.url))
        try:
            held = holds(app)
        finally:
            app.close()
    if not held:
        raise BrokenPromiseError(f"{describe.__name__}: the consumer did not get what its contract says")


def _lasting(document: dict[str, Any]) -> str:
    """Give the file's text without the versions of the tools, so that it changes only with the contract."""
    document["metadata"] = {"pactSpecification": document["metadata"]["pactSpecification"]}
    document["interactions"].sort(key=lambda one: one["description"])
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

"""Turns what consumers rely on into pact files: each interaction is tried on a mock before it is written."""

import json
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from pact import Pact

from contracts.consumers.said import Heard

PACTS = Path(__file__).parent / "pacts"
PAIRS = (
    "edi_partner_facade",
    "edi_partner_legacy_erp",
    "facade_cloud_erp",
    "facade_commerce",
    "facade_legacy_erp",
    "facade_threepl",
    "facade_threepl_graphql",
    "facade_wms",
    "field_sales_facade",
    "marketplace_facade",
    "order_monitor_facade",
    "portal_facade",
)
Describes = Callable[[Pact], Callable[[Any], bool]]
"""Tells a mock of an interaction, and gives whether the consumer at that mock gets what it relies on."""


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
            live_through(drafted, describe, contract)
            drafted.write_file(drafts)
        name = f"{contract.CONSUMER}-{contract.PROVIDER}.json"
        document = json.loads((Path(drafts) / name).read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(_lasting(document), encoding="utf-8")
    return path


def live_through(drafted: Pact, describe: Describes, contract: ModuleType) -> None:
    """Describe one interaction to a mock and let the consumer's code meet it.

    Raises:
        BrokenPromiseError: the consumer makes something else of the answer than the contract says.
    """
    holds = describe(drafted)
    if isinstance(describe, Heard):  # nobody is asked, and the library cannot serve a mock without a request
        with closing(contract.consumer("http://nobody.example")) as consumer:
            held = holds(consumer)
    else:
        with drafted.serve() as mock, closing(contract.consumer(str(mock.url))) as consumer:
            held = holds(consumer)
    if not held:
        raise BrokenPromiseError(f"{describe.__name__}: the consumer did not get what its contract says")


def _lasting(document: dict[str, Any]) -> str:
    """Give the file's text without the versions of the tools, so that it changes only with the contract."""
    document["metadata"] = {"pactSpecification": document["metadata"]["pactSpecification"]}
    for interaction in document["interactions"]:
        for part in (interaction, interaction.get("response", {})):
            _patterns_are_of_texts(part.get("matchingRules", {}).get("body", {}), part)
    document["interactions"].sort(key=lambda one: one["description"])
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _patterns_are_of_texts(rules: dict[str, Any], part: dict[str, Any]) -> None:
    """Let a pattern be one of a text: alone it is content with null and with numbers, as they are spelt."""
    if "json" not in (part.get("body") or part.get("contents") or {}).get("contentType", ""):
        return
    for rule in rules.values():
        kinds = [matcher["match"] for matcher in rule["matchers"]]
        if kinds == ["regex"]:
            rule["matchers"].insert(0, {"match": "type"})

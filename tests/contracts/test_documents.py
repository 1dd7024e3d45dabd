"""Every OpenAPI document holds what it refers to: generators stop at the first thing that is missing."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from dualrun.testing import running


@pytest.fixture(scope="module")
def documents() -> Iterator[dict[str, Any]]:
    with running() as landscape, httpx.Client(trust_env=False) as client:
        places = {name: "/__admin" if name == "control" else "" for name in landscape.systems}
        yield {
            name: client.get(f"{landscape.url(name)}{place}/openapi.json").json()
            for name, place in places.items()
        }


def parts_of(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
    for inner in document.values() if isinstance(document, dict) else document:
        if isinstance(inner, dict | list):
            yield from parts_of(inner)


def is_there(document: Any, reference: str) -> bool:
    found = document
    for name in reference.removeprefix("#/").split("/"):
        if not isinstance(found, dict) or name not in found:
            return False
        found = found[name]
    return True


def test_every_reference_leads_somewhere(documents):
    for name, document in documents.items():
        references = {part["$ref"] for part in parts_of(document) if isinstance(part.get("$ref"), str)}
        assert [each for each in sorted(references) if not is_there(document, each)] == [], name


def test_every_way_to_sign_in_is_described(documents):
    for name, document in documents.items():
        known = document.get("components", {}).get("securitySchemes", {})
        wanted = {
            scheme
            for part in parts_of(document)
            for way in (part.get("security") or ())
            for scheme in (way if isinstance(way, dict) else ())
        }
        assert wanted == set(known), name
        assert wanted or name in ("facade", "control"), name


def test_documents_say_what_their_version_of_the_format_knows(documents):
    for name, document in documents.items():
        assert document["openapi"].startswith("3.1"), name
        assert not [part for part in parts_of(document) if "nullable" in part], name
        lists = [part for part in parts_of(document) if part.get("type") == "array"]
        assert not [each for each in lists if not {"items", "prefixItems"} & set(each)], name


def test_no_two_operations_have_one_id(documents):
    for name, document in documents.items():
        operations = [each for path in document["paths"].values() for each in path.values()]
        ids = [each["operationId"] for each in operations if isinstance(each, dict) and "operationId" in each]
        assert len(set(ids)) == len(ids), name

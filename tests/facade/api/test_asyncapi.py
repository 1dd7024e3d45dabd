"""The AsyncAPI document keeps to the rules of version 3, and what is told keeps to the document."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from jsonschema import Draft7Validator, FormatChecker

from facade.adapters.webhooks import EVENTS
from facade.api.asyncapi import asyncapi_document
from facade.messaging.store import TrailEntry
from facade.orders.publishing import TYPES, as_message
from tests.facade.adapters.test_webhooks import Told
from tests.facade.builders import a_shipment, an_invoice, an_order
from tests.facade.door import Door

ROOT = {"asyncapi", "id", "info", "servers", "defaultContentType", "channels", "operations", "components"}
FIELDS = {
    "servers": {"host", "protocol", "description", "variables", "title", "summary", "security", "bindings"},
    "channels": {"address", "messages", "title", "servers", "parameters", "description", "bindings"},
    "operations": {"action", "channel", "summary", "messages", "bindings", "title", "description"},
    "messages": {"name", "title", "contentType", "headers", "payload", "summary", "description"},
}
KEY = re.compile(r"[A-Za-z0-9._-]+")


@pytest.fixture(scope="module")
def document() -> Any:
    return orjson.loads(orjson.dumps(asyncapi_document()))


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def at(document: Any, pointer: str) -> Any:
    for step in pointer.removeprefix("#/").split("/"):
        document = document[step]
    return document


def test_anybody_may_read_it(door: Door, document: Any) -> None:
    reply = door.ask("GET", "/asyncapi.json", headers={"authorization": ""})

    assert (reply.status_code, reply.json()) == (200, document)


def test_it_has_the_fields_of_version_3_and_no_others(document: Any) -> None:
    assert document["asyncapi"] == "3.0.0"
    assert set(document) <= ROOT
    assert {"title", "version"} <= set(document["info"])
    for kind, fields in FIELDS.items():
        found = document["components"]["messages"] if kind == "messages" else document[kind]
        for name, entry in found.items():
            assert KEY.fullmatch(name)
            assert set(entry) <= fields, (kind, name)
    assert all({"host", "protocol"} <= set(one) for one in document["servers"].values())
    assert all(one["action"] in ("send", "receive") for one in document["operations"].values())


def test_every_reference_leads_where_the_rules_have_it_lead(document: Any) -> None:
    for pointer in references(document):
        assert at(document, pointer), pointer
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].startswith("#/channels/")
    for channel in document["channels"].values():
        named = set(re.findall(r"{(\w+)}", channel["address"] or ""))
        assert named == set(channel.get("parameters", {}))
        for message in channel["messages"].values():
            assert message["$ref"].startswith("#/components/messages/")


def test_every_event_is_described_with_a_sound_schema(document: Any) -> None:
    messages = document["components"]["messages"]

    assert set(messages) == {*TYPES.values(), *EVENTS}
    for message in messages.values():
        Draft7Validator.check_schema(message["payload"])
        Draft7Validator.check_schema(message.get("headers", {}))


@pytest.mark.parametrize("event", TYPES)
def test_what_is_published_keeps_to_the_document(document: Any, event: str) -> None:
    told = TrailEntry(1, datetime(2026, 1, 5, tzinfo=UTC), event, "", "accepted", "m-1", "")

    message = as_message("FS-1", told)

    fits(document["components"]["messages"][message.subject]["payload"], orjson.loads(message.body))


def test_what_is_delivered_keeps_to_the_document(document: Any) -> None:
    told = Told(events=EVENTS)
    told.tell()
    told.tell_all(an_order(channel="marketplace"), a_shipment(), an_invoice())

    events = [(dict(headers), orjson.loads(body)) for _, headers, body in told.partner.taken]
    assert [event["type"] for _, event in events] == list(EVENTS)
    for headers, event in events:
        described = document["components"]["messages"][event["type"]]
        assert described["contentType"] == headers["content-type"]
        fits(described["payload"], event)
        fits(described["headers"], headers)


def fits(schema: Any, document: Any) -> None:
    Draft7Validator(schema, format_checker=FormatChecker()).validate(document)
    data = schema["properties"].get("data", {})
    assert set(document.get("data", {})) == set(data.get("properties", {}))

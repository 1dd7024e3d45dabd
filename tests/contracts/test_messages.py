"""What is said of its own accord: every message is looked for in what the real provider says, and named."""

import json
from dataclasses import replace

import orjson
import pytest
from jsonschema import Draft7Validator

from contracts.consumers import order_monitor_facade as monitor
from contracts.consumers.order_monitor import OrderMonitor
from contracts.consumers.webhook_receiver import NotGenuineError, WebhookReceiver
from contracts.pact_file import SAID, Interaction, PactError, State, read_pacts, spelt
from contracts.providers.facade_states import STATES
from contracts.providers.facade_told import lived_through, message_of
from contracts.providers.known import provider_of
from contracts.verification import Outcome, StateError, verify_one
from contracts.writing import PACTS
from facade.api.asyncapi import asyncapi_document
from facade.orders.publishing import TYPES
from tests.contracts.pact_document import Rote, a_pact, written

MESSAGES = [one for one in read_pacts(PACTS) if one.request.method == SAID]
PLACED = monitor.CHANNEL.placed
NOTHING = "no order has been placed"


def judged(interaction: Interaction) -> Outcome:
    return verify_one(interaction, provider_of(interaction.provider))


def one(provider: str, description: str) -> Interaction:
    [found] = [each for each in MESSAGES if (each.provider, each.description) == (provider, description)]
    return found


def test_both_directions_are_covered_by_at_least_forty_messages():
    assert len(MESSAGES) >= 40
    said_by = {each.provider for each in MESSAGES}
    assert said_by == {"facade", "commerce", "legacy_erp", "threepl", "threepl_graphql", "wms"}


def test_whatever_the_facade_tells_in_any_state_somebody_relies_on():
    told = {
        message.kind
        for name in STATES
        if name != NOTHING
        for message in lived_through(((name, spelt(PLACED)),))
    }
    heard = {each.request.headers["type"] for each in MESSAGES if each.provider == "facade"}

    assert told - heard == set()
    assert set(monitor.UNHEARD) <= set(TYPES.values())
    assert told & set(monitor.UNHEARD) == set()


@pytest.mark.parametrize("name", [name for name in STATES if name != NOTHING])
def test_whatever_the_facade_tells_fits_its_own_description(name):
    payloads = {
        kind: Draft7Validator(message["payload"])
        for kind, message in asyncapi_document()["components"]["messages"].items()
    }

    for message in lived_through(((name, spelt(PLACED)),)):
        payloads[message.kind].validate(orjson.loads(message.body))


@pytest.mark.parametrize(
    ("provider", "description", "path"),
    [
        ("facade", "the step order.booked", "version"),
        ("commerce", "that there is a new order", "qty_ordered"),
        ("threepl", "that an order is shipped", "external_line_id"),
        ("threepl_graphql", "that an order is shipped", "tracking_number"),
        ("wms", "that an order is picked", "pickedNumberOfItems"),
        ("legacy_erp", "the invoice of an order", "NETWR"),
    ],
)
def test_a_field_that_is_relied_on_and_not_said_breaks_the_contract(provider, description, path):
    interaction = one(provider, description)
    body = json.loads(json.dumps(interaction.expected.body).replace(f'"{path}"', f'"{path}_old"'))
    rules = {rule.replace(path, f"{path}_old"): how for rule, how in interaction.expected.body_rules.items()}

    changed = replace(interaction, expected=replace(interaction.expected, body=body, body_rules=rules))

    assert any(f"{path}_old" in each for each in judged(changed).differences)


def test_a_header_that_is_relied_on_and_not_sent_breaks_the_contract():
    interaction = one("threepl", "that an order is shipped")
    headers = {**interaction.expected.headers, "webhook-colour": "red"}

    changed = replace(interaction, expected=replace(interaction.expected, headers=headers))

    assert any("webhook-colour" in each for each in judged(changed).differences)


def test_another_media_type_breaks_the_contract():
    interaction = one("facade", "the step order.booked")
    headers = {**interaction.expected.headers, "content-type": "application/json"}

    changed = replace(interaction, expected=replace(interaction.expected, headers=headers))

    assert judged(changed).differences == (
        "header content-type: expected application/json, found application/cloudevents+json",
    )


def test_a_message_that_nobody_sends_is_told_with_what_is_sent():
    with pytest.raises(StateError, match=r"no 'order.boked' was told; told was order.accepted, order.valid"):
        message_of([State("an order has been accepted", PLACED)], "order.boked")


def test_a_file_that_nobody_leaves_is_told_with_what_lies_there():
    interaction = one("legacy_erp", "the invoice of an order")
    changed = replace(interaction, request=replace(interaction.request, headers={"type": "REMADV"}))

    [why] = judged(changed).differences
    assert why.startswith("state: no file of type 'REMADV' lies there; there are ORDRSP_PARTNER1_")


def test_a_system_that_says_nothing_is_told():
    interaction = replace(one("wms", "that an order is picked"), provider="cloud_erp", states=())

    [why] = judged(interaction).differences
    assert why == "state: cloud_erp says nothing of its own accord that anybody here listens to"


@pytest.mark.parametrize("contents", [None, {}, {"content": {"a": 1}}, "text"])
def test_a_message_without_contents_is_refused(contents, tmp_path):
    pact = a_pact(type="Asynchronous/Messages", contents=contents)

    with pytest.raises(PactError, match="a message without contents, which any message would fit"):
        read_pacts(written(tmp_path, pact))


def test_rules_on_metadata_are_heeded(tmp_path):
    digits = {"combine": "AND", "matchers": [{"match": "regex", "regex": "^[0-9]+$"}]}
    pact = a_pact(
        type="Asynchronous/Messages",
        contents={"content": {"number": "SO-9"}, "contentType": "application/json"},
        metadata={"contentType": "application/json", "X-Number": "1"},
        matchingRules={"metadata": {"X-Number": digits}},
    )
    [interaction] = read_pacts(written(tmp_path, pact))
    body, sent = b'{"number": "SO-9"}', {"content-type": "application/json"}

    held = verify_one(interaction, Rote(body, 0, {**sent, "x-number": "77"}))
    broken = verify_one(interaction, Rote(body, 0, {**sent, "x-number": "many"}))

    assert held.differences == ()
    assert "x-number" in broken.differences[0]


def test_a_delivery_is_taken_only_when_it_is_genuine_and_fresh():
    receiver = WebhookReceiver("whsec_c2VjcmV0")
    body = b'{"type": "order.shipped", "data": {}}'
    headers = {"webhook-id": "1", "webhook-timestamp": "100"}
    headers["webhook-signature"] = receiver.signature("1", "100", body)

    assert receiver.take(headers, body, 100) == ("order.shipped", {})
    with pytest.raises(NotGenuineError, match="signature"):
        receiver.take(headers, body + b" ", 100)
    with pytest.raises(NotGenuineError, match="too long ago"):
        receiver.take(headers, body, 401)


def test_the_board_notices_a_step_that_is_missing():
    def step(version: int) -> bytes:
        data = {"version": version, "status_to": "validated"}
        return orjson.dumps({"subject": "A", "type": "order.validated", "time": "now", "data": data})

    board = OrderMonitor()

    assert [board.take(step(version)) for version in (1, 2, 2, 5)] == [True, True, False, True]
    assert board.missed == ["A: 3 to 4"]

"""A provider served with its states and messages gets the verdicts, from any verifier, that it gets here."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace

import orjson
import pytest

from contracts.cli import run
from contracts.pact_file import KIND, SAID, PactError, Request, read_pacts, spelt
from contracts.providers.known import is_mute, live_provider, provider_of
from contracts.providers.served import MESSAGES_PATH, METADATA, STATES_PATH, Desk, message_from
from contracts.verification import StateError, verify
from contracts.writing import PACTS
from dualrun.network.reply import Reply
from tests.contracts.pact_document import Rote, a_pact, written

ALL = [one for one in read_pacts(PACTS) if one.provider == "facade"]
SOME = [one for one in ALL if one.consumer == "portal" and "completed" not in one.description]
CONTENT = {"content": {"number": "SO-1"}, "contentType": "application/json"}
TOLD = {"type": "Asynchronous/Messages", "contents": CONTENT, "metadata": {KIND: "order.opened"}}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    asked = [sys.executable, "-m", "dualrun", "contracts", "serve", "--port", "0", "--stage", "dualwrite"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as serving:
        assert serving.stdout is not None
        yield serving.stdout.readline().strip()
        serving.terminate()


def asked(path: str, document: object) -> Request:
    return Request("POST", path, {}, spelt(document))


def desk(tmp_path, **changes) -> tuple[Desk, Rote]:
    provider = Rote(**changes)
    return Desk(provider, read_pacts(written(tmp_path, a_pact(**TOLD)))), provider


def test_what_holds_in_process_holds_where_it_is_served_messages_and_all(url):
    outcomes = verify(SOME, live_provider("facade", url, None, []))

    assert {one.request.method for one in SOME} == {"GET", "POST", SAID}
    assert [(one.interaction.name, one.differences) for one in outcomes if not one.holds] == []


def test_what_breaks_in_process_breaks_where_it_is_served(url):
    spoilt = [replace(one, expected=replace(one.expected, body={"gone": 1})) for one in SOME[::6]]
    live = live_provider("facade", url, None, [])

    verdicts = [[one.differences for one in verify(spoilt, each)] for each in (live, provider_of("facade"))]

    assert verdicts[0] == verdicts[1]
    assert all(verdicts[0])


def test_a_provider_of_ones_own_can_be_asked_for_its_messages(url, capsys):
    at = ["--url", url, "--state-url", url + STATES_PATH, "--message-url", url + MESSAGES_PATH]

    assert run(["verify", "--provider", "facade", *at, "--only", "portal: that an order is processing"]) == 0
    assert "1 of 1 interactions hold" in capsys.readouterr().out


class TestStates:
    def test_are_lived_through_before_the_one_request_they_are_for(self, tmp_path):
        served, provider = desk(tmp_path)

        served.take(asked(STATES_PATH, {"state": "an order", "params": {"number": "7"}, "action": "setup"}))
        for _ in range(2):
            served.take(Request("GET", "/orders/SO-1", {"host": "here", "accept": "x/y"}, b""))

        [first, second] = provider.asked
        assert [(one.name, one.parameters) for one in first[0]] == [("an order", {"number": "7"})]
        assert first[1] == Request("GET", "/orders/SO-1", {"accept": "x/y"}, b"")
        assert second[0] == ()

    @pytest.mark.parametrize(("name", "action"), [("an order", "teardown"), ("", "setup")])
    def test_are_forgotten_when_they_are_torn_down_or_none_is_wanted(self, tmp_path, name, action):
        served, provider = desk(tmp_path)

        served.take(asked(STATES_PATH, {"state": "an order", "action": "setup"}))
        assert served.take(asked(STATES_PATH, {"state": name, "action": action})).status == 200
        served.take(Request("GET", "/", {}, b""))

        assert provider.asked[0][0] == ()

    def test_that_nobody_knows_are_refused_so_that_no_verifier_tries_again(self, tmp_path):
        reply = desk(tmp_path)[0].take(asked(STATES_PATH, {"state": "no order", "action": "setup"}))

        assert reply.status == 404
        assert b"no state 'no order'; there are 'an order'" in reply.body

    def test_that_fail_are_said_in_the_answer(self, tmp_path):
        reply = desk(tmp_path, is_able=False)[0].take(Request("GET", "/", {}, b""))

        assert reply.status == 500
        assert b"could not be set up" in reply.body


class TestMessages:
    def test_come_with_their_metadata(self, tmp_path):
        served, provider = desk(tmp_path)
        states = [{"name": "an order", "params": {"number": "7"}}]
        reply = served.take(asked(MESSAGES_PATH, {"description": "an open order", "providerStates": states}))

        assert json.loads(base64.b64decode(reply.headers[METADATA]))[KIND] == "order.opened"
        assert (message_from(reply).status, message_from(reply).body) == (0, provider.body)
        assert provider.asked[0][0][0].parameters == {"number": "7"}

    def test_that_nobody_knows_are_refused(self, tmp_path):
        reply = desk(tmp_path)[0].take(asked(MESSAGES_PATH, {"description": "a shut order"}))

        assert (reply.status, reply.body) == (404, b"no message 'a shut order'; there are an open order\n")

    @pytest.mark.parametrize(
        ("status", "headers", "said"),
        [(404, {}, "no message was told: 404"), (200, {METADATA: "e30"}, "is no JSON object in base64")],
    )
    def test_that_are_none_are_told(self, status: int, headers: Mapping[str, str], said: str):
        with pytest.raises(StateError, match=said):
            message_from(Reply(status, headers, b""))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff"])
@pytest.mark.parametrize("path", [STATES_PATH, MESSAGES_PATH])
def test_what_no_verifier_sends_is_refused(tmp_path, path, body):
    assert desk(tmp_path)[0].take(Request("POST", path, {}, body)).status == 404


def test_who_can_be_asked_for_messages_is_known():
    own = [live_provider("stock", "http://a", None, [], None, told) for told in (None, "http://a/told")]

    assert [is_mute(one) for one in own] == [True, False]
    assert is_mute(live_provider("wms", "http://a", None, []))
    assert not is_mute(live_provider("facade", "http://a", None, []))


def test_a_facade_that_is_served_without_its_states_is_told_at_once(url):
    with pytest.raises(PactError, match="no handler for the state"):
        verify(ALL[:1], live_provider("stock", url, None, []).__class__("facade", url, None, {}))


def test_a_stage_is_of_the_facade(capsys):
    assert run(["serve", "--provider", "wms", "--stage", "shadow"]) == 2
    assert "--stage and --release: they are of the façade" in capsys.readouterr().err
    assert run(["serve", "--stage", "shadw"]) == 2
    assert "did you mean shadow?" in capsys.readouterr().err


def test_the_values_of_the_pact_stand_in_what_is_answered():
    [one] = [
        each
        for each in read_pacts(PACTS)
        if each.name == "facade: an order by its reference when an order is shipped"
        and each.provider == "wms"
    ]
    served = Desk(provider_of("wms"), [one])
    for state in one.states:
        served.take(asked(STATES_PATH, {"state": state.name, "params": state.parameters, "action": "setup"}))

    reply = served.take(one.request)

    assert reply.status == 200
    assert all(
        str(value) in reply.body.decode() or str(value) in one.request.target
        for state in one.states
        for value in state.parameters.values()
    )
    assert orjson.loads(reply.body)


def test_short_ids_stand_where_the_pact_has_them_and_nowhere_else():
    [one] = [each for each in read_pacts(PACTS) if each.description == "that there is a new order"]
    served = Desk(provider_of("commerce"), [one])
    states = [{"name": state.name, "params": dict(state.parameters)} for state in one.states]

    reply = served.take(asked(MESSAGES_PATH, {"description": one.description, "providerStates": states}))

    said = orjson.loads(reply.body)
    assert (said["entity_id"], said["customer_id"]) == (770017, 770042)
    assert said["items"][0]["qty_ordered"] < 770017

import json

import pytest

from contracts.pact_file import PactError, read_pacts
from contracts.verification import verify
from tests.contracts.pact_document import GOOD, Rote, a_pact, written


def verdict(tmp_path, provider, **changes):
    [outcome] = verify(read_pacts(written(tmp_path, a_pact(**changes))), provider)
    return outcome


class TestAnAnswerThatHolds:
    def test_may_have_other_values_more_lines_and_more_fields(self, tmp_path):
        assert verdict(tmp_path, Rote()).differences == ()

    def test_was_asked_for_as_the_consumer_asks(self, tmp_path):
        provider = Rote()

        verdict(tmp_path, provider)

        [(states, request)] = provider.asked
        assert [(state.name, state.parameters) for state in states] == [("an order", {"number": "SO-1"})]
        assert (request.method, request.target) == ("GET", "/orders/SO-1?site=DC1")
        assert (request.headers, request.body) == ({"accept": "application/json"}, b"")


class TestAnAnswerThatBreaks:
    @pytest.mark.parametrize(
        ("changes", "where"),
        [
            ({"status": "closed"}, "$.status"),
            ({"number": "SO-x"}, "$.number"),
            ({"number": None}, "$.number"),
            ({"lines": []}, "$.lines"),
            ({"lines": [{"quantity": "1"}]}, "$.lines[0].quantity"),
            ({"lines": [{"quantity": 1.5}]}, "$.lines[0].quantity"),
            ({"lines": [{}]}, "$.lines[0]"),
        ],
    )
    def test_in_its_body_is_told_by_its_path(self, tmp_path, changes, where):
        found = verdict(tmp_path, Rote(json.dumps(GOOD | changes).encode()))

        assert not found.holds
        assert any(difference.startswith(f"body {where}") for difference in found.differences)

    def test_by_a_missing_field_is_told(self, tmp_path):
        [found] = verdict(tmp_path, Rote(b'{"number": "SO-1", "lines": [{"quantity": 1}]}')).differences

        assert "status" in found

    @pytest.mark.parametrize("body", [b"", b"<html>", b"\xff"])
    def test_by_not_being_json_is_told(self, tmp_path, body):
        [found] = verdict(tmp_path, Rote(body)).differences

        assert found.startswith("body: expected JSON")

    @pytest.mark.parametrize(
        ("header", "value"),
        [("content-type", "text/html"), ("etag", '"7"'), ("x-kind", "invoice"), ("x-kind", None)],
    )
    def test_in_a_header_is_told_by_its_name(self, tmp_path, header, value):
        headers = {**Rote().headers, header: value}
        if value is None:
            del headers[header]

        [found] = verdict(tmp_path, Rote(headers=headers)).differences

        assert header in found

    def test_by_its_status_is_told(self, tmp_path):
        assert verdict(tmp_path, Rote(status=500)).differences == ("status: expected 200, found 500",)


class TestNothingPassesUnverified:
    def test_when_the_state_cannot_be_set_up(self, tmp_path):
        [found] = verdict(tmp_path, Rote(is_able=False)).differences

        assert found.startswith("state: 'an order' could not be set up")

    def test_when_nobody_knows_the_state(self, tmp_path):
        with pytest.raises(PactError, match="no handler for the state 'an order'; there are 'no order'"):
            verdict(tmp_path, Rote(states={"no order": None}))

    def test_when_the_pacts_are_with_somebody_else(self, tmp_path):
        interactions = read_pacts(written(tmp_path, a_pact(provider="prices")))

        with pytest.raises(PactError, match="no pact is with stock; there are pacts with prices"):
            verify(interactions, Rote())

    @pytest.mark.parametrize(("only", "said"), [("shipment", "matches no interaction"), ("(", "no pattern")])
    def test_when_the_filter_leaves_nothing(self, tmp_path, only, said):
        with pytest.raises(PactError, match=said):
            verify(read_pacts(written(tmp_path, a_pact())), Rote(), only)

    def test_when_there_is_no_pact(self, tmp_path):
        with pytest.raises(PactError, match="no interaction in it"):
            read_pacts(tmp_path)

    def test_when_a_pact_is_empty(self, tmp_path):
        with pytest.raises(PactError, match="no interaction in it"):
            read_pacts(written(tmp_path, {**a_pact(), "interactions": []}))

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"type": "Synchronous/Messages"}, "Synchronous/Messages is not verified here"),
            ({"type": "Asynchronous/Messages"}, "a message without contents"),
            ({"type": "Asynchronous/Messages", "contents": {"content": ""}}, "a message without contents"),
            ({"request": {"method": "GET", "path": "/", "generators": {"path": {}}}}, "generators"),
            ({"response": {"status": 200, "matchingRules": {"status": {}}}}, "rules on the status"),
            (
                {
                    "response": {
                        "status": 200,
                        "body": {"content": "eA==", "contentType": "x/y", "encoded": True},
                    }
                },
                "a body of x/y is not verified",
            ),
            ({"response": {}}, "not a pact of version 4: KeyError"),
        ],
    )
    def test_when_a_pact_says_what_is_not_understood(self, tmp_path, changes, said):
        with pytest.raises(PactError, match=said):
            read_pacts(written(tmp_path, a_pact(**changes)))

    @pytest.mark.parametrize(("text", "said"), [("{", "not JSON"), ("[]", "not a pact of version 4")])
    def test_when_a_file_is_no_pact(self, tmp_path, text, said):
        (tmp_path / "x.json").write_text(text)

        with pytest.raises(PactError, match=f"x.json: {said}"):
            read_pacts(tmp_path / "x.json")

    def test_when_the_file_is_not_there(self, tmp_path):
        with pytest.raises(PactError, match=r"gone.json: No such file"):
            read_pacts(tmp_path / "gone.json")

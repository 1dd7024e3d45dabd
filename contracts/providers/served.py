"""A provider as other tools verify it: its states, its messages and its routes at one address.

The paths and bodies are those that all Pact verifiers use. What a state comes to shows in the answer to the
request after it, for a provider here lives through states and request in one go, from a beginning of its own.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from contracts.pact_file import SAID, Interaction, Request, State, replaced
from contracts.providers.standing import put_back
from contracts.verification import VALUE_LENGTH_MIN, Provider, StateError
from dualrun.network.reply import Reply

STATES_PATH, MESSAGES_PATH = "/_pact/states", "/_pact/messages"
METADATA = "pact-message-metadata"
NO_STATE = ""
"""What verifiers ask for when an interaction presupposes nothing."""
OF_THE_WAY = ("host", "connection", "content-length", "accept-encoding", "transfer-encoding")
TEXT = {"content-type": "text/plain; charset=utf-8"}


class Desk:
    """Takes states, and then the one request, or the wish for a message, that they are for."""

    def __init__(self, provider: Provider, interactions: Sequence[Interaction]) -> None:
        self._provider = provider
        self._interactions = interactions
        self._kinds = {
            one.request.target: one.request.headers for one in interactions if one.request.method == SAID
        }
        self._states: tuple[State, ...] = ()

    def take(self, request: Request) -> Reply:
        """Answer whatever comes; what cannot be brought about is said in the answer, never passed over."""
        if request.target == STATES_PATH:
            return self._state(_wish(request.body))
        states, self._states = self._states, ()
        try:
            if request.target == MESSAGES_PATH:
                return self._message(_wish(request.body))
            asked = {name: value for name, value in request.headers.items() if name not in OF_THE_WAY}
            return self._answer(states, Request(request.method, request.target, asked, request.body))
        except StateError as error:
            return _said(500, f"state: {error}")

    def _state(self, asked: Mapping[str, Any]) -> Reply:
        if asked.get("action") == "teardown" or asked.get("state") == NO_STATE:
            self._states = ()
        elif (name := asked.get("state")) not in self._provider.states:
            known = ", ".join(repr(each) for each in self._provider.states)
            return _said(404, f"no state {name!r}; there are {known}")
        else:
            self._states += (State(str(name), asked.get("params") or {}),)
        return Reply(200, {"content-type": "application/json"}, b"{}")

    def _message(self, asked: Mapping[str, Any]) -> Reply:
        description = str(asked.get("description"))
        if description not in self._kinds:
            return _said(404, f"no message {description!r}; there are {', '.join(self._kinds) or 'none'}")
        kind = self._kinds[description]
        states = [State(one["name"], one.get("params") or {}) for one in asked.get("providerStates") or ()]
        said = self._answer(states, Request(SAID, description, kind, b""))
        media_type = said.headers.get("content-type", "application/json")
        others = {name: value for name, value in said.headers.items() if name != "content-type"}
        told = orjson.dumps({**others, **kind, "contentType": media_type})
        headers = {"content-type": media_type, METADATA: base64.b64encode(told).decode()}
        return Reply(200, headers, said.body)

    def _answer(self, states: Sequence[State], request: Request) -> Reply:
        """Ask the provider, and put the pact's values back in the place of its own."""
        answered = self._provider.answer(states, request)
        there = {own: ours for ours, own in answered.values.items()}
        long = {own: ours for own, ours in there.items() if len(own) >= VALUE_LENGTH_MIN}
        reply = answered.answer
        headers = {
            name: replaced(value, long) for name, value in reply.headers.items() if name not in OF_THE_WAY
        }
        body = replaced(reply.body.decode("utf-8", "surrogateescape"), long)
        put = Reply(reply.status, headers, body.encode("utf-8", "surrogateescape"))
        short = {own: ours for own, ours in there.items() if own not in long}
        for one in self._meant(states, request) if short else ():
            put = put_back(put, one.expected, short)
        return put

    def _meant(self, states: Sequence[State], request: Request) -> Iterator[Interaction]:
        """Give the interactions that this may be about."""
        for one in self._interactions:
            is_asked = (one.request.method, one.request.path) == (request.method, request.path)
            if is_asked and list(one.states) == list(states):
                yield one


def message_from(reply: Reply) -> Reply:
    """Give the message in the answer of a provider: its metadata as headers, and its contents.

    Raises:
        StateError: there is none in it.
    """
    if not 200 <= reply.status < 300:
        raise StateError(f"no message was told: {reply.status} {reply.body.decode(errors='replace')[:200]}")
    try:
        metadata = orjson.loads(base64.b64decode(reply.headers.get(METADATA, "e30="), validate=True))
        told = {str(name).lower(): str(value) for name, value in metadata.items()}
    except (ValueError, AttributeError) as error:
        raise StateError(f"{METADATA} is no JSON object in base64: {error}") from None
    return Reply(0, {**told, "content-type": reply.headers.get("content-type", "")}, reply.body)


def _wish(body: bytes) -> Mapping[str, Any]:
    """Give what a verifier says; what is no JSON object says nothing, and so is refused as unknown."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _said(status: int, text: str) -> Reply:
    return Reply(status, TEXT, f"{text}\n".encode())

"""A provider of the user's own, wherever it stands: put into states by a URL, as the Pact tools do it.

What it says of its own accord it is asked for by another URL, again as the Pact tools do it.
"""

from collections.abc import Iterator, Mapping, Sequence

import httpx

from contracts.pact_file import KIND, SAID, Request, State
from contracts.providers.served import message_from
from contracts.verification import Answered, StateError
from dualrun.network.reply import Reply

PATIENCE_S = 30.0
"""Who is not there is told at once; who lives through states may take a while on a busy machine."""


class EveryState(Mapping[str, object]):
    """What the state URL knows, only it can tell: every name may be one."""

    def __getitem__(self, name: str) -> object:
        """Take any name."""
        return name

    def __contains__(self, name: object) -> bool:
        """Take any name."""
        return True

    def __iter__(self) -> Iterator[str]:
        """Name none."""
        return iter(())

    def __len__(self) -> int:
        """Count none."""
        return 0


class OwnProvider:
    """Implements Provider over sockets; without a state URL it knows no state, and so with messages."""

    def __init__(
        self,
        name: str,
        url: str,
        state_url: str | None,
        headers: Mapping[str, str],
        message_url: str | None = None,
    ) -> None:
        self.name = name
        self.states: Mapping[str, object] = EveryState() if state_url else {}
        self._url = url.rstrip("/")
        self._state_url = state_url
        self._message_url = message_url
        self._headers = headers

    @property
    def tells(self) -> bool:
        """Whether its messages can be asked for."""
        return self._message_url is not None

    def answer(self, states: Sequence[State], request: Request) -> Answered:
        """Have the provider put into the states, and ask it."""
        if request.method == SAID and not self._message_url:
            raise StateError("what it says of its own accord is told where --message-url says")
        with httpx.Client(trust_env=False, timeout=PATIENCE_S) as http:
            try:
                for state in states:
                    self._bring_about(http, state)
                if request.method == SAID:
                    return Answered(self._message(http, states, request))
                headers = {**self._headers, **request.headers}
                where = f"{self._url}{request.target}"
                reply = http.request(request.method, where, headers=headers, content=request.body)
            except httpx.HTTPError as error:
                raise StateError(f"{self.name} cannot be reached: {error!r}") from None
        return Answered(Reply(reply.status_code, dict(reply.headers), reply.content))

    def _message(self, http: httpx.Client, states: Sequence[State], request: Request) -> Reply:
        given = [{"name": state.name, "params": dict(state.parameters)} for state in states]
        wish = {"description": request.target, "providerStates": given}
        reply = http.post(str(self._message_url), json=wish, headers=dict(self._headers))
        said = message_from(Reply(reply.status_code, dict(reply.headers), reply.content))
        wanted = request.headers.get(KIND, "")
        if wanted and said.headers.get(KIND, wanted) != wanted:
            raise StateError(f"the message is a {said.headers[KIND]}, and a {wanted} was asked for")
        return said

    def _bring_about(self, http: httpx.Client, state: State) -> None:
        asked = {"state": state.name, "params": dict(state.parameters), "action": "setup"}
        reply = http.post(str(self._state_url), json=asked)
        if not reply.is_success:
            raise StateError(f"{state.name!r} was answered {reply.status_code}: {reply.text[:200]}")

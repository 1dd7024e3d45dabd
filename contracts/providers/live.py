"""A provider as it stands somewhere: put into states over its control plane, and asked over the network.

Every interaction begins with a reset, so that a live verdict rests on the states it names and nothing else;
point it at no system whose data anybody needs.
"""

from collections.abc import Mapping, Sequence

import httpx

from contracts.pact_file import SAID, Request, State
from contracts.providers.simulator import REGISTERED, SimulatorProvider
from contracts.verification import Answered, Provider, StateError, values_told
from dualrun.network.reply import Reply

PATIENCE_S = 5.0


class LiveProvider:
    """Implements Provider over sockets; what it can be put into is what its kind in process can."""

    def __init__(self, known: Provider, url: str, control: str, headers: Mapping[str, str]) -> None:
        self.name = known.name
        self.states: Mapping[str, object] = known.states
        self._known = known
        self._url = url.rstrip("/")
        self._control = f"{control.rstrip('/')}/__admin"
        self._headers = headers

    def answer(self, states: Sequence[State], request: Request) -> Answered:
        """Reset the provider, put it into the states, and ask."""
        if request.method == SAID:
            raise StateError("what is said of its own accord is verified in process only")
        with httpx.Client(trust_env=False, timeout=PATIENCE_S) as http:
            try:
                return self._answer(http, states, request)
            except httpx.HTTPError as error:
                raise StateError(f"{self.name} cannot be reached: {error!r}") from None

    def _answer(self, http: httpx.Client, states: Sequence[State], request: Request) -> Answered:
        self._steer(http, "/reset", {"system": self.name})
        values: dict[str, str] = {}
        for state in states:
            values |= values_told(state, self._brought_about(http, state))
        told = request.told(values)
        headers = {**(self._headers or self._signed_in(http)), **told.headers}
        reply = http.request(told.method, f"{self._url}{told.target}", headers=headers, content=told.body)
        return Answered(Reply(reply.status_code, dict(reply.headers), reply.content), values)

    def _brought_about(self, http: httpx.Client, state: State) -> Mapping[str, str]:
        if state.name == REGISTERED and isinstance(self._known, SimulatorProvider):
            return self._known.credentials()
        told: Mapping[str, str] = self._steer(http, "/states", {"name": state.name, "system": self.name})[
            "values"
        ]
        return told

    def _signed_in(self, http: httpx.Client) -> Mapping[str, str]:
        """Sign in as the published credentials allow; a token from before the reset would be void."""
        if not isinstance(self._known, SimulatorProvider):
            return {}
        said = self._known.credentials()
        if "tenant" not in said:
            return self._known.simulator.signed_in(None)
        form = {key: said[key] for key in ("client_id", "client_secret")}
        form |= {"grant_type": "client_credentials", "scope": f"{self._url}/.default"}
        reply = http.post(f"{self._url}/{said['tenant']}/oauth2/v2.0/token", data=form)
        if reply.status_code != 200:
            raise StateError(f"nobody could sign in: {reply.status_code} {reply.text[:200]}")
        return {"authorization": f"Bearer {reply.json()['access_token']}"}

    def _steer(
        self, http: httpx.Client, path: str, asked: Mapping[str, str]
    ) -> Mapping[str, Mapping[str, str]]:
        reply = http.post(f"{self._control}{path}", json=asked)
        if reply.status_code != 200:
            raise StateError(f"{asked} was answered {reply.status_code}: {reply.text[:200]}")
        said: Mapping[str, Mapping[str, str]] = reply.json()
        return said

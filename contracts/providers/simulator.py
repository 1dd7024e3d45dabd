"""A simulated system as a provider: put up anew for every interaction, with the values that its states give.

The parameters of a state in a pact name what stands there for what only the provider knows: its numbers, its
codes. They are replaced before the request is sent, and in what is expected of the answer.
"""

import asyncio
from collections.abc import Mapping, Sequence

import httpx

from contracts.alone import SystemAlone, system_alone
from contracts.pact_file import SAID, Request, State
from contracts.providers.notices import SPEAKERS, last_notice
from contracts.providers.releases import IN_FORCE, Release
from contracts.verification import Answered, StateError, values_told
from dualrun.network.reply import Reply
from simulators.registry import load

REGISTERED = "the façade is registered"
"""Every system knows this state: it gives the credentials by which the system's own settings go."""


class SimulatorProvider:
    """Implements Provider for one system of the registry, in the release that is in force or in another."""

    def __init__(self, name: str, release: Release = IN_FORCE) -> None:
        self.name = name
        self.simulator = simulator = load(name)
        self._release = release
        self.states: Mapping[str, object] = {**simulator.states, REGISTERED: self.credentials}

    def credentials(self) -> Mapping[str, str]:
        """Give what the façade is told of the system, which may name the environment of a release."""
        return {**self.simulator.credentials(), **self._release.credentials}

    def answer(self, states: Sequence[State], request: Request) -> Answered:
        """Put up the system, get it into the states, and ask."""
        if request.method == SAID:
            return self._said(states, request.headers.get("type", ""))
        alone = system_alone(self.name)
        values: dict[str, str] = {}
        for state in states:
            values |= values_told(state, self._brought_about(alone, state.name))
        reply = asyncio.run(_asked(alone, self._release.asked(request.told(values))))
        if alone.defects:
            where, error = alone.defects[0]
            raise StateError(f"something of ours broke meanwhile: {where}: {error!r}")
        return Answered(reply, values)

    def _said(self, states: Sequence[State], kind: str) -> Answered:
        if self.name not in SPEAKERS:
            raise StateError(f"{self.name} says nothing of its own accord that anybody here listens to")
        reply, values = last_notice(self.name, states, kind)
        return Answered(reply, values)

    def _brought_about(self, alone: SystemAlone, name: str) -> Mapping[str, str]:
        simulator = alone.system.simulator
        if name == REGISTERED:
            return self.credentials()
        try:
            return simulator.states[name](alone.system.service)
        except Exception as error:
            raise StateError(f"{name!r} could not be set up: {error!r}") from error


async def _asked(alone: SystemAlone, request: Request) -> Reply:
    """Ask as one who has signed in, unless the request says itself who asks."""
    headers = {**alone.system.simulator.signed_in(alone.system.service), **request.headers}
    transport = httpx.ASGITransport(alone.system)
    async with httpx.AsyncClient(transport=transport, base_url="http://provider") as http:
        reply = await http.request(request.method, request.target, headers=headers, content=request.body)
    return Reply(reply.status_code, dict(reply.headers), reply.content)

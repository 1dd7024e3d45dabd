"""How a load client proves who it is: a token for the client's secret, and a new one before it ends."""

import time
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import aiohttp

from loadtests.routes import Routes

EARLY_S = 60.0
FORM = {"grant_type": "client_credentials"}


class Passes:
    """The tokens of one façade's clients, by the secrets that `dualrun up --json` has told."""

    def __init__(self, url: str, secrets: Mapping[str, str], routes: Routes | None = None) -> None:
        self._routes = routes or Routes()
        self._url = url
        self._secrets = secrets
        self._held: dict[str, tuple[str, float]] = {}

    async def headers(self, session: aiohttp.ClientSession, client: str) -> dict[str, str]:
        """Give the header by which the façade knows a client."""
        if self._routes.headers or not self._routes.has("sign in"):
            return dict(self._routes.headers)
        token, ends_s = self._held.get(client, ("", 0.0))
        if time.monotonic() >= ends_s:
            token, ends_s = await self._asked(session, client)
            self._held[client] = token, ends_s
        return {"Authorization": f"Bearer {token}"}

    async def all_held(self, session: aiohttp.ClientSession) -> dict[str, tuple[str, float]]:
        """Sign everybody in, and give each one's token and how many seconds it is good for.

        Handed to the load clients, so that several processes ask for no more than one does. Who is not let in
        is left out: it will ask itself, and be counted.
        """
        for client in sorted(self._secrets):
            try:
                await self.headers(session, client)
            except aiohttp.ClientResponseError:
                continue
        now = time.monotonic()
        return {client: (token, ends_s - now) for client, (token, ends_s) in self._held.items()}

    async def _asked(self, session: aiohttp.ClientSession, client: str) -> tuple[str, float]:
        account = b64encode(f"{client}:{self._secrets[client]}".encode()).decode()
        headers = {"Authorization": f"Basic {account}"}
        method, path = self._routes.of("sign in")
        async with session.request(method, self._url + path, data=FORM, headers=headers) as answer:
            answer.raise_for_status()
            shown: dict[str, Any] = await answer.json(content_type=None)
        return shown["access_token"], time.monotonic() + shown["expires_in"] - EARLY_S

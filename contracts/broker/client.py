"""How we speak to a broker: over its API, be it a folder of ours or a server of the team's."""

import asyncio
import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from contracts.broker.app import create_app
from contracts.broker.links import (
    BRANCH,
    DEPLOYED,
    ENVIRONMENTS,
    FOR_VERIFICATION,
    MAY_DEPLOY,
    PUBLISH,
    RESULTS,
    VERSION,
)
from contracts.broker.shelf import Shelf
from contracts.pact_file import PactError

FOLDER, PRODUCTION = "http://folder", "production"
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A pact from a broker; what it says, and whether its failure would be no surprise."""

    document: Mapping[str, Any]
    is_pending: bool

    @property
    def results(self) -> str:
        """Where its provider says what it makes of it."""
        where: str = self.document["_links"][RESULTS]["href"]
        return where


class Broker:
    """A broker by its address: `http://...`, or a folder.

    A server may want a token: it comes from PACT_BROKER_TOKEN, as for every client of this API.
    """

    def __init__(self, where: str) -> None:
        self._where = where

    def publish(self, version: str, branch: str | None, pacts: Sequence[Path]) -> list[str]:
        """Publish pact files of a version; gives what the broker says of it."""
        by_consumer: dict[str, list[dict[str, str]]] = {}
        for path in pacts:
            document = orjson.loads(path.read_bytes())
            one = {
                "consumerName": document["consumer"]["name"],
                "providerName": document["provider"]["name"],
                "specification": "pact",
                "contentType": "application/json",
                "content": base64.b64encode(path.read_bytes()).decode(),
            }
            by_consumer.setdefault(one["consumerName"], []).append(one)
        said = []
        for name, contracts in by_consumer.items():
            asked = {"pacticipantName": name, "pacticipantVersionNumber": version, "contracts": contracts}
            where = self._linked(PUBLISH)
            said += self._ask("POST", where, {**asked, "branch": branch} if branch else asked)["notices"]
        return [notice["text"] for notice in said]

    def to_verify(
        self, provider: str, selectors: Sequence[Mapping[str, Any]], branch: str | None, *, pending: bool
    ) -> list[ToVerify]:
        """Give the pacts that a provider is to be verified against."""
        asked = {"consumerVersionSelectors": list(selectors), "includePendingStatus": pending}
        where = self._linked(FOR_VERIFICATION, provider=provider)
        found = self._ask("POST", where, {**asked, "providerVersionBranch": branch} if branch else asked)
        return [
            ToVerify(
                self._ask("GET", one["_links"]["self"]["href"]),
                bool(one["verificationProperties"].get("pending")),
            )
            for one in found["_embedded"]["pacts"]
        ]

    def judged(self, pact: ToVerify, version: str, branch: str | None, *, success: bool) -> None:
        """Tell what a version of the provider makes of a pact, and which branch it is of."""
        if branch:
            name = pact.document["provider"]["name"]
            self._ask("PUT", self._linked(BRANCH, pacticipant=name, version=version, branch=branch), {})
        self._ask("POST", pact.results, {"success": success, "providerApplicationVersion": version})

    def deploy(self, name: str, version: str, environment: str) -> None:
        """Tell that a version is in an environment, which is taken note of if it is new."""
        found = self._ask("GET", self._linked(ENVIRONMENTS))["_embedded"]["environments"]
        if environment not in [one["name"] for one in found]:
            about = {"name": environment, "displayName": environment, "production": environment == PRODUCTION}
            self._ask("POST", self._linked(ENVIRONMENTS), about)
        shown = self._ask("PUT", self._linked(VERSION, pacticipant=name, version=version), {})
        [place] = [one["href"] for one in shown["_links"][DEPLOYED] if one["name"] == environment]
        self._ask("POST", place, {})

    def can_i_deploy(self, name: str, version: str, environment: str) -> Mapping[str, Any]:
        """Ask whether a version may go to an environment."""
        asked = {"pacticipant": name, "version": version, "environment": environment}
        return self._ask("GET", self._linked(MAY_DEPLOY, **asked))

    def _linked(self, rel: str, **values: str) -> str:
        """Follow a link from the index, as any client of this API does."""
        links = self._ask("GET", self._base)["_links"]
        if rel not in links:
            raise PactError(f"{self._where}: a broker that has no {rel}")
        address: str = links[rel]["href"]
        for name, value in values.items():
            address = address.replace(f"{{{name}}}", quote(value, safe=""))
        return address

    @property
    def _base(self) -> str:
        return self._where if self._is_server else FOLDER

    @property
    def _is_server(self) -> bool:
        return self._where.startswith(("http://", "https://"))

    def _ask(self, method: str, url: str, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
        try:
            reply = asyncio.run(self._asked(method, url, document))
        except httpx.HTTPError as error:
            raise PactError(f"{self._where}: the broker cannot be reached: {error!r}") from None
        if reply.status_code >= 400:
            raise PactError(f"{self._where}: the broker said {reply.status_code}: {reply.text[:200]}")
        try:
            answered: dict[str, Any] = orjson.loads(reply.content or b"{}")
        except orjson.JSONDecodeError:
            raise PactError(f"{self._where}: this is no broker: {reply.text[:80]!r}") from None
        return answered

    async def _asked(self, method: str, url: str, document: Mapping[str, Any] | None) -> httpx.Response:
        over = None if self._is_server else httpx.ASGITransport(create_app(Shelf(Path(self._where))))
        token = os.environ.get("PACT_BROKER_TOKEN")
        signed = {"authorization": f"Bearer {token}"} if token and self._is_server else {}
        async with httpx.AsyncClient(transport=over, timeout=PATIENCE_S, headers=signed) as http:
            return await http.request(method, url, json=document)

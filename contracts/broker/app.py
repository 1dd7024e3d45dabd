"""The part of the Pact Broker's API that its clients use, over a shelf."""

import base64
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from contracts.broker.deciding import decision
from contracts.broker.links import Links
from contracts.broker.selection import KNOWN, is_pending, selected
from contracts.broker.shelf import Published, Shelf

HAL = "application/hal+json"


def create_app(shelf: Shelf) -> FastAPI:
    """Make the broker over a folder."""
    app = FastAPI(title="A Pact broker in a folder", docs_url=None, redoc_url=None)
    desk = Desk(shelf)
    version = "/pacticipants/{name}/versions/{number}"
    pact = "/pacts/provider/{provider}/consumer/{consumer}"
    for method, path, endpoint in (
        ("GET", "/", desk.index),
        ("HEAD", "/", desk.index),
        ("POST", "/contracts/publish", desk.publish),
        ("PUT", f"{pact}/version/{{number}}", desk.publish_one),
        ("GET", f"{pact}/pact-version/{{sha}}", desk.pact),
        ("POST", f"{pact}/pact-version/{{sha}}/verification-results", desk.result),
        ("GET", "/pacts/provider/{provider}/for-verification", desk.for_verification),
        ("POST", "/pacts/provider/{provider}/for-verification", desk.for_verification),
        ("GET", "/pacticipants/{name}", desk.participant),
        ("PUT", "/pacticipants/{name}", desk.participant),
        ("GET", version, desk.version),
        ("PUT", version, desk.version),
        ("PUT", f"{version}/tags/{{tag}}", desk.version),
        ("PUT", "/pacticipants/{name}/branches/{branch}/versions/{number}", desk.version),
        ("POST", f"{version}/deployed-versions/environment/{{environment}}", desk.deployed),
        ("GET", "/environments", desk.environments),
        ("POST", "/environments", desk.new_environment),
        ("GET", "/can-i-deploy", desk.can_i_deploy),
        ("GET", "/matrix", desk.can_i_deploy),
    ):
        app.add_api_route(path, endpoint, methods=[method])
    return app


class Desk:
    """Takes in and gives out; whatever changes is on the shelf before the answer."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def index(self, request: Request) -> JSONResponse:
        """Say where everything is."""
        return _hal(_links(request).index())

    async def publish(self, request: Request) -> JSONResponse:
        """Take in the pacts of one version of a consumer."""
        asked = await _read(request, "pacticipantName", "pacticipantVersionNumber", "contracts")
        name, number = asked["pacticipantName"], asked["pacticipantVersionNumber"]
        contracts = [(one["providerName"], _content(one["content"])) for one in asked["contracts"]]
        if not contracts:
            raise HTTPException(422, "no contract in it, so nothing would be published")
        self._shelf.version(name, number, asked.get("branch"))
        for tag in asked.get("tags") or ():
            self._shelf.version(name, number, tag=tag)
        kept = [self._shelf.publish(name, number, provider, content) for provider, content in contracts]
        self._shelf.keep()
        told = [f"{one.consumer} {one.version} with {one.provider} is published" for one in kept]
        notices = [{"type": "success", "text": text} for text in told]
        return _hal({"notices": notices, "_links": {"self": _links(request).at()}})

    async def publish_one(self, request: Request, provider: str, consumer: str, number: str) -> JSONResponse:
        """Take in one pact, the older way."""
        one = self._shelf.publish(consumer, number, provider, orjson.dumps(await _read(request)))
        self._shelf.keep()
        return _hal(_links(request).pact(one, self._shelf.content(one.sha) or {}), 201)

    async def pact(self, request: Request, provider: str, consumer: str, sha: str) -> JSONResponse:
        """Give a pact by its content."""
        content = self._shelf.content(sha)
        if content is None:
            raise HTTPException(404, f"there is no pact {sha}")
        return _hal(_links(request).pact(Published(consumer, "", provider, sha), content))

    async def result(self, request: Request, provider: str, consumer: str, sha: str) -> JSONResponse:
        """Take in what a version of a provider makes of a pact."""
        asked = await _read(request, "success", "providerApplicationVersion")
        if self._shelf.content(sha) is None:
            raise HTTPException(404, f"there is no pact {sha}")
        self._shelf.judged(sha, provider, asked["providerApplicationVersion"], success=bool(asked["success"]))
        self._shelf.keep()
        return _hal({**asked, "_links": {}}, 201)

    async def for_verification(self, request: Request, provider: str) -> JSONResponse:
        """Say which pacts a provider is to be verified against."""
        asked = await _read(request) if request.method == "POST" else {}
        selectors, branch = asked.get("consumerVersionSelectors") or [], asked.get("providerVersionBranch")
        if strange := [name for one in selectors for name in one if name not in KNOWN]:
            raise HTTPException(422, f"a selector knows no {strange[0]}; it knows {', '.join(KNOWN)}")
        links, wants_pending = _links(request), bool(asked.get("includePendingStatus"))
        pacts = [
            links.to_verify(one, pending=wants_pending and is_pending(self._shelf, one, branch))
            for one in selected(self._shelf, provider, selectors, branch)
        ]
        here = links.at("pacts", "provider", provider, "for-verification")
        return _hal({"_embedded": {"pacts": pacts}, "_links": {"self": here}})

    async def participant(self, request: Request, name: str) -> JSONResponse:
        """Give a participant, or take note of one."""
        return _hal(_links(request).participant(name))

    async def version(
        self, request: Request, name: str, number: str, branch: str | None = None, tag: str | None = None
    ) -> JSONResponse:
        """Give a version, or take note of it, of its branch or of a tag."""
        if request.method == "PUT":
            self._shelf.version(name, number, branch, tag)
            self._shelf.keep()
        elif number not in self._shelf.versions(name):
            raise HTTPException(404, f"there is no version {number} of {name}")
        return _hal(_links(request).version(name, number, self._shelf.held["environments"]))

    async def deployed(self, request: Request, name: str, number: str, environment: str) -> JSONResponse:
        """Take note that a version is deployed."""
        self._shelf.deploy(name, number, environment)
        self._shelf.keep()
        return _hal({"currentlyDeployed": True, "_links": {}}, 201)

    async def environments(self, request: Request) -> JSONResponse:
        """Give the environments; each goes by its name."""
        shown = [
            {"uuid": one, "name": one, "displayName": one, "production": one == "production"}
            for one in self._shelf.held["environments"]
        ]
        return _hal({"_embedded": {"environments": shown}, "_links": {"self": _links(request).at()}})

    async def new_environment(self, request: Request) -> JSONResponse:
        """Take note of an environment."""
        name = (await _read(request, "name"))["name"]
        if name not in self._shelf.held["environments"]:
            self._shelf.held["environments"].append(name)
            self._shelf.keep()
        return _hal({"uuid": name, "name": name, "_links": {}}, 201)

    async def can_i_deploy(self, request: Request) -> JSONResponse:
        """Say whether a version may go where others are."""
        query = request.query_params
        name = query.get("pacticipant") or query.get("q[][pacticipant]")
        number = query.get("version") or query.get("q[][version]")
        if not name or not number:
            raise HTTPException(400, "say pacticipant=... and version=...")
        return _hal(decision(self._shelf, name, number, query.get("environment") or query.get("to")))


def _links(request: Request) -> Links:
    return Links(str(request.base_url))


def _hal(document: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(document, status, media_type=HAL)


async def _read(request: Request, *needed: str) -> dict[str, Any]:
    try:
        document = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise HTTPException(400, f"not JSON: {error}") from None
    if not isinstance(document, dict):
        raise HTTPException(422, "not an object")
    if missing := [name for name in needed if name not in document]:
        raise HTTPException(422, f"{missing[0]} is missing")
    return document


def _content(encoded: Any) -> bytes:
    """Read a pact as it was sent.

    Raises:
        HTTPException: it is no JSON in base64.
    """
    try:
        content = base64.b64decode(str(encoded), validate=True)
        orjson.loads(content)
    except ValueError:
        raise HTTPException(422, "content is no JSON in base64") from None
    return content

"""What is to be loaded: where the façade is, who its clients are, and where the books can be read."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from dualrun.errors import UsageError
from dualrun.landscape.access import client_secrets
from dualrun.testing import Landscape, LandscapeError
from loadtests.routes import DUE, OURS, Routes
from loadtests.signing_in import Passes

FACADE, CONTROL = "facade", "control"
TOKEN = "DUALRUN_ADMIN_TOKEN"
PATIENCE = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class Target:
    """A façade and, where they are known, the systems around it."""

    url: str
    routes: Routes
    secrets: Mapping[str, str]
    systems: Mapping[str, Mapping[str, Any]]
    """By name, as `dualrun up` tells them; empty for a façade of which nothing else is known."""

    @property
    def control(self) -> str:
        """Where the control plane of all systems is, "" if nowhere."""
        return str(self.systems[CONTROL]["url"]) if CONTROL in self.systems else ""

    @property
    def wms_secret(self) -> str:
        """What the warehouse signs with, "" if there is none."""
        return str(self.systems["wms"]["credentials"]["webhook_secret"]) if "wms" in self.systems else ""

    def passes(self) -> Passes:
        """Give the tokens of its clients."""
        return Passes(self.url, self.secrets, self.routes)


def started_target(systems: Mapping[str, Mapping[str, Any]], routes: Routes) -> Target:
    """Give the façade of a landscape as `dualrun up` tells it."""
    facade = systems[FACADE]
    return Target(facade["url"], routes, facade["credentials"], systems)


def target_of(url: str, landscape_url: str, routes: Routes) -> Target:
    """Find out what a URL is: the control plane of a landscape tells the rest, a façade nothing.

    Raises:
        UsageError: it is no URL, or the landscape does not answer.
    """
    for given in filter(None, (url, landscape_url)):
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise UsageError(f"--target {given}: no address; write http://127.0.0.1:8200")
    token = os.environ.get(TOKEN, "")
    if not landscape_url:
        return Target(url.rstrip("/"), routes, client_secrets(token), {})
    try:
        systems = {name: asdict(one) for name, one in Landscape(landscape_url, token).systems.items()}
    except LandscapeError as error:
        raise UsageError(f"--landscape {landscape_url}: {error}") from None
    secrets = systems[FACADE]["credentials"] if FACADE in systems else client_secrets(token)
    return Target(url.rstrip("/") or systems[FACADE]["url"], routes, secrets, systems)


async def checked(session: aiohttp.ClientSession, target: Target) -> Target:
    """Make sure that the target answers and lets us in, before anything else is sent; give its routes too.

    Raises:
        UsageError: it does not; says how.
    """
    passes, who = target.passes(), "operator"
    method, path = target.routes.of("health")
    try:
        async with session.request(method, target.url + path, timeout=PATIENCE) as answer:
            status = answer.status
        headers = await passes.headers(session, who)
        known = await _described(session, target)
        if status in (401, 403):
            async with session.request(
                method, target.url + path, headers=headers, timeout=PATIENCE
            ) as answer:
                status = answer.status
    except aiohttp.ClientResponseError as error:
        if error.status in (401, 403):
            said = f"it answers {error.status}: the client {who} is not let in"
            raise UsageError(
                f"--target {target.url}: {said}; see DUALRUN_ADMIN_TOKEN, or --mapping"
            ) from None
        raise UsageError(
            f"--target {target.url}: signing in is answered {error.status}; see --mapping"
        ) from None
    except (KeyError, ValueError):
        raise UsageError(f"--target {target.url}: signing in gives no token; see --mapping") from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise UsageError(f"--target {target.url}: it does not answer: {_said(error)}") from None
    if status in (401, 403):
        raise UsageError(f"--target {target.url}: it answers {status} to {method} {path}; see --mapping")
    if status >= 400:
        raise UsageError(
            f"--target {target.url}: {method} {path} is answered {status}; name it with --mapping"
        )
    return Target(target.url, _routes_in(target.routes, known), target.secrets, target.systems)


async def _described(session: aiohttp.ClientSession, target: Target) -> Mapping[str, Any]:
    """Read the OpenAPI document, where there is one."""
    async with session.get(f"{target.url}/openapi.json", timeout=PATIENCE) as answer:
        if answer.status != 200:
            return {}
        document: dict[str, dict[str, Any]] = await answer.json(content_type=None)
        return document.get("paths", {})


def _routes_in(routes: Routes, paths: Mapping[str, Any]) -> Routes:
    """Leave out what a façade of an earlier version does not have: it says itself what it has."""
    if routes.known is not OURS or not paths:
        return routes
    bare = {path.partition("?")[0] for path in paths}
    known = {
        what: route
        for what, route in routes.known.items()
        if what in DUE or route.split(" ")[1].partition("?")[0] in bare
    }
    return Routes(known, routes.headers, routes.acknowledges)


def _said(error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        error = error.os_error
    return getattr(error, "strerror", None) or str(error) or type(error).__name__

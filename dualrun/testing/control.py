"""How is the control plane asked? One request, one JSON document back, or an error that says why not."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from dualrun.errors import HarnessError

PREFIX = "/__admin"
WORLD_HEADER = "X-Dualrun-World"
TOKEN_HEADER = "X-Dualrun-Admin-Token"
ANSWERS_WITHIN_S = 60.0
_DIRECT = build_opener(ProxyHandler({}))
"""A proxy of the environment is for the world outside, not for the simulators beside the tests."""


class LandscapeError(HarnessError):
    """The landscape does not come up, does not answer, or refuses; `status` is what it refused with."""

    exit_code = 2

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class ControlPlane:
    """The control plane of a landscape, as seen from one world or from none in particular."""

    def __init__(self, url: str, token: str = "", world: str = "") -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._headers = {TOKEN_HEADER: token} if token else {}
        if world:
            self._headers[WORLD_HEADER] = world

    def of(self, world: str) -> "ControlPlane":
        """Give the same control plane, for one world."""
        return ControlPlane(self.url, self._token, world)

    def ask(
        self, method: str, path: str, document: Any = None, answers_within_s: float = ANSWERS_WITHIN_S
    ) -> Any:
        """Ask one thing and give the answer.

        Raises:
            LandscapeError: it does not answer, or refuses.
        """
        request = _written(method, f"{self.url}{PREFIX}{path}", document, self._headers)
        try:
            with _DIRECT.open(request, timeout=answers_within_s) as answer:
                return json.load(answer)
        except HTTPError as refusal:
            with refusal:
                raise LandscapeError(f"{method} {path}: {_reason(refusal)}", refusal.code) from None
        except (OSError, HTTPException, ValueError) as error:
            said = str(getattr(error, "reason", error)) or type(error).__name__
            raise LandscapeError(f"no control plane answers at {self.url}: {said}") from None


def _written(method: str, url: str, document: Any, headers: Mapping[str, str]) -> Request:
    try:
        if document is None:
            return Request(url, headers=dict(headers), method=method)
        said = {**headers, "Content-Type": "application/json"}
        return Request(url, json.dumps(document).encode(), said, method=method)
    except ValueError as error:
        raise LandscapeError(f"no control plane is at {url}: {error}") from None


def _reason(refusal: HTTPError) -> str:
    """Give the control plane's own words."""
    body = refusal.read().decode("utf-8", "replace")
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return body.strip() or f"{refusal.code} {refusal.reason}"

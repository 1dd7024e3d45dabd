"""Where tokens come from: OAuth 2.0 client credentials (RFC 6749, section 4.4), and nothing else of it."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import BaseModel

from facade.api.access import SCOPES
from facade.api.body import sent_kind
from facade.api.native import NativeRoute
from facade.api.problem import documented
from facade.api.tokens import TOKEN_PATH, Doorkeeper

FORM = "application/x-www-form-urlencoded"
_NO_STORE = {"Cache-Control": "no-store"}
_ONE_SCOPE = "|".join(name.replace(".", r"\.") for name in SCOPES)
_FIELD = {"type": "string", "minLength": 1, "maxLength": 200}
ASKED: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "grant_type": {"type": "string", "enum": ["client_credentials"]},
        "scope": {"type": "string", "pattern": f"^({_ONE_SCOPE})( ({_ONE_SCOPE})){{0,9}}$"},
        "client_id": _FIELD,
        "client_secret": _FIELD,
    },
    "required": ["grant_type"],
}


class TokenShown(BaseModel):
    """A token, what it is for, and for how many seconds."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


class TokenRefused(BaseModel):
    """Why there is no token, in the words of RFC 6749, section 5.2."""

    error: str
    error_description: str


class _RefusedError(Exception):
    def __init__(self, error: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.error = error
        self.status = status


class TokenRoutes:
    """The one route of the authorization server."""

    def __init__(self, doorkeeper: Doorkeeper) -> None:
        self._doorkeeper = doorkeeper

    def install(self, app: FastAPI) -> None:
        """Put the route on the application."""
        no = {"description": "No token", "model": TokenRefused}
        app.router.add_api_route(
            TOKEN_PATH,
            self.token,
            methods=["POST"],
            tags=["access"],
            summary="Get a token: the client's id and secret by HTTP Basic, or in the form",
            response_model=TokenShown,
            responses={400: no, 401: no, **documented(413)},
            openapi_extra={"requestBody": {"content": {FORM: {"schema": dict(ASKED)}}, "required": True}},
            route_class_override=NativeRoute,
        )

    async def token(self, request: Request) -> Response:
        """A token for the scopes asked for, or for all that the client has."""
        try:
            document = self._issued(request, await request.body())
        except _RefusedError as refusal:
            said = {"error": refusal.error, "error_description": str(refusal)}
            basic = {"WWW-Authenticate": 'Basic realm="facade"'} if refusal.status == 401 else {}
            return Response(orjson.dumps(said), refusal.status, {**_NO_STORE, **basic}, "application/json")
        return Response(orjson.dumps(document), 200, _NO_STORE, "application/json")

    def _issued(self, request: Request, body: bytes) -> dict[str, object]:
        if sent_kind(request) != FORM:
            raise _RefusedError("invalid_request", f"send {FORM}")
        form = _form(body)
        if form.get("grant_type") != "client_credentials":
            what = "unsupported_grant_type" if form.get("grant_type") else "invalid_request"
            raise _RefusedError(what, "grant_type must be client_credentials")
        client_id, secret = _credentials(request.headers.get("authorization", ""), form)
        principal = self._doorkeeper.client(client_id, secret)
        if principal is None:
            raise _RefusedError("invalid_client", "no such client, or another secret", 401)
        asked = form.get("scope", "").split() or principal.scopes
        beyond = [scope for scope in asked if scope not in principal.scopes]
        if beyond:
            raise _RefusedError("invalid_scope", f"this client may have {' '.join(principal.scopes)}")
        scopes = list(dict.fromkeys(asked))
        return {
            "access_token": self._doorkeeper.issue(principal, scopes),
            "token_type": "Bearer",
            "expires_in": self._doorkeeper.life_s,
            "scope": " ".join(scopes),
        }


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError:
        raise _RefusedError("invalid_request", "the form cannot be read") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise _RefusedError("invalid_request", "a parameter is there twice")
    return form


def _credentials(header: str, form: Mapping[str, str]) -> tuple[str, str]:
    """Give id and secret, from the header or from the form; RFC 6749 allows one of them only."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    if "client_secret" in form:
        raise _RefusedError("invalid_request", "the client proves itself twice: by header and by form")
    try:
        client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise _RefusedError("invalid_client", "the Basic credentials cannot be read", 401) from None
    return unquote_plus(client_id), unquote_plus(secret)

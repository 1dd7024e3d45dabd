"""Signing in: OAuth2 client credentials, answered in the identity provider's own shape."""

from base64 import b64decode
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request
from starlette.responses import Response

from simulators.chassis.native import header
from simulators.cloud_erp.api.door import read_body
from simulators.cloud_erp.errors import CloudErpError, SignInError
from simulators.cloud_erp.schemas.entity import dumps
from simulators.cloud_erp.service.access import TENANT, TOKEN_LIFETIME_S, Access

NO_STORE = {"cache-control": "no-store"}


async def token(request: Request) -> Response:
    """Give a bearer token for the client's id and secret."""
    access: Access = request.scope["state"]["service"].access
    try:
        body = await read_body(request)
    except CloudErpError as error:
        return _refused(413, "invalid_request", error.message)
    form = dict(parse_qsl(body.decode("latin-1")))
    form = {**_named_in_header(header(request, b"authorization")), **form}
    if request.path_params["tenant"].lower() != TENANT:
        return _refused(400, "invalid_request", "There is no such tenant.")
    if form.get("grant_type") != "client_credentials":
        return _refused(400, "unsupported_grant_type", "Only client_credentials is granted here.")
    missing = [name for name in ("client_id", "client_secret", "scope") if not form.get(name)]
    if missing:
        return _refused(400, "invalid_request", f"The form must carry {', '.join(missing)}.")
    try:
        issued = access.issue_token(form["client_id"], form["client_secret"])
    except SignInError as error:
        return _refused(401, "invalid_client", error.message)
    content = {
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME_S,
        "ext_expires_in": TOKEN_LIFETIME_S,
        "access_token": issued,
    }
    return Response(dumps(content), 200, NO_STORE, "application/json")


def _named_in_header(authorization: str) -> dict[str, str]:
    """Read the client that HTTP Basic names: the way that OAuth2 libraries take unless told otherwise."""
    scheme, _, words = authorization.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = b64decode(words.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:
        return {}
    return {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}


def _refused(status: int, error: str, description: str) -> Response:
    content = {"error": error, "error_description": description}
    return Response(dumps(content), status, NO_STORE, "application/json")

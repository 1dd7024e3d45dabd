"""The document of the house's doors: what goes in, what comes out, and how callers sign in."""

from typing import Any

from fastapi import FastAPI

QUERY_LENGTH_MAX = 100_000


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _text(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest, "pattern": "^[^\\x00-\\x1f\\x7f]*$"}


def described(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Describe an answer."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_WORDS_OF_ERRORS = ("operation", "field", "request_id", "status", "time_remaining")
ERROR = _object(
    ("message",),
    message={"type": "string"},
    code={"type": "integer"},
    **{name: {"type": "string"} for name in _WORDS_OF_ERRORS},
    locations={"type": "array", "items": {"type": "object"}},
    extensions={"type": "object"},
)
ERROR["additionalProperties"] = {}
"""What is always said of a refusal; by its kind there are facts beside it."""
ERRORS = _object(("errors",), errors={"type": "array", "items": ERROR})
WORDS = _object(("code", "description"), code={"type": "string"}, description={"type": "string"})
QUERY = _object(
    ("query",),
    query={"type": "string", "minLength": 1, "maxLength": QUERY_LENGTH_MAX},
    variables={"type": ["object", "null"]},
    operationName={"type": ["string", "null"], "maxLength": 100, "pattern": "^[^\\x00-\\x1f\\x7f]*$"},
    extensions={"type": ["object", "null"]},
)
_NAME = {**QUERY["properties"]["operationName"], "type": "string"}
IN_ADDRESS = [
    {"name": "query", "in": "query", "required": True, "schema": QUERY["properties"]["query"]},
    *({"name": name, "in": "query", "schema": {"type": "string"}} for name in ("variables", "extensions")),
    {
        "name": "operationName",
        "in": "query",
        "schema": {**QUERY["properties"]["operationName"], "type": "string"},
    },
]
"""What an address may hold of a query; objects stand there as JSON."""
ANSWER = _object((), data={"type": ["object", "null"]}, errors=ERRORS["properties"]["errors"])
SIGN_IN = _object(("username", "password"), username=_text(100), password=_text(100))
REFRESH = _object(("refresh_token",), refresh_token=_text(500))
GRANT = _object(
    ("access_token", "expires_in", "token_type"),
    access_token={"type": "string"},
    expires_in={"type": "integer"},
    token_type={"type": "string"},
)
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: described("The body is none that holds a query", ERRORS),
    401: described("The token, or what it is asked for with, is missing, unknown or expired", WORDS),
    413: described("The body is too large", ERRORS),
    415: described("The body is said not to be JSON", ERRORS),
}


def with_sign_in(app: FastAPI) -> None:
    """Let the document of an application say that queries take a bearer token."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        schemes = {"caller": {"type": "http", "scheme": "bearer"}}
        document.setdefault("components", {})["securitySchemes"] = schemes
        for operation in document["paths"]["/graphql"].values():
            operation["security"] = [{"caller": []}]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to give another document

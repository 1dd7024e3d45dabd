"""What the OpenAPI document says beyond the routes: who may call each, and how calls are counted.

The rules come from the tables that the edge goes by, so the document cannot promise anything else.
"""

from typing import Any

from fastapi import FastAPI

from facade.api.access import SCOPES, needed
from facade.api.problem import documented
from facade.api.tokens import TOKEN_PATH

SCHEME = "oauth2"
_RATE = {
    "RateLimit": {"schema": {"type": "string"}, "description": "what is left, and when it is full again"},
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "the quota and its window"},
}


def install(app: FastAPI) -> None:
    """Let the document say what every protected route wants to be shown, and how it refuses."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        flow = {"tokenUrl": TOKEN_PATH, "scopes": {str(name): what for name, what in SCOPES.items()}}
        schemes = document["components"].setdefault("securitySchemes", {})
        schemes[SCHEME] = {"type": "oauth2", "flows": {"clientCredentials": flow}}
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _protect(operation, needed(method.upper(), path))
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to give another document


def _protect(operation: dict[str, Any], scope: str) -> None:
    if not scope:
        operation["security"] = []
        return
    operation["security"] = [{SCHEME: [scope]}]
    refusals = {str(status): said for status, said in documented(401, 403, 429).items()}
    operation["responses"] |= refusals
    for said in operation["responses"].values():
        said.setdefault("headers", {}).update(_RATE)

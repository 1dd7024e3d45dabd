"""The OpenAPI document: what each route takes, gives and refuses."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from simulators.commerce.api.asking import ANYONE, Route
from simulators.commerce.schemas.criteria import parameters_shown
from simulators.commerce.schemas.projection import LENGTH_MAX

REFUSAL: Mapping[str, Any] = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string"},
        "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
        "code": {"type": "integer"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
REFUSALS = {
    400: "The request is not understood, or cannot be done",
    401: "Not signed in, or not allowed",
    404: "No such record",
    413: "The body is too large",
}
_REF = "#/components/schemas/{model}"


def refusals_of(route: Route) -> tuple[int, ...]:
    """Give the statuses with which a route may say no."""
    has_query = route.method == "GET"
    found = (
        [400] if has_query or route.body is not None or "{" in route.path or route.method == "POST" else []
    )
    found += [401]
    found += [404] if "{" in route.path or route.body is not None else []
    return (*found, 413) if route.body is not None else tuple(found)


def described(route: Route) -> dict[str, Any]:
    """Describe what a route takes."""
    parameters: list[dict[str, Any]] = [
        {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for part in route.path.split("/")
        if part.startswith("{")
    ]
    if route.searches is not None:
        parameters += parameters_shown(route.searches)
    if route.method == "GET":
        pattern = {"type": "string", "maxLength": LENGTH_MAX, "pattern": "^[a-z_]+(,[a-z_]+)*$"}
        parameters += [_query(name, {"type": "string"}) for name in route.asks]
        parameters.append(_query("fields", pattern))
    extra: dict[str, Any] = {"parameters": parameters}
    if route.who == ANYONE:
        extra["security"] = []
    if route.body is not None:
        extra["requestBody"] = body_described({"$ref": _REF.format(model=route.body.__name__)}, route.body)
    return extra


def body_described(schema: Mapping[str, Any], kind: type[BaseModel] | None = None) -> dict[str, Any]:
    """Describe a body; it may be left out when nothing in it is required."""
    is_required = kind is None or any(field.is_required() for field in kind.model_fields.values())
    return {"required": is_required, "content": {"application/json": {"schema": dict(schema)}}}


def answers_described(
    good: int, schema: Mapping[str, Any], refusals: Sequence[int]
) -> dict[int | str, dict[str, Any]]:
    """Describe the answers of a route."""
    found: dict[int | str, dict[str, Any]] = {
        good: {"description": "Done", "content": {"application/json": {"schema": dict(schema)}}}
    }
    ref = {"$ref": _REF.format(model="Refusal")}
    for status in refusals:
        content = {"application/json": {"schema": ref}}
        found[status] = {"description": REFUSALS[status], "content": content}
    return found


def complete(app: FastAPI, routes: Sequence[Route]) -> None:
    """Let the application's document hold the shapes that its routes name."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            kinds = dict.fromkeys(route.body for route in routes if route.body is not None)
            _, shapes = models_json_schema([(kind, "validation") for kind in kinds], ref_template=_REF)
            components = document.setdefault("components", {})
            components["schemas"] = {**shapes["$defs"], "Refusal": dict(REFUSAL)}
            components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
            document["security"] = [{"bearer": []}]
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]


def _query(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": dict(schema)}

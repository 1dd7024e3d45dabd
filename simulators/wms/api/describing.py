"""The API's own document: made when it is asked for, from the same models that read the requests."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter

from simulators.wms.schemas.base import Document
from simulators.wms.schemas.described.base import Refusal
from simulators.wms.schemas.queries import Parameter

Route = Callable[[Request], Awaitable[Response]]
REFUSALS = {
    400: "The request cannot be read, or names an unknown article or row",
    401: "The API key is missing or wrong",
    404: "There is no such record",
    409: "Stock or status does not allow it",
    412: "Somebody has changed the record since it was read",
    413: "The body is too large",
    428: "If-Match is missing",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "enum": ["*"]},
    "description": "The entity tag of what is to be changed, or * for whatever it is",
}
_REF = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One route: what it takes, what it answers, and how it may refuse."""

    method: str
    path: str
    route: Route
    answer: Any = None  # a model, a list of one, or the name of a page's list with its model
    status: int = 200
    refusals: tuple[int, ...] = (401,)
    body: type[Document] | None = None
    query: tuple[Parameter, ...] = ()
    needs_match: bool = False


def described(app: FastAPI, operations: tuple[Operation, ...]) -> dict[str, Any]:
    """Write the document of an application."""
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    models: dict[str, Any] = {_name(Refusal): Refusal}
    for operation in operations:
        for model in (operation.body, operation.answer):
            if model is not None:
                models[_name(model)] = model
    schemas, definitions = TypeAdapter.json_schemas(
        [(name, "validation", TypeAdapter(model)) for name, model in models.items()], ref_template=_REF
    )
    document.setdefault("components", {})["schemas"] = definitions.get("$defs", {})
    for operation in operations:
        described_as = document["paths"][operation.path][operation.method.lower()]
        described_as.update(_operation(operation, schemas))
    return document


def _operation(operation: Operation, schemas: Mapping[Any, Any]) -> Mapping[str, Any]:
    refusal = _json(schemas[_name(Refusal), "validation"])
    done: dict[str, Any] = {"description": "Done"}
    if operation.answer is not None:
        done |= _json(schemas[_name(operation.answer), "validation"])
    content: dict[str, Any] = {
        "security": [{"key": []}],
        "parameters": _parameters(operation),
        "responses": {
            str(operation.status): done,
            **{str(status): {"description": REFUSALS[status], **refusal} for status in operation.refusals},
        },
    }
    if operation.body is not None:
        schema = schemas[_name(operation.body), "validation"]
        content["requestBody"] = {"required": True, **_json(schema)}
    return content


def _parameters(operation: Operation) -> list[Mapping[str, Any]]:
    parameters: list[Mapping[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(name)}
        for name in operation.path.split("{")[1:]
        for name in (name.partition("}")[0],)
    ]
    parameters += [{"name": p.name, "in": "query", "schema": p.schema} for p in operation.query]
    return [*parameters, _IF_MATCH] if operation.needs_match else parameters


def _path_schema(name: str) -> Mapping[str, Any]:
    if name.endswith("_id"):
        return {"type": "integer", "minimum": 1}
    return {"type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[!-.0-~]+$"}


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _name(model: Any) -> str:
    if isinstance(model, type) and issubclass(model, BaseModel):
        return model.__name__
    return f"{get_origin(model)}{get_args(model)}"

"""An API's own document: made when it is asked for, from the same models that read the requests."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter
from starlette.convertors import StringConvertor, register_url_convertor

from simulators.chassis.queries import Parameter

Route = Callable[[Request], Awaitable[Response]]
_REF = "#/components/schemas/{model}"
Schema = Mapping[str, Any]
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": '^([*]|"[0-9]{1,9}")$'},
    "description": "The entity tag of what is to be changed, or * for whatever it is",
}


class Segment(StringConvertor):
    """A part of a path that ends where a verb begins: `/order/7:cancel` is no order called `7:cancel`."""

    regex = "[^/:]+"


register_url_convertor("segment", Segment())


@dataclass(frozen=True, slots=True)
class Operation:
    """One route: what it takes, what it answers, how it may refuse; `needs_match` of whoever changes it."""

    method: str
    path: str
    route: Route
    answer: Any = None  # a model, or a list of one
    status: int = 200
    refusals: tuple[int, ...] = ()
    body: type[BaseModel] | None = None
    query: tuple[Parameter, ...] = ()
    needs_match: bool = False


def an_id(_: str) -> Schema:
    """Describe what a path has in braces: an id, whatever its name."""
    return {"type": "integer", "minimum": 1, "maximum": 10**15}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a product refuses, how its callers sign in and what its paths look like.

    `meanings` says what each status of a refusal means, `everywhere` which any route may give; `in_path`
    describes what a path has in braces, and a verb may stand behind it after a colon.
    """

    refusal: type[BaseModel]
    meanings: Mapping[int, str]
    sign_in: Mapping[str, str]
    everywhere: tuple[int, ...] = ()
    in_path: Callable[[str], Schema] = an_id
    has_verbs: bool = True


def install(app: FastAPI, operations: tuple[Operation, ...], manner: Manner) -> None:
    """Add the routes to an application, the busiest first, and let it describe them truthfully."""
    for operation in operations:
        app.add_api_route(
            operation.path.replace("}", ":segment}") if manner.has_verbs else operation.path,
            operation.route,
            methods=[operation.method],
            status_code=operation.status,
            summary=(operation.route.__doc__ or "").rstrip("."),
        )
    written: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not written:
            written.update(_described(app, operations, manner))
        return written

    app.openapi = openapi  # type: ignore[method-assign]  # the framework's own way to give another document


def methods_of(request: Request) -> list[str]:
    """Give the methods that the path of a request has."""
    path = request.scope["path"]
    routes = request.app.router.routes
    return sorted({method for route in routes if route.path_regex.match(path) for method in route.methods})


def _described(app: FastAPI, operations: tuple[Operation, ...], manner: Manner) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    models: dict[str, Any] = {_name(manner.refusal): manner.refusal}
    for operation in operations:
        for model in (operation.body, operation.answer):
            if model is not None:
                models[_name(model)] = model
    schemas, definitions = TypeAdapter.json_schemas(
        [(name, "validation", TypeAdapter(model)) for name, model in models.items()], ref_template=_REF
    )
    components = document.setdefault("components", {})
    components["schemas"] = definitions.get("$defs", {})
    components["securitySchemes"] = {"caller": dict(manner.sign_in)}
    document["security"] = [{"caller": []}]
    for operation in operations:
        described_as = document["paths"][operation.path][operation.method.lower()]
        described_as.update(_operation(operation, schemas, manner))
    return document


def _operation(operation: Operation, schemas: Mapping[Any, Any], manner: Manner) -> Mapping[str, Any]:
    refusal = _json(schemas[_name(manner.refusal), "validation"])
    done: dict[str, Any] = {"description": "Done"}
    if operation.answer is not None:
        done |= _json(schemas[_name(operation.answer), "validation"])
    refusals = dict.fromkeys((*operation.refusals, *manner.everywhere))
    content: dict[str, Any] = {
        "parameters": _parameters(operation, manner),
        "responses": {
            str(operation.status): done,
            **{str(status): {"description": manner.meanings[status], **refusal} for status in refusals},
        },
    }
    if operation.body is not None:
        schema = schemas[_name(operation.body), "validation"]
        content["requestBody"] = {"required": True, **_json(schema)}
    return content


def _parameters(operation: Operation, manner: Manner) -> list[Schema]:
    names = [part.partition("}")[0] for part in operation.path.split("{")[1:]]
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": manner.in_path(name)} for name in names
    ]
    in_query = [{"name": p.name, "in": "query", "schema": p.schema} for p in operation.query]
    return [*in_path, *in_query, *([_IF_MATCH] if operation.needs_match else [])]


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _name(model: Any) -> str:
    if isinstance(model, type) and issubclass(model, BaseModel):
        return model.__name__
    return f"{get_origin(model)}{get_args(model)}"

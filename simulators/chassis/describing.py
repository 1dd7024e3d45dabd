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
_ID = {"type": "integer", "minimum": 1, "maximum": 10**15}


class Segment(StringConvertor):
    """A part of a path that ends where a verb begins: `/order/7:cancel` is no order called `7:cancel`."""

    regex = "[^/:]+"


register_url_convertor("segment", Segment())


@dataclass(frozen=True, slots=True)
class Operation:
    """One route: what it takes, what it answers, how it may refuse. What a path has in braces is an id."""

    method: str
    path: str
    route: Route
    answer: Any = None  # a model, or a list of one
    status: int = 200
    refusals: tuple[int, ...] = ()
    body: type[BaseModel] | None = None
    query: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a product refuses: the model of a refusal, and what each status means."""

    refusal: type[BaseModel]
    meanings: Mapping[int, str]


def install(app: FastAPI, operations: tuple[Operation, ...], manner: Manner) -> None:
    """Add the routes to an application, the busiest first, and let it describe them truthfully."""
    for operation in operations:
        app.add_api_route(
            operation.path.replace("}", ":segment}"),
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
    document.setdefault("components", {})["schemas"] = definitions.get("$defs", {})
    for operation in operations:
        described_as = document["paths"][operation.path][operation.method.lower()]
        described_as.update(_operation(operation, schemas, manner))
    return document


def _operation(operation: Operation, schemas: Mapping[Any, Any], manner: Manner) -> Mapping[str, Any]:
    refusal = _json(schemas[_name(manner.refusal), "validation"])
    done: dict[str, Any] = {"description": "Done"}
    if operation.answer is not None:
        done |= _json(schemas[_name(operation.answer), "validation"])
    content: dict[str, Any] = {
        "parameters": _parameters(operation),
        "responses": {
            str(operation.status): done,
            **{
                str(status): {"description": manner.meanings[status], **refusal}
                for status in operation.refusals
            },
        },
    }
    if operation.body is not None:
        schema = schemas[_name(operation.body), "validation"]
        content["requestBody"] = {"required": True, **_json(schema)}
    return content


def _parameters(operation: Operation) -> list[Mapping[str, Any]]:
    names = [part.partition("}")[0] for part in operation.path.split("{")[1:]]
    in_path = [{"name": name, "in": "path", "required": True, "schema": _ID} for name in names]
    in_query = [{"name": p.name, "in": "query", "schema": p.schema} for p in operation.query]
    return [*in_path, *in_query]


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _name(model: Any) -> str:
    if isinstance(model, type) and issubclass(model, BaseModel):
        return model.__name__
    return f"{get_origin(model)}{get_args(model)}"

"""An OpenAPI document as a surface."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.drift.json_fields import fields_of, parameter_field
from contracts.drift.surface import Answer, Operation, Surface, surface

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Document = Mapping[str, Any]


def read_openapi(system: str, document: Document) -> Surface:
    """Give the routes by `METHOD /path`, with what they ask for and what they answer."""
    return surface(system, "openapi", _operations(document))


def _operations(document: Document) -> Iterator[Operation]:
    for path, shared in document.get("paths", {}).items():
        for method in METHODS:
            if method in shared:
                yield _operation(document, f"{method.upper()} {path}", shared, shared[method])


def _operation(document: Document, key: str, shared: Document, said: Document) -> Operation:
    body = _followed(document, said.get("requestBody", {}))
    content = body.get("content", {})
    schemas = [one.get("schema", {}) for one in content.values()]
    takes: dict[str, Any] = {}
    for schema in schemas:
        takes |= fields_of(document, schema)
    parameters = [
        _followed(document, one) for one in (*shared.get("parameters", ()), *said.get("parameters", ()))
    ]
    return Operation(
        key=key,
        asks={
            f"{one['in']}:{_name(one)}": parameter_field(
                document, one.get("schema", {}), bool(one.get("required"))
            )
            for one in parameters
            if one["in"] != "path"  # what stands in a path is an address, and addresses are data
        },
        takes=takes,
        takes_media=tuple(content),
        needs_body=bool(body.get("required")),
        answers={
            int(status): _answer(document, _followed(document, one))
            for status, one in said.get("responses", {}).items()
            if status.isdecimal()
        },
        sign_ins=_sign_ins(document, said),
        is_deprecated=bool(said.get("deprecated")),
    )


def _name(parameter: Document) -> str:
    return parameter["name"].lower() if parameter["in"] == "header" else str(parameter["name"])


def _answer(document: Document, said: Document) -> Answer:
    content = said.get("content", {})
    fields: dict[str, Any] = {}
    for one in content.values():
        fields |= fields_of(document, one.get("schema", {}))
    return Answer(tuple(content), fields)


def _sign_ins(document: Document, said: Document) -> tuple[str, ...]:
    """Give the ways in, by the kind and the place of what is shown; an empty one for who shows nothing."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    ways = said.get("security", document.get("security", ()))
    return tuple(dict.fromkeys(" and ".join(_way(schemes.get(name, {})) for name in way) for way in ways))


def _way(scheme: Document) -> str:
    kind = str(scheme.get("type", "unknown"))
    if kind == "http":
        return " ".join(("http", scheme.get("scheme", ""), scheme.get("bearerFormat", ""))).strip().lower()
    if kind == "apiKey":
        return f"{scheme.get('in')} {scheme.get('name')}".lower()
    return "http bearer" if kind in ("oauth2", "openIdConnect") else kind


def _followed(document: Document, part: Document) -> Document:
    if "$ref" not in part:
        return part
    found: Any = document
    for step in str(part["$ref"]).removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/")]
    followed: Document = found
    return followed

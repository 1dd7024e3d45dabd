"""What an interaction uses of a GraphQL schema: the fields and arguments of its query, what it fills in."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson
from graphql import (
    FieldNode,
    GraphQLInputObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    type_from_ast,
    visit,
)

from contracts.drift.surface import Surface
from contracts.drift.use import Reading, Use, gathered
from contracts.pact_file import SAID, Interaction

ANSWERED = 200


def graphql_uses(one: Interaction, surface: Surface) -> list[Use]:
    """Give a use for every type that the query takes fields of, and for every type that it fills in."""
    if one.request.method == SAID or not one.request.target.startswith("/graphql"):
        return []
    asked = orjson.loads(one.request.body)
    schema = _schema(surface.source)
    document = parse(asked["query"])
    info, seen = TypeInfo(schema), _Fields()
    seen.info = info
    visit(document, TypeInfoVisitor(info, seen))
    found = [
        Use(
            one,
            f"TYPE {name}",
            asks=dict.fromkeys(seen.arguments.get(name, ()), True),
            status=ANSWERED,
            reads={f"$.{field}": Reading(None, ({"match": "type"},)) for field in fields},
        )
        for name, fields in seen.fields.items()
    ]
    for definition in document.definitions:
        for variable in getattr(definition, "variable_definitions", None) or ():
            kind = type_from_ast(schema, variable.type)
            value = asked.get("variables", {}).get(variable.variable.name.value)
            for name, sent in _filled(kind, value):
                found.append(Use(one, f"INPUT {name}", sends=sent, status=ANSWERED))
    return found


class _Fields(Visitor):
    """Notes which fields of which types a query takes, with which arguments."""

    info: TypeInfo

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.arguments: dict[str, list[str]] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note one field."""
        parent = self.info.get_parent_type()
        if parent is None:
            return
        self.fields.setdefault(parent.name, []).append(node.name.value)
        for argument in node.arguments or ():
            name = f"argument:{node.name.value}.{argument.name.value}"
            self.arguments.setdefault(parent.name, []).append(name)


def _filled(kind: Any, value: Any) -> Iterator[tuple[str, Mapping[str, tuple[Any, ...]]]]:
    """Give every input type that a value fills in, with what it holds of it."""
    named = get_named_type(kind)
    if not isinstance(named, GraphQLInputObjectType):
        return
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            continue
        yield named.name, {path: values for path, values in gathered(each).items() if path.count(".") <= 1}
        for name, inner in each.items():
            if name in named.fields:
                yield from _filled(named.fields[name].type, inner)


@lru_cache(maxsize=8)
def _schema(text: str) -> GraphQLSchema:
    return build_schema(text)

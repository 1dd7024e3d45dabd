"""A GraphQL schema as a surface: one operation a type, for a query may take any field of any type."""

from dataclasses import replace

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from graphql.pyutils import Undefined

from contracts.drift.surface import Answer, Field, Operation, Surface, surface

ANSWERED = 200
_SCALARS = {"String": "string", "ID": "string", "Int": "integer", "Float": "number", "Boolean": "boolean"}


def read_sdl(system: str, text: str) -> Surface:
    """Give types by `TYPE name` and what can be sent by `INPUT name`; arguments are `argument:field.name`."""
    operations = []
    for name, kind in build_schema(text).type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            operations.append(_type(name, kind))
        elif isinstance(kind, GraphQLInputObjectType):
            takes = {f"$.{field}": _given(one) for field, one in kind.fields.items()}
            operations.append(Operation(f"INPUT {name}", takes=takes))
    return replace(surface(system, "graphql", operations), source=text)


def _type(name: str, kind: GraphQLObjectType | GraphQLInterfaceType) -> Operation:
    asks, fields = {}, {}
    for field, one in kind.fields.items():
        types = _kinds(one.type)
        nullable = () if is_non_null_type(one.type) else ("null",)
        fields[f"$.{field}"] = Field((*types, *nullable), choices=_choices(one.type))
        for argument, given in one.args.items():
            asks[f"argument:{field}.{argument}"] = _given(given)
    return Operation(f"TYPE {name}", asks=asks, answers={ANSWERED: Answer((), fields)})


def _given(one: GraphQLArgument | GraphQLInputField) -> Field:
    has_default = one.default_value is not Undefined
    needed = is_non_null_type(one.type) and not has_default
    default = one.default_value if has_default else None
    return Field(_kinds(one.type), is_required=needed, choices=_choices(one.type), default=default)


def _kinds(kind: object) -> tuple[str, ...]:
    bare = get_nullable_type(kind)  # type: ignore[call-overload]
    inner = get_named_type(kind).name  # type: ignore[call-overload]
    named = "string" if isinstance(get_named_type(kind), GraphQLEnumType) else _SCALARS.get(inner, inner)  # type: ignore[call-overload]
    return (f"list of {named}" if is_list_type(bare) else named,)


def _choices(kind: object) -> tuple[str, ...]:
    named = get_named_type(kind)  # type: ignore[call-overload]
    return tuple(named.values) if isinstance(named, GraphQLEnumType) else ()

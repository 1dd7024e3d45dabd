"""Which queries are carried out at all, and what they cost.

Everything is counted before anything is executed, each fragment once, so that no query can ask for much more
work than it is long.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    ValueNode,
    VariableNode,
    get_named_type,
    is_list_type,
    parse,
)
from graphql.language import Lexer

from simulators.threepl_graphql.errors import QueryRefusedError

TOKENS_MAX, NESTING_MAX, FRAGMENTS_MAX, FIELDS_MAX, SAME_NAME_MAX = 3_000, 30, 50, 1_000, 10
SIZE_MAX = 100_000
"""How many fields an answer may have, if every page is full and every list has ten entries."""
PAGE, LIST = 100, 10
FREE = ("edges", "pageInfo")
_OPENING = (TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L)
_CLOSING = (TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R)


def read_query(text: str) -> DocumentNode:
    """Parse a query that is small enough to be looked at.

    Raises:
        QueryRefusedError: it is malformed, too long or too deep.
    """
    try:
        _check_tokens(Lexer(Source(text)))
        document = parse(text)
    except GraphQLSyntaxError as error:
        at = error.locations[0] if error.locations else None
        place = f" (line {at.line}, column {at.column})" if at else ""
        message = f"{error.message[:300]}{place}"
        where = [{"line": at.line, "column": at.column}] if at else []
        raise QueryRefusedError(message, [{"message": message, "locations": where}]) from None
    fragments = [d for d in document.definitions if isinstance(d, FragmentDefinitionNode)]
    if len(fragments) > FRAGMENTS_MAX:
        raise QueryRefusedError(f"query: more than {FRAGMENTS_MAX} fragments")
    fields = sum(
        _fields_in(definition.selection_set)
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    )
    if fields > FIELDS_MAX:
        raise QueryRefusedError(f"query: more than {FIELDS_MAX} fields")
    return document


def _check_tokens(lexer: Lexer) -> None:
    nesting = tokens = 0
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        tokens += 1
        nesting += (token.kind in _OPENING) - (token.kind in _CLOSING)
        if tokens > TOKENS_MAX:
            raise QueryRefusedError(f"query: more than {TOKENS_MAX} tokens")
        if nesting > NESTING_MAX:
            raise QueryRefusedError(f"query: nested deeper than {NESTING_MAX}")


def _fields_in(selections: SelectionSetNode | None) -> int:
    if selections is None:
        return 0
    names: dict[str, int] = {}
    inside = 0
    for node in selections.selections:
        if isinstance(node, FieldNode):
            name = (node.alias or node.name).value
            names[name] = names.get(name, 0) + 1
            if names[name] > SAME_NAME_MAX:
                raise QueryRefusedError(
                    f"query: {name[:40]!r} stands more than {SAME_NAME_MAX} times in one place"
                )
        inside += _fields_in(getattr(node, "selection_set", None))
    return sum(names.values()) + inside


@dataclass(frozen=True, slots=True)
class Weight:
    """What a part of a query costs in credits, and how many fields its answer may have."""

    cost: int = 0
    size: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        """Add what another part takes."""
        return Weight(self.cost + other.cost, self.size + other.size)

    def times(self, count: int) -> "Weight":
        """Take it that often."""
        return Weight(self.cost * count, self.size * count)


@dataclass(slots=True)
class Bill:
    """What each root field costs, by the name it answers under, and what of all that is to be paid now.

    To analyse a query and to ask what is left costs nothing.
    """

    costs: dict[str, int]
    to_pay: int


@dataclass(slots=True)
class Scale:
    """Weighs one document, which has been validated against the schema."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any]
    _defaults: dict[str, ValueNode | None] = field(default_factory=dict)
    _fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)
    _weighed: dict[str, Weight] = field(default_factory=dict)

    def bill(self, operation: OperationDefinitionNode) -> "Bill":
        """Give the cost of each root field by the name it answers under, and what of it is to be paid.

        Raises:
            QueryRefusedError: nothing is asked, or the answer might be too large.
        """
        self._fragments = {
            d.name.value: d for d in self.document.definitions if isinstance(d, FragmentDefinitionNode)
        }
        self._defaults = {
            d.variable.name.value: d.default_value for d in operation.variable_definitions or ()
        }
        root = self.schema.get_root_type(operation.operation)
        assert root is not None, "validation knows which operations there are"
        bill, size = Bill({}, 0), 0
        for node in self._roots(operation.selection_set):
            weight = self._of_field(node, root)
            name = (node.alias or node.name).value
            bill.costs[name] = bill.costs.get(name, 0) + weight.cost
            bill.to_pay += (
                0 if node.name.value == "user_quota" or self._given(node, "analyze") else weight.cost
            )
            size += weight.size
        if not bill.costs:
            raise QueryRefusedError("query: asks for nothing")
        if size > SIZE_MAX:
            raise QueryRefusedError(
                f"query: the answer might have more than {SIZE_MAX} fields; ask for shorter pages"
            )
        return bill

    def _roots(self, selections: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node
            else:
                yield from self._roots(self._inside(node))

    def _of_selections(self, selections: SelectionSetNode | None, parent: Any) -> Weight:
        total = Weight()
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                total += self._of_field(node, parent)
            elif (name := getattr(node, "name", None)) is None:
                total += self._of_selections(self._inside(node), parent)
            else:
                if name.value not in self._weighed:
                    self._weighed[name.value] = self._of_selections(self._inside(node), parent)
                total += self._weighed[name.value]
        return total

    def _inside(self, node: Any) -> SelectionSetNode:
        """Give what a fragment, named or not, stands for."""
        name = getattr(node, "name", None)
        selections: SelectionSetNode = (self._fragments[name.value] if name else node).selection_set
        return selections

    def _of_field(self, node: FieldNode, parent: Any) -> Weight:
        name = node.name.value
        definition = self.schema.get_field(parent, name)
        if definition is None or node.selection_set is None:
            return Weight(size=1)
        inside = self._of_selections(node.selection_set, get_named_type(definition.type))
        if "first" in definition.args:
            given = self._given(node, "first", "last")
            inside = inside.times(PAGE if given is None else max(int(given), 0))
        elif is_list_type(definition.type) and name != "edges":
            inside = inside.times(LIST)
        is_free = name in FREE or name.startswith("__") or parent.name.startswith("__")
        return Weight(0 if name.startswith("__") else inside.cost + (not is_free), inside.size + 1)

    def _given(self, node: FieldNode, *names: str) -> Any:
        """Give the number or truth value of the first of these arguments that has one."""
        for argument in node.arguments or ():
            if argument.name.value in names:
                value: Any = argument.value
                if isinstance(value, VariableNode):
                    given = self.variables.get(value.name.value)
                    if isinstance(given, int | float):
                        return given
                    value = self._defaults.get(value.name.value)
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, BooleanValueNode):
                    return value.value
        return None

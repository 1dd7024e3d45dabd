"""The language of `$filter`, whole: parsed by the grammar, compiled into a test of rows.

The grammar is slow to import, and most callers never need it; see filtering.py.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from odata_query import ast
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

from simulators.cloud_erp.errors import MalformedRequestError, UnknownPropertyError
from simulators.cloud_erp.schemas.entity import EntitySet, Getter, Row
from simulators.cloud_erp.schemas.filtering import Filter, edm_of

LENGTH_MAX = 4000
DEPTH_MAX = 200
NOT_AT_ONCE = re.compile(r"('(?:[^']|'')*')|\bnot\(")

KINDS = {
    "Edm.String": "text",
    "Edm.Guid": "guid",
    "Edm.Decimal": "number",
    "Edm.Int32": "number",
    "Edm.Boolean": "boolean",
    "Edm.Date": "date",
    "Edm.DateTimeOffset": "instant",
}
ORDERING = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": operator.contains,
}
TEXT_CHANGES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "tolower": ("text", str.lower),
    "toupper": ("text", str.upper),
    "trim": ("text", str.strip),
    "length": ("number", len),
}


@dataclass(frozen=True, slots=True)
class _Operand:
    kind: str
    get: Getter
    field: str = ""
    constant: Any = None


@lru_cache(maxsize=512)
def compiled(entity_set: EntitySet, expression: str) -> Filter:
    """Compile an expression; the same one again is not compiled again.

    Raises:
        MalformedRequestError: it cannot be read, or compares what cannot be compared.
        UnknownPropertyError: it names a property the entity type does not have.
    """
    tree = _parse(expression)
    test = _Compiler(entity_set).boolean(tree, 0)
    return Filter(test, _index_key(entity_set, tree))


def _parse(expression: str) -> Any:
    if len(expression) > LENGTH_MAX:
        raise MalformedRequestError(f"$filter is longer than {LENGTH_MAX} characters.")
    try:
        tree = ODataParser().parse(ODataLexer().tokenize(_spaced(expression)))
    except (ODataException, ValueError) as error:
        raise MalformedRequestError(f"$filter cannot be read: {error}.") from error
    if tree is None:
        raise MalformedRequestError("$filter is empty.")
    return tree


def _spaced(expression: str) -> str:
    """Put the blank between `not` and its parenthesis that the grammar wants and the product does not."""
    return NOT_AT_ONCE.sub(lambda found: found[1] or "not (", expression)


def _index_key(entity_set: EntitySet, tree: Any) -> tuple[str, str] | None:
    if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And):
        return _index_key(entity_set, tree.left) or _index_key(entity_set, tree.right)
    if not (isinstance(tree, ast.Compare) and isinstance(tree.comparator, ast.Eq)):
        return None
    if not isinstance(tree.left, ast.Identifier) or tree.left.name not in entity_set.indexes:
        return None
    if not isinstance(tree.right, ast.String | ast.GUID):
        return None
    is_guid = edm_of(entity_set, tree.left.name) == "Edm.Guid"
    return tree.left.name, tree.right.val.lower() if is_guid else tree.right.val


class _Compiler:
    def __init__(self, entity_set: EntitySet) -> None:
        self._set = entity_set

    def boolean(self, node: Any, depth: int) -> Callable[[Row], bool]:
        """Compile what must be true or false."""
        if depth > DEPTH_MAX:
            raise MalformedRequestError(f"$filter is nested more than {DEPTH_MAX} deep.")
        if isinstance(node, ast.BoolOp):
            left, right = self.boolean(node.left, depth + 1), self.boolean(node.right, depth + 1)
            if isinstance(node.op, ast.And):
                return lambda row: left(row) and right(row)
            return lambda row: left(row) or right(row)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.boolean(node.operand, depth + 1)
            return lambda row: not inner(row)
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        claim = self._operand(node)
        if claim.kind != "boolean":
            raise MalformedRequestError("$filter must be a condition, and part of it is only a value.")
        return lambda row: bool(claim.get(row))

    def _comparison(self, node: Any) -> Callable[[Row], bool]:
        left = self._operand(node.left)
        if isinstance(node.comparator, ast.In):
            if not isinstance(node.right, ast.List):
                raise MalformedRequestError("The right side of 'in' in $filter must be a list.")
            values = [_matched(left, self._operand(value))[1].constant for value in node.right.val]
            return lambda row: left.get(row) in values
        left, right = _matched(left, self._operand(node.right))
        a, b = left.get, right.get
        if isinstance(node.comparator, ast.Eq):
            return lambda row: bool(a(row) == b(row))
        if isinstance(node.comparator, ast.NotEq):
            return lambda row: bool(a(row) != b(row))
        if "null" in {left.kind, right.kind}:
            return lambda _: False
        compare = ORDERING[type(node.comparator)]
        return lambda row: bool(compare(a(row), b(row)))

    def _text_test(self, node: Any) -> Callable[[Row], bool]:
        name, test = node.func.name, TEXT_TESTS[node.func.name]
        whole, part = self._texts(name, node.args, 2)
        return lambda row: bool(test(whole(row), part(row)))

    def _operand(self, node: Any) -> _Operand:
        if isinstance(node, ast.Identifier):
            declared = self._set.property(node.name)
            if declared is None:
                raise UnknownPropertyError(node.name, self._set.type_name)
            return _Operand(KINDS[declared.edm], declared.get, declared.name)
        if isinstance(node, ast.Call):
            if node.func.name in TEXT_TESTS:
                return _Operand("boolean", self._text_test(node))
            if node.func.name not in TEXT_CHANGES:
                raise MalformedRequestError(f"The function '{node.func.name}' is not supported in $filter.")
            kind, change = TEXT_CHANGES[node.func.name]
            (value,) = self._texts(node.func.name, node.args, 1)
            return _Operand(kind, lambda row: change(value(row)))
        return _literal(node)

    def _texts(self, function: str, args: list[Any], count: int) -> list[Getter]:
        operands = [self._operand(argument) for argument in args]
        if len(operands) != count or any(operand.kind not in {"text", "guid"} for operand in operands):
            raise MalformedRequestError(f"The function '{function}' in $filter takes {count} text(s).")
        return [operand.get for operand in operands]


def _literal(node: Any) -> _Operand:
    try:
        kind, value = _value(node)
    except (ValueError, OverflowError) as error:
        raise MalformedRequestError(f"A literal in $filter cannot be read: {error}.") from error
    return _Operand(kind, lambda _: value, "", value)


def _value(node: Any) -> tuple[str, Any]:
    match node:
        case ast.String():
            return "text", node.val
        case ast.Integer() | ast.Float():
            return "number", Decimal(node.val)
        case ast.Boolean():
            return "boolean", node.py_val
        case ast.Null():
            return "null", None
        case ast.GUID():
            return "guid", node.val.lower()
        case ast.Date():
            return "date", node.py_val
        case ast.DateTime():
            at: datetime = node.py_val
            return "instant", at if at.tzinfo else at.replace(tzinfo=UTC)
        case _:
            raise MalformedRequestError(f"{type(node).__name__} is not supported in $filter.")


def _matched(left: _Operand, right: _Operand) -> tuple[_Operand, _Operand]:
    if left.kind == right.kind or "null" in {left.kind, right.kind}:
        return left, right
    for kind, read in ((("guid", "text"), str.lower), (("instant", "date"), _midnight)):
        if (left.kind, right.kind) == kind and not right.field:
            return left, _constant(kind[0], read(right.constant))
        if (right.kind, left.kind) == kind and not left.field:
            return _constant(kind[0], read(left.constant)), right
    raise MalformedRequestError(
        f"$filter compares {left.field or 'a literal'} ({left.kind}) with "
        f"{right.field or 'a literal'} ({right.kind})."
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _constant(kind: str, value: Any) -> _Operand:
    return _Operand(kind, lambda _: value, "", value)

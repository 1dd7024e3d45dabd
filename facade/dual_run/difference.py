"""In which way do two documents differ?

Kinds are kept apart because they have different causes: a type is a mapping error, a value a calculation, an
order a sort, a length a lost row. Order apart from length above all: order lines and EDI loops need it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from facade.dual_run.rules import same_elements

Fields = Mapping[str, object]
SEQUENCES = (tuple, list)

Rows = dict[str, dict[str, object]]

_ROW = re.compile(r"^(\w+)\[([^\]]*)\]\.(.+)$")


class Kind(StrEnum):
    """What sort of difference it is."""

    TYPE = "type"
    VALUE = "value"
    MISSING = "missing"
    EXTRA = "extra"
    ORDER = "order"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; `rule` names the agreement that explains it, if one does."""

    field: str
    kind: str
    old: str
    new: str
    rule: str


def kind_of(old: object, new: object) -> Kind:
    """Name the kind of difference between two values that are not equal."""
    if type(old) is not type(new):
        return Kind.TYPE
    if isinstance(old, SEQUENCES) and isinstance(new, SEQUENCES):
        if len(old) != len(new):
            return Kind.LENGTH
        if same_elements(old, new):
            return Kind.ORDER
    return Kind.VALUE


def with_order_told(differences: tuple[Difference, ...], old: Fields, new: Fields) -> tuple[Difference, ...]:
    """Tell rows that only stand in another order as one difference, not as one for each of their fields."""
    told: list[Difference] = []
    reordered: dict[str, Difference | None] = {}
    for difference in differences:
        row = _ROW.match(difference.field)
        if row is None:
            told.append(difference)
            continue
        group = row[1]
        if group not in reordered:
            reordered[group] = found = _reordered(group, old, new)
            if found is not None:
                told.append(found)
        if reordered[group] is None:
            told.append(difference)
    return tuple(told)


def _reordered(group: str, old: Fields, new: Fields) -> Difference | None:
    left, right = _rows(group, old), _rows(group, new)
    if left == right or not same_elements(list(left.values()), list(right.values())):
        return None
    rest = list(left.items())
    order = []
    for row in right.values():
        found = next(item for item in rest if item[1] == row)
        rest.remove(found)
        order.append(found[0])
    return Difference(group, Kind.ORDER, ",".join(left), ",".join(order), "")


def _rows(group: str, fields: Fields) -> Rows:
    rows: Rows = {}
    for name, value in fields.items():
        row = _ROW.match(name)
        if row is not None and row[1] == group:
            rows.setdefault(row[2], {})[row[3]] = value
    return rows

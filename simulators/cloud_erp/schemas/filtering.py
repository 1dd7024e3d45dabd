"""What `$filter` means: a test of rows, and the index it can use."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from simulators.cloud_erp.schemas.entity import EntitySet, Row

EQUALS_TEXT = re.compile(r"\(?(\w+) eq '((?:[^']|'')*)'\)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """A compiled filter. `key` names an indexed field and the value it must equal, when there is one."""

    matches: Callable[[Row], bool]
    key: tuple[str, str] | None


def compile_filter(entity_set: EntitySet, expression: str) -> Filter:
    """Compile an expression over the rows of an entity set.

    Most callers ask for one value of one indexed field; that is recognised before the grammar is asked.

    Raises:
        MalformedRequestError: the expression cannot be read, or compares what cannot be compared.
        UnknownPropertyError: it names a property the entity type does not have.
    """
    simple = EQUALS_TEXT.fullmatch(expression)
    if simple and simple[1] in entity_set.indexes and edm_of(entity_set, simple[1]) == "Edm.String":
        return _equals(entity_set, simple[1], simple[2].replace("''", "'"))
    from simulators.cloud_erp.schemas.filter_language import compiled

    return compiled(entity_set, expression)


def _equals(entity_set: EntitySet, name: str, value: str) -> Filter:
    declared = entity_set.property(name)
    assert declared is not None
    get = declared.get
    return Filter(lambda row: bool(get(row) == value), (name, value))


def edm_of(entity_set: EntitySet, name: str) -> str:
    """Give the type of a property; nothing when the entity has no such property."""
    declared = entity_set.property(name)
    return declared.edm if declared else ""

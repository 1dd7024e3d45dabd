"""What is a store made of? Its tables and its plain values, those of the stores and agendas in it too."""

from dataclasses import dataclass, field, fields
from typing import Any

from simulators.chassis.agenda import Agenda
from simulators.chassis.tables import Table, Tables


@dataclass(slots=True)
class Parts:
    """A store taken apart; a part of a store within goes by both names: `main.orders`."""

    tables: dict[str, Table[Any, Any]] = field(default_factory=dict)
    plain: dict[str, Any] = field(default_factory=dict)
    agendas: list[Agenda] = field(default_factory=list)


def parts_of(store: Any) -> Parts:
    """Take a store apart, without copying anything."""
    parts = Parts()
    _take_apart(store, "", parts)
    return parts


def put_plain(store: Any, name: str, value: Any) -> None:
    """Put a plain value where `parts_of` found it.

    Raises:
        AttributeError: there is no such place.
    """
    *inside, last = name.split(".")
    for step in inside:
        store = getattr(store, step)
    setattr(store, last, value)


def _take_apart(store: Any, path: str, parts: Parts) -> None:
    for each in fields(store):
        value, name = getattr(store, each.name), path + each.name
        if isinstance(value, Table):
            parts.tables[name] = value
        elif isinstance(value, Agenda):
            parts.tables[f"{name}.entries"] = value.entries
            parts.agendas.append(value)
        elif isinstance(value, Tables):
            _take_apart(value, f"{name}.", parts)
        else:
            parts.plain[name] = value

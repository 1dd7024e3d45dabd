"""What a site's page of stock says of each item, whatever the site calls its columns."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from facade.canonical.supply import Position
from facade.canonical.xref import CrossReference
from facade.errors import SystemTimeoutError, UnknownCodeError

PAGE = 250


class Columns(NamedTuple):
    """Where a site says which article it is, how much of it lies there, is promised, and may be sold."""

    article: str
    on_hand: str
    allocated: str
    available: str


def positions(
    site: tuple[str, str], xref: CrossReference, columns: Columns, rows: Iterable[Mapping[str, Any]]
) -> tuple[Position, ...]:
    """Read rows of a site, named with its system; what is neither promised nor to be sold is held.

    Articles of others are left out.

    Raises:
        SystemTimeoutError: a row lacks a number, so nobody knows what lies there.
    """
    found = []
    for row in rows:
        try:
            item_id = xref.business("item", str(row.get(columns.article)))
        except UnknownCodeError:
            continue
        on_hand, allocated, free = [_units(site[1], row, column) for column in columns[1:]]
        found.append(Position(item_id, site[0], on_hand, allocated, max(0, on_hand - allocated - free)))
    return tuple(found)


def _units(system: str, row: Mapping[str, Any], column: str) -> int:
    units = row.get(column)
    if type(units) is not int:
        raise SystemTimeoutError(system, f"the stock has no {column}")
    return units

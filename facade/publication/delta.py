"""What must be told so that a channel shows what it should? Arithmetic on rows, and nothing else."""

from collections.abc import Iterator
from typing import NamedTuple

from facade.canonical.catalogue import Key, Rows, Subject, Value

BATCH = 200
NO_STOCK = 0


class Finding(NamedTuple):
    """One row that a channel shows otherwise than it should; nothing where it shows no such row."""

    key: Key
    wanted: Value | None
    shown: Value | None


def changed(wanted: Rows, known: Rows) -> dict[Key, Value]:
    """Give the rows that a channel does not know yet, or knows otherwise."""
    return {key: value for key, value in wanted.items() if key not in known or known[key] != value}


def gone(subject: Subject, wanted: Rows, known: Rows) -> dict[Key, Value]:
    """Give what takes the place of rows that are no more: of what is no longer sold there is none.

    A price or a customer that is gone has no such last word: it is found by the reconciliation.
    """
    if subject is not Subject.STOCK:
        return {}
    return {key: NO_STOCK for key, value in known.items() if key not in wanted and value != NO_STOCK}


def findings(wanted: Rows, shown: Rows) -> list[Finding]:
    """Give every row that a channel shows otherwise than it should, in a fixed order."""
    keys = dict.fromkeys((*wanted, *shown))
    found = [Finding(key, wanted.get(key), shown.get(key)) for key in keys]
    return [one for one in found if one.wanted != one.shown]


def batches(rows: Rows, size: int = BATCH) -> Iterator[dict[Key, Value]]:
    """Cut rows into pieces that a channel takes at once."""
    keys = list(rows)
    for at in range(0, len(keys), size):
        yield {key: rows[key] for key in keys[at : at + size]}

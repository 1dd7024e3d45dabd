"""The warehouse's stock items, place by place, as what may be sold of each lot."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from facade.adapters.reading import Reading
from facade.canonical.supply import Lot
from facade.canonical.xref import CrossReference
from facade.errors import UnknownCodeError

READING = Reading("wms")
Batches = Mapping[tuple[Any, Any], Mapping[str, Any]]


def sellable_lots(
    site: str, xref: CrossReference, rows: Iterable[Mapping[str, Any]], batches: Batches
) -> tuple[Lot, ...]:
    """Add up the places of each lot; one that is held may not be sold, and is left out.

    Raises:
        SystemUnavailableError: a row lacks a field it must have.
    """
    found: dict[tuple[str, str], Lot] = {}
    with READING:
        for row in rows:
            batch = batches.get((row["articleNumber"], row["batchNumber"]))
            item_id = _known(xref, row["articleNumber"])
            if batch is None or batch["isHeld"] or item_id is None:
                continue
            expires = date.fromisoformat(batch["expiryDate"]) if batch["expiryDate"] else None
            before = found.get((item_id, row["batchNumber"]))
            units = row["numberOfItems"] + (before.units if before is not None else 0)
            found[item_id, row["batchNumber"]] = Lot(item_id, site, row["batchNumber"], units, expires)
    return tuple(found.values())


def _known(xref: CrossReference, article: str) -> str | None:
    try:
        return xref.business("item", article)
    except UnknownCodeError:
        return None

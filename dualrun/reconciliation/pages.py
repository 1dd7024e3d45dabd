"""A book's records, page by page, as any reconciling tool would read them: nothing of ours is asked."""

from typing import Any, NamedTuple

from facade.adapters.cloud_erp_wire import CloudErpWire
from facade.adapters.legacy_erp_reading import Record, part
from facade.adapters.legacy_erp_wire import LegacyErpWire, escape

PAGE = 200


class Reading(NamedTuple):
    """Implements the façade's `Call`, for what is read on nobody's behalf."""

    message_id: str
    correlation_id: str = "reconciliation"
    causation_id: str = "reconciliation"
    attempt: int = 1
    trace: str = ""


async def soap_rows(erp: LegacyErpWire, page: str) -> list[Any]:
    """Give all records of a page of the old book."""
    rows: list[Any] = []
    mark = ""
    while True:
        content = f"{mark}<setSize>{PAGE}</setSize>"
        result = await erp.page(page, "ReadMultiple", content, Reading(f"reconcile-{page}-{len(rows)}"))
        listed = part(result, "ReadMultiple_Result")
        found = list(listed) if listed is not None else []
        rows += found
        if len(found) < PAGE:
            return rows
        mark = f"<bookmarkKey>{escape(Record(found[-1])['Key'])}</bookmarkKey>"


async def odata_rows(erp: CloudErpWire, entity_set: str, lines: str = "") -> list[Any]:
    """Give all records of an entity set of the new book, with the lines below them."""
    rows: list[Any] = []
    expand = f"&$expand={lines}" if lines else ""
    while True:
        query = f"$orderby=number&$top={PAGE}&$skip={len(rows)}{expand}"
        found = await erp.rows(entity_set, query, Reading(f"reconcile-{entity_set}-{len(rows)}"))
        rows += found
        if len(found) < PAGE:
            return rows

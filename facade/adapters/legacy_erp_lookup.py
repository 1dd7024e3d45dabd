"""How a record of the legacy ERP is looked up by what some of its fields say."""

from collections.abc import Mapping

from lxml import etree

from facade.adapters.legacy_erp_reading import part
from facade.adapters.legacy_erp_wire import LegacyErpWire
from facade.ports import Call

ALL, OLDEST, NEWEST = 0, 1, -1
"""How many records are asked for, and from which end."""


def query(filters: Mapping[str, str], size: int) -> str:
    """Write a ReadMultiple; criteria are escaped where they are made."""
    said = [
        f"<filter><Field>{field}</Field><Criteria>{text}</Criteria></filter>"
        for field, text in filters.items()
    ]
    return f"{''.join(said)}<setSize>{size}</setSize>"


async def lookup(
    erp: LegacyErpWire, page: str, filters: Mapping[str, str], call: Call, end: int = OLDEST
) -> etree._Element | None:
    """Give the record at one end of those that fit, or nothing.

    Raises:
        SystemUnavailableError, SystemTimeoutError, SystemRefusedError: see facade/errors.py.
    """
    listed = part(await erp.page(page, "ReadMultiple", query(filters, end), call), "ReadMultiple_Result")
    return listed[0] if listed is not None and len(listed) else None

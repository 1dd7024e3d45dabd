"""Which entity sets are published."""

from simulators.cloud_erp.errors import UnknownResourceError
from simulators.cloud_erp.schemas.documents import (
    SALES_INVOICE_LINES,
    SALES_INVOICES,
    SALES_ORDER_LINES,
    SALES_ORDERS,
    SALES_SHIPMENT_LINES,
    SALES_SHIPMENTS,
)
from simulators.cloud_erp.schemas.entity import EntitySet
from simulators.cloud_erp.schemas.masters import COMPANIES, CUSTOMERS, ITEMS

ENTITY_SETS = {
    entry.name: entry
    for entry in (
        COMPANIES,
        CUSTOMERS,
        ITEMS,
        SALES_ORDERS,
        SALES_ORDER_LINES,
        SALES_SHIPMENTS,
        SALES_SHIPMENT_LINES,
        SALES_INVOICES,
        SALES_INVOICE_LINES,
    )
}


def entity_set(name: str) -> EntitySet:
    """Find an entity set.

    Raises:
        UnknownResourceError: none of that name is published.
    """
    found = ENTITY_SETS.get(name)
    if found is None:
        raise UnknownResourceError(f"No HTTP resource was found for the segment '{name}'.")
    return found

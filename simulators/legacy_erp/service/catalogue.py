"""Which pages this installation publishes, and what callers may do with each."""

from collections.abc import Mapping

from simulators.legacy_erp.service.masters import (
    CUSTOMER_WRITING,
    ITEM_WRITING,
    LOCATION_WRITING,
    VENDOR_WRITING,
)
from simulators.legacy_erp.service.orders import ORDER_WRITING
from simulators.legacy_erp.service.pages import Page
from simulators.legacy_erp.service.prices import PRICE_WRITING
from simulators.legacy_erp.service.views.masters import CUSTOMER, ITEM, LOCATION, SALES_PRICE, VENDOR
from simulators.legacy_erp.service.views.sales import INVOICE, SALES_ORDER, SHIPMENT
from simulators.legacy_erp.service.writing import Writing

PAGES: Mapping[str, Page] = {
    page.name: page
    for page in (CUSTOMER, ITEM, VENDOR, LOCATION, SALES_PRICE, SALES_ORDER, SHIPMENT, INVOICE)
}
WRITINGS: Mapping[str, Writing] = {
    writing.page.name: writing
    for writing in (
        CUSTOMER_WRITING,
        ITEM_WRITING,
        VENDOR_WRITING,
        LOCATION_WRITING,
        PRICE_WRITING,
        ORDER_WRITING,
    )
}

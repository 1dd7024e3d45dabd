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
from simulators.legacy_erp.service.purchasing import PURCHASE_WRITING
from simulators.legacy_erp.service.returns import RETURN_WRITING
from simulators.legacy_erp.service.views.goods_in import (
    CREDIT_MEMO,
    PURCHASE_INVOICE,
    PURCHASE_ORDER,
    RECEIPT,
    SALES_RETURN,
)
from simulators.legacy_erp.service.views.masters import CUSTOMER, ITEM, LOCATION, SALES_PRICE, VENDOR
from simulators.legacy_erp.service.views.sales import INVOICE, SALES_ORDER, SHIPMENT
from simulators.legacy_erp.service.views.stock import INVENTORY, ITEM_LEDGER
from simulators.legacy_erp.service.writing import Writing

PAGES: Mapping[str, Page] = {
    page.name: page
    for page in (
        *(CUSTOMER, ITEM, VENDOR, LOCATION, SALES_PRICE),
        *(SALES_ORDER, SHIPMENT, INVOICE, SALES_RETURN, CREDIT_MEMO),
        *(PURCHASE_ORDER, RECEIPT, PURCHASE_INVOICE, ITEM_LEDGER, INVENTORY),
    )
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
        RETURN_WRITING,
        PURCHASE_WRITING,
    )
}

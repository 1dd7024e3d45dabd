"""Which use case answers which operation: from the message's one element to the answer's text."""

from collections.abc import Callable, Mapping

from lxml import etree

from simulators.legacy_erp.schemas.answers import record, records
from simulators.legacy_erp.schemas.requests import (
    needed,
    read_customer_change,
    read_filters,
    read_order_change,
    read_order_draft,
    read_quantities,
    read_shipment_draft,
)
from simulators.legacy_erp.schemas.soap import codeunit_namespace, page_namespace
from simulators.legacy_erp.schemas.wsdl import CODEUNIT
from simulators.legacy_erp.service.customers import change_customer
from simulators.legacy_erp.service.erp import LegacyErp
from simulators.legacy_erp.service.orders import cancel_order, change_order, create_order, delete_order
from simulators.legacy_erp.service.pages import Page, is_updated, read_record, read_records
from simulators.legacy_erp.service.posting import post_invoice, post_shipment
from simulators.legacy_erp.service.views import CUSTOMER, INVOICE, PAGES, SALES_ORDER, SHIPMENT

Operation = Callable[[LegacyErp, etree._Element], str]
"""Gives the content of the operation's result element."""


def _reading(page: Page) -> dict[str, Operation]:
    def read(erp: LegacyErp, asked: etree._Element) -> str:
        number = "/".join([needed(asked, name) for name in page.read_by])
        found = read_record(page, erp.store, number)
        return "" if found is None else record(page, found, erp.store.items)

    def read_multiple(erp: LegacyErp, asked: etree._Element) -> str:
        filters, bookmark, size = read_filters(asked)
        found = read_records(page, erp.store, filters, bookmark, size)
        rows = records(page, found, erp.store.items)
        return f"<ReadMultiple_Result>{rows}</ReadMultiple_Result>"

    def updated(erp: LegacyErp, asked: etree._Element) -> str:
        answer = is_updated(page, erp.store, needed(asked, "Key"))
        return f"<IsUpdated_Result>{'true' if answer else 'false'}</IsUpdated_Result>"

    return {"Read": read, "ReadMultiple": read_multiple, "IsUpdated": updated}


def _create_order(erp: LegacyErp, asked: etree._Element) -> str:
    return record(SALES_ORDER, create_order(erp, read_order_draft(asked)), erp.store.items)


def _update_order(erp: LegacyErp, asked: etree._Element) -> str:
    return record(SALES_ORDER, change_order(erp, read_order_change(asked)), erp.store.items)


def _delete_order(erp: LegacyErp, asked: etree._Element) -> str:
    delete_order(erp, needed(asked, "Key"))
    return "<Delete_Result>true</Delete_Result>"


def _update_customer(erp: LegacyErp, asked: etree._Element) -> str:
    return record(CUSTOMER, change_customer(erp, *read_customer_change(asked)), erp.store.items)


def _post_shipment(erp: LegacyErp, asked: etree._Element) -> str:
    return record(SHIPMENT, post_shipment(erp, read_shipment_draft(asked)), erp.store.items)


def _post_invoice(erp: LegacyErp, asked: etree._Element) -> str:
    invoice = post_invoice(erp, needed(asked, "orderNo"), read_quantities(asked))
    return record(INVOICE, invoice, erp.store.items)


def _cancel_order(erp: LegacyErp, asked: etree._Element) -> str:
    cancel_order(erp, needed(asked, "orderNo"))
    return "<return_value>true</return_value>"


def _tagged(namespace: str, operations: Mapping[str, Operation]) -> dict[str, tuple[str, Operation]]:
    """Key each operation by its element, beside the opening of its result."""
    return {
        f"{{{namespace}}}{name}": (f'{name}_Result xmlns="{namespace}"', act)
        for name, act in operations.items()
    }


_WRITING: Mapping[str, dict[str, Operation]] = {
    "SalesOrder": {"Create": _create_order, "Update": _update_order, "Delete": _delete_order},
    "Customer": {"Update": _update_customer},
}

PAGE_SERVICES: Mapping[str, Mapping[str, tuple[str, Operation]]] = {
    name: _tagged(page_namespace(name), _reading(page) | _WRITING.get(name, {}))
    for name, page in PAGES.items()
}

CODEUNIT_SERVICES: Mapping[str, Mapping[str, tuple[str, Operation]]] = {
    CODEUNIT: _tagged(
        codeunit_namespace(CODEUNIT),
        {"PostShipment": _post_shipment, "PostInvoice": _post_invoice, "CancelOrder": _cancel_order},
    )
}

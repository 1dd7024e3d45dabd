"""Entering, changing and deleting masters: customers, vendors, items, locations."""

from collections.abc import Callable, Mapping
from typing import Any

from simulators.chassis.tables import Table
from simulators.legacy_erp.domain import series
from simulators.legacy_erp.domain.masters import Customer, Item, Location, Vendor
from simulators.legacy_erp.domain.text import code
from simulators.legacy_erp.errors import RecordExistsError, RecordInUseError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.pages import ALWAYS, NEVER, Page, Said
from simulators.legacy_erp.service.texts import stored
from simulators.legacy_erp.service.views.masters import CUSTOMER, ITEM, LOCATION, VENDOR
from simulators.legacy_erp.service.writing import Writing, must_have
from simulators.legacy_erp.store import CompanyStore

Rows = Callable[[CompanyStore], Table[str, Any]]


def _master_writing(
    page: Page,
    kind: Callable[[str], Any],
    rows: Rows,
    numbers: str,
    users: Callable[[CompanyStore, str], str],
) -> Writing:
    """Make what callers may do with a table of masters; `users` says why a record cannot go, if so."""
    number_field = page.fields[0].name

    def draft(company: Company, said: Said) -> Any:
        if number_field in said.values or not numbers:
            must_have(said.values, number_field)
            number = code(number_field, said.values[number_field])
        else:
            number = company.take_number(numbers)
        if number in rows(company.store):
            raise RecordExistsError(page.title, number)
        row = kind(number)
        _apply(company, page, row, said.values, NEVER)
        return row

    def revise(company: Company, row: Any, said: Said) -> bool:
        return _apply(company, page, row, said.values, ALWAYS)

    def store(company: Company, row: Any) -> None:
        rows(company.store)[row.no] = row

    def delete(company: Company, row: Any) -> None:
        reason = users(company.store, row.no)
        if reason:
            raise RecordInUseError(page.title, row.no, reason)
        del rows(company.store)[row.no]

    return Writing(page, draft, store, revise, store, delete)


def _apply(company: Company, page: Page, row: Any, values: Mapping[str, Any], at_least: str) -> bool:
    """Set the fields that were said, and tell whether any is now another."""
    differs = False
    for field in page.fields[1:]:
        value = values.get(field.name)
        if value is None or field.given == NEVER or (at_least == ALWAYS and field.given != ALWAYS):
            continue
        if field.kind == "text":
            [value] = stored(company, row.no, (value, field.length))
        elif field.kind == "code":
            value = code(field.name, value)
        differs = differs or value != field.read(row)
        setattr(row, field.path, value)
    return differs


def _users_of_customer(store: CompanyStore, number: str) -> str:
    owners = [order.customer_no for order in store.orders.values()]
    if number in owners or any(back.customer_no == number for back in store.returns.values()):
        return "there are sales documents for this customer"
    return ""


def _users_of_item(store: CompanyStore, number: str) -> str:
    if any(line.item == number for order in store.orders.values() for line in order.lines):
        return "there are sales documents that include this item"
    others = (*store.returns.values(), *store.purchases.values())
    if any(line.item_no == number for document in others for line in document.lines):
        return "there are return or purchase documents that include this item"
    if any(item == number and quantity for (item, _), quantity in store.inventory.items()):
        return "there is inventory of this item"
    return ""


def _users_of_location(store: CompanyStore, number: str) -> str:
    if any(document.location_code == number for document in store.ledger.values()):
        return "there are item ledger entries for this location"
    return ""


def _users_of_vendor(store: CompanyStore, number: str) -> str:
    if any(order.vendor_no == number for order in store.purchases.values()):
        return "there are purchase documents for this vendor"
    return ""


CUSTOMER_WRITING = _master_writing(
    CUSTOMER, Customer, lambda store: store.customers, series.CUSTOMER, _users_of_customer
)
ITEM_WRITING = _master_writing(ITEM, Item, lambda store: store.items, series.ITEM, _users_of_item)
VENDOR_WRITING = _master_writing(VENDOR, Vendor, lambda store: store.vendors, series.VENDOR, _users_of_vendor)
LOCATION_WRITING = _master_writing(LOCATION, Location, lambda store: store.locations, "", _users_of_location)

"""Which use case answers which operation: from the message's one element to the answer's text."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml import etree

from simulators.legacy_erp.errors import MalformedRequestError
from simulators.legacy_erp.schemas.answers import record_writer
from simulators.legacy_erp.schemas.forms import (
    CANCEL_ORDER,
    CODEUNITS,
    POST_INVOICE,
    POST_SHIPMENT,
    SALES_POST,
    Form,
)
from simulators.legacy_erp.schemas.requests import KEY, filter_reader, needed, quantities, reader
from simulators.legacy_erp.schemas.soap import codeunit_namespace, escape, page_namespace
from simulators.legacy_erp.service.catalogue import PAGES, WRITINGS
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.orders import cancel_order
from simulators.legacy_erp.service.pages import Field, Page, Said
from simulators.legacy_erp.service.posting import post_invoice, post_shipment
from simulators.legacy_erp.service.reading import is_updated, read_by_id, read_records, record_behind
from simulators.legacy_erp.service.writing import Writing, create, delete, delete_line, update

Act = Callable[[Company, etree._Element], str]
"""Gives the content of the operation's result element."""


class Operation(NamedTuple):
    """One operation: what it does, and the element that its answer stands in."""

    act: Act
    opening: str
    closing: str
    writes: bool


def _reading(page: Page, namespace: str) -> dict[str, Act]:
    write, read_filters = record_writer(page), filter_reader(namespace)
    named = reader(namespace, [Field(name, "text", "") for name in page.read_by])
    with_key, with_id = reader(namespace, [KEY]), reader(namespace, [Field("recId", "text", "")])

    def read(company: Company, asked: etree._Element) -> str:
        values = needed(named(asked), "Read", *page.read_by)
        found = page.by_number(company.store, "/".join([values[name] for name in page.read_by]))
        return "" if found is None else write(found, company.store)

    def read_by_record_id(company: Company, asked: etree._Element) -> str:
        found = read_by_id(page, company.store, needed(with_id(asked), "ReadByRecId", "recId")["recId"])
        return "" if found is None else write(found, company.store)

    def read_multiple(company: Company, asked: etree._Element) -> str:
        store = company.store
        rows = "".join([write(row, store) for row in read_records(page, store, *read_filters(asked))])
        return f"<ReadMultiple_Result>{rows}</ReadMultiple_Result>"

    def record_id(company: Company, asked: etree._Element) -> str:
        key = needed(with_key(asked), "GetRecIdFromKey", "Key")["Key"]
        found = escape(page.record_id(record_behind(page, company.store, key)[0]))
        return f"<GetRecIdFromKey_Result>{found}</GetRecIdFromKey_Result>"

    def updated(company: Company, asked: etree._Element) -> str:
        answer = is_updated(page, company.store, needed(with_key(asked), "IsUpdated", "Key")["Key"])
        return f"<IsUpdated_Result>{'true' if answer else 'false'}</IsUpdated_Result>"

    return {
        "Read": read,
        "ReadByRecId": read_by_record_id,
        "ReadMultiple": read_multiple,
        "GetRecIdFromKey": record_id,
        "IsUpdated": updated,
    }


def _writing(writing: Writing, namespace: str) -> dict[str, Act]:
    page = writing.page
    write, with_key = record_writer(page), reader(namespace, [KEY])
    read = reader(namespace, [KEY, *page.fields], page.part)
    one_tag, many_tag = f"{{{namespace}}}{page.name}", f"{{{namespace}}}{page.name}_List"

    def records(holder: etree._Element) -> list[Said]:
        said = [read(child) for child in holder if child.tag == one_tag]
        if not said or len(said) != len(holder):
            raise MalformedRequestError(f"{holder.tag} holds {page.name} and nothing else.")
        return said

    def in_list(asked: etree._Element) -> list[Said]:
        if len(asked) != 1 or asked[0].tag != many_tag:
            raise MalformedRequestError(f"{asked.tag} holds one {page.name}_List.")
        return records(asked[0])

    def keyed(said: list[Said]) -> list[Said]:
        for one in said:
            needed(one, "Update", "Key")
        return said

    def list_of(company: Company, rows: list[object]) -> str:
        return f"<{page.name}_List>{''.join([write(row, company.store) for row in rows])}</{page.name}_List>"

    def create_one(company: Company, asked: etree._Element) -> str:
        [row] = create(writing, company, _one(records(asked)))
        return write(row, company.store)

    def update_one(company: Company, asked: etree._Element) -> str:
        [row] = update(writing, company, keyed(_one(records(asked))))
        return write(row, company.store)

    def delete_one(company: Company, asked: etree._Element) -> str:
        delete(writing, company, needed(with_key(asked), "Delete", "Key")["Key"])
        return "<Delete_Result>true</Delete_Result>"

    acts: dict[str, Act] = {
        "Create": create_one,
        "CreateMultiple": lambda company, asked: list_of(company, create(writing, company, in_list(asked))),
        "Update": update_one,
        "UpdateMultiple": lambda company, asked: list_of(
            company, update(writing, company, keyed(in_list(asked)))
        ),
        "Delete": delete_one,
    }
    if page.part and writing.drop_line:
        acts[f"Delete_{page.part.holder}"] = _line_deleting(writing, page.part.holder, namespace)
    return acts


def _line_deleting(writing: Writing, holder: str, namespace: str) -> Act:
    name, key = f"Delete_{holder}", f"{holder}_Key"
    read = reader(namespace, [Field(key, "text", "")])

    def act(company: Company, asked: etree._Element) -> str:
        delete_line(writing, company, needed(read(asked), name, key)[key])
        return f"<{name}_Result>true</{name}_Result>"

    return act


def _one(said: list[Said]) -> list[Said]:
    if len(said) != 1:
        raise MalformedRequestError(f"{len(said)} records were given where one is wanted.")
    return said


def _form_act(form: Form, namespace: str, do: Callable[[Company, Said], object]) -> Act:
    read = reader(namespace, form.fields, form.part)
    write = record_writer(form.result) if form.result else None

    def act(company: Company, asked: etree._Element) -> str:
        said = read(asked)
        needed(said, form.name, *form.needed)
        row = do(company, said)
        return "<return_value>true</return_value>" if write is None else write(row, company.store)

    return act


def _post_shipment(company: Company, said: Said) -> object:
    lines = quantities(said)
    if lines is None:
        raise MalformedRequestError("PostShipment needs lines.")
    return post_shipment(company, said.values["orderNo"], said.values, lines)


_CODEUNIT_ACTS: Mapping[str, Mapping[str, Callable[[Company, Said], object]]] = {
    SALES_POST: {
        POST_SHIPMENT.name: _post_shipment,
        POST_INVOICE.name: lambda company, said: post_invoice(company, said.values["orderNo"], quantities(said)),
        CANCEL_ORDER.name: lambda company, said: cancel_order(company, said.values["orderNo"]),
    }
}


def _tagged(namespace: str, acts: Mapping[str, Act], writes: bool) -> dict[str, Operation]:
    """Key each operation by its element."""
    return {
        f"{{{namespace}}}{name}": Operation(
            act, f'<{name}_Result xmlns="{namespace}">', f"</{name}_Result>", writes
        )
        for name, act in acts.items()
    }


def _page_service(page: Page) -> dict[str, Operation]:
    namespace, writing = page_namespace(page.name), WRITINGS.get(page.name)
    operations = _tagged(namespace, _reading(page, namespace), writes=False)
    if writing is not None:
        operations |= _tagged(namespace, _writing(writing, namespace), writes=True)
    return operations


def _codeunit_service(name: str) -> dict[str, Operation]:
    namespace = codeunit_namespace(name)
    acts = {form.name: _form_act(form, namespace, _CODEUNIT_ACTS[name][form.name]) for form in CODEUNITS[name]}
    return _tagged(namespace, acts, writes=True)


PAGE_SERVICES = {name: _page_service(page) for name, page in PAGES.items()}
CODEUNIT_SERVICES = {name: _codeunit_service(name) for name in CODEUNITS}

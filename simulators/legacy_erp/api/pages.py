"""What every page can do: from the message's one element to the answer's text."""

from typing import Any

from lxml import etree

from simulators.legacy_erp.api.operation import Act, Operation, tagged
from simulators.legacy_erp.errors import MalformedRequestError
from simulators.legacy_erp.schemas.answers import record_writer
from simulators.legacy_erp.schemas.requests import KEY, filter_reader, local_name, needed, reader
from simulators.legacy_erp.schemas.soap import escape, page_namespace
from simulators.legacy_erp.service.catalogue import PAGES, WRITINGS
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.pages import Field, Page, Said
from simulators.legacy_erp.service.reading import is_updated, read_by_id, read_records, record_behind
from simulators.legacy_erp.service.writing import Writing, create, delete, delete_line, update


def _reading(page: Page, namespace: str) -> dict[str, Act]:
    write, read_filters = record_writer(page), filter_reader(namespace)
    named = reader(namespace, [Field(name, "text", "") for name in page.read_by])
    never_blank = [name for name in page.read_by if page.by_name[name].kind != "text"]
    with_key, with_id = reader(namespace, [KEY]), reader(namespace, [Field("recId", "text", "")])

    def read(company: Company, asked: etree._Element) -> str:
        values = needed(named(asked), "Read", *never_blank)
        found = page.by_number(company.store, "/".join([values.get(name, "") for name in page.read_by]))
        return "" if found is None else write(found, company.store)

    def read_by_record_id(company: Company, asked: etree._Element) -> str:
        found = read_by_id(page, company.store, needed(with_id(asked), "ReadByRecId", "recId")["recId"])
        return "" if found is None else write(found, company.store)

    def read_multiple(company: Company, asked: etree._Element) -> str:
        store = company.store
        rows = "".join([write(row, store) for row in read_records(page, company, *read_filters(asked))])
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


class _PageWriter:
    """The operations that write through one page."""

    def __init__(self, writing: Writing, namespace: str) -> None:
        page = writing.page
        self._writing, self._name = writing, page.name
        self._write, self._with_key = record_writer(page), reader(namespace, [KEY])
        self._read = reader(namespace, [KEY, *page.fields], page.part)
        self._one_tag, self._list_tag = f"{{{namespace}}}{page.name}", f"{{{namespace}}}{page.name}_List"
        self.acts: dict[str, Act] = {
            "Create": self._create,
            "CreateMultiple": self._create_multiple,
            "Update": self._update,
            "UpdateMultiple": self._update_multiple,
            "Delete": self._delete,
        }
        if page.part and writing.drop_line:
            name, self._line_key = f"Delete_{page.part.holder}", f"{page.part.holder}_Key"
            self._with_line_key = reader(namespace, [Field(self._line_key, "text", "")])
            self.acts[name] = self._delete_line

    def _create(self, company: Company, asked: etree._Element) -> str:
        [row] = create(self._writing, company, [self._record(asked)])
        return self._write(row, company.store)

    def _create_multiple(self, company: Company, asked: etree._Element) -> str:
        return self._listed(company, create(self._writing, company, self._records(asked)))

    def _update(self, company: Company, asked: etree._Element) -> str:
        said = self._record(asked)
        needed(said, "Update", "Key")
        [row] = update(self._writing, company, [said])
        return self._write(row, company.store)

    def _update_multiple(self, company: Company, asked: etree._Element) -> str:
        said = self._records(asked)
        for one in said:
            needed(one, "UpdateMultiple", "Key")
        return self._listed(company, update(self._writing, company, said))

    def _delete(self, company: Company, asked: etree._Element) -> str:
        delete(self._writing, company, needed(self._with_key(asked), "Delete", "Key")["Key"])
        return "<Delete_Result>true</Delete_Result>"

    def _delete_line(self, company: Company, asked: etree._Element) -> str:
        name = local_name(asked)
        delete_line(
            self._writing, company, needed(self._with_line_key(asked), name, self._line_key)[self._line_key]
        )
        return f"<{name}_Result>true</{name}_Result>"

    def _record(self, asked: etree._Element) -> Said:
        if len(asked) != 1 or asked[0].tag != self._one_tag:
            raise MalformedRequestError(f"{local_name(asked)} holds one {self._name} and nothing else.")
        return self._read(asked[0])

    def _records(self, asked: etree._Element) -> list[Said]:
        if len(asked) != 1 or asked[0].tag != self._list_tag:
            raise MalformedRequestError(f"{local_name(asked)} holds one {self._name}_List and nothing else.")
        said = [self._read(record) for record in asked[0] if record.tag == self._one_tag]
        if not said or len(said) != len(asked[0]):
            raise MalformedRequestError(
                f"{self._name}_List holds {self._name}, once or more, and nothing else."
            )
        return said

    def _listed(self, company: Company, rows: list[Any]) -> str:
        records = "".join([self._write(row, company.store) for row in rows])
        return f"<{self._name}_List>{records}</{self._name}_List>"


def _page_service(page: Page) -> dict[str, Operation]:
    namespace, writing = page_namespace(page.name), WRITINGS.get(page.name)
    operations = tagged(namespace, _reading(page, namespace), writes=False)
    if writing is not None:
        operations |= tagged(namespace, _PageWriter(writing, namespace).acts, writes=True)
    return operations


PAGE_SERVICES = {name: _page_service(page) for name, page in PAGES.items()}

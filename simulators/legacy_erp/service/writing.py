"""How records are written through a page: one or many, all of them or none.

Everything is checked before anything is stored, so that a set of records stands or falls together.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

from simulators.legacy_erp.domain.key import unseal, unseal_line
from simulators.legacy_erp.domain.sales import LINE_STEP
from simulators.legacy_erp.errors import (
    FieldValidationError,
    RecordChangedError,
    RecordExistsError,
    RecordNotFoundError,
)
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.pages import ALWAYS, Page, Part, Said


class Writing(NamedTuple):
    """What a page lets its callers do.

    `draft` and `revise` check and change nothing but the record in hand; `revise` says whether it did.
    `enter`, `replace` and `delete` store.
    """

    page: Page
    draft: Callable[[Company, Said], Any]
    enter: Callable[[Company, Any], None]
    revise: Callable[[Company, Any, Said], bool]
    replace: Callable[[Company, Any], None]
    delete: Callable[[Company, Any], None]
    drop_line: Callable[[Any, int], None] | None = None


def create(writing: Writing, company: Company, said: Sequence[Said]) -> list[Any]:
    """Enter new records.

    Raises:
        RecordExistsError: a number is in use, or given twice.
    """
    rows = [writing.draft(company, one) for one in said]
    new: dict[str, Any] = {}
    for row in rows:
        if row.no in new:
            raise RecordExistsError(writing.page.title, row.no)
        new[row.no] = row
    for row in rows:
        writing.enter(company, row)
    return rows


def update(writing: Writing, company: Company, said: Sequence[Said]) -> list[Any]:
    """Change records that are still as their Keys have them.

    Raises:
        RecordChangedError: a record has changed since the caller read it, or is named twice.
        FieldValidationError: a field that callers do not set would change.
    """
    changed: dict[str, tuple[Any, bool]] = {}
    for one in said:
        row = current(writing.page, company, one.values["Key"])
        if row.no in changed:
            raise RecordChangedError(writing.page.title, row.no)
        refuse_differences(writing.page, row, one.values)
        twin = copy(row)
        changed[row.no] = twin, writing.revise(company, twin, one)
    for twin, differs in changed.values():
        if differs:
            twin.version += 1
            writing.replace(company, twin)
    return [twin for twin, _ in changed.values()]


def delete(writing: Writing, company: Company, key: str) -> None:
    """Take a record out, if it is still as its Key has it."""
    writing.delete(company, current(writing.page, company, key))


def delete_line(writing: Writing, company: Company, key: str) -> None:
    """Take a line out of a document, if the document is still as the line's Key has it."""
    page = writing.page
    assert writing.drop_line is not None, f"{page.name} lets nobody delete a line"
    number, version, line_no = unseal_line(page.name, page.table, key)
    twin = copy(_checked(page, company, number, version))
    writing.drop_line(twin, line_no // LINE_STEP)
    twin.version += 1
    writing.replace(company, twin)


def current(page: Page, company: Company, key: str) -> Any:
    """Give the record that a Key was given out for.

    Raises:
        InvalidKeyError: this page never gave out that Key.
        RecordNotFoundError: it is gone.
        RecordChangedError: it has changed since the caller read it.
    """
    return _checked(page, company, *unseal(page.name, page.table, key))


def _checked(page: Page, company: Company, number: str, version: int) -> Any:
    row = page.by_number(company.store, number)
    if row is None:
        raise RecordNotFoundError(page.title, number)
    if row.version != version:
        raise RecordChangedError(page.title, number)
    return row


def refuse_differences(page: Page, row: Any, values: Mapping[str, Any]) -> None:
    """See that nothing changes but what callers may set.

    Raises:
        FieldValidationError: something else would.
    """
    for name, value in values.items():
        field = page.by_name.get(name)
        if field is not None and field.given != ALWAYS and value != field.read(row):
            raise FieldValidationError(name, f"it stays '{field.read(row)}'; it cannot become '{value}'")


def refuse_line_differences(part: Part, shown: tuple[Any, ...], values: Mapping[str, Any]) -> None:
    """See that nothing of a line changes but what callers may set.

    Raises:
        FieldValidationError: something else would.
    """
    for field, value in zip(part.fields, shown, strict=True):
        said = values.get(field.name)
        if said is not None and field.given != ALWAYS and said != value:
            raise FieldValidationError(field.name, f"it stays '{value}'; it cannot become '{said}'")


def must_have(values: Mapping[str, Any], *names: str) -> None:
    """See that fields are given.

    Raises:
        FieldValidationError: one is not.
    """
    for name in names:
        if name not in values:
            raise FieldValidationError(name, "it must have a value")


def place_of(page: Page, line: Mapping[str, Any]) -> int:
    """Give the place of the line that a caller means, by its Key or by its number.

    Raises:
        FieldValidationError: it names none, or no line could have that number.
    """
    if "Key" in line:
        line_no = unseal_line(page.name, page.table, line["Key"])[2]
    elif "Line_No" in line:
        line_no = line["Line_No"]
    else:
        raise FieldValidationError("Line_No", "the document takes no new lines; name one that it has")
    place, rest = divmod(line_no, LINE_STEP)
    if rest:
        raise FieldValidationError("Line_No", f"{line_no} is not a multiple of {LINE_STEP}")
    return int(place)

"""What callers get: records as the elements of an answer, written straight to text.

A record is one template and the values that go into it, which is many times quicker than field by field. Only
a text is written by itself: it may need escaping, and one that is empty is left out, as the product does.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from simulators.legacy_erp.schemas.soap import escape
from simulators.legacy_erp.service.pages import Field, Page
from simulators.legacy_erp.store import CompanyStore

Write = Callable[[Any, CompanyStore], str]


def record_writer(page: Page) -> Write:
    """Make the function that writes one record of a page, with its lines when it is a document."""
    values, fields = attrgetter(*[field.path for field in page.fields]), _fields_writer(page.fields)
    opening, closing, key, part = f"<{page.name}><Key>", f"</{page.name}>", page.key, page.part
    if part is None:
        return lambda row, _: f"{opening}{key(row)}</Key>{fields(values(row))}{closing}"
    rows, line = part.rows, _fields_writer(part.fields)
    first, between, last = (
        f"<{part.holder}><{part.line}>",
        f"</{part.line}><{part.line}>",
        f"</{part.line}></{part.holder}>",
    )

    def write(row: Any, store: CompanyStore) -> str:
        lines = between.join([line(one) for one in rows(row, store)])
        whole = f"{first}{lines}{last}" if lines else ""
        return f"{opening}{key(row)}</Key>{fields(values(row))}{whole}{closing}"

    return write


def _fields_writer(fields: Sequence[Field]) -> Callable[[Iterable[Any]], str]:
    template = "".join(
        "%s" if field.kind == "text" else f"<{field.name}>%s</{field.name}>" for field in fields
    )
    texts = [(at, _text_writer(field.name)) for at, field in enumerate(fields) if field.kind == "text"]

    def write(row: Iterable[Any]) -> str:
        values = list(row)
        for at, text in texts:
            values[at] = text(values[at])
        return template % tuple(values)

    return write if texts else template.__mod__


def _text_writer(name: str) -> Callable[[str], str]:
    return lambda value: f"<{name}>{escape(value)}</{name}>" if value else ""

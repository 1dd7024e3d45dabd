"""A book as files, one a table, as CSV or Parquet: written by us, or by an ERP's own export."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from dualrun.errors import UsageError
from dualrun.reconciliation.cells import amount, day, pairs, quantity, truth
from dualrun.reconciliation.extract import Account, Article, Document, Extract, Vendor, lines_text, written
from dualrun.report.writing import write_atomically

DOCUMENT_COLUMNS = (
    *("reference", "number", "customer", "currency", "posting", "status"),
    *("net", "tax", "gross", "lines", "owed", "due"),
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("orders", "invoices", "credits", "purchases", "received", "payables"), DOCUMENT_COLUMNS),
    "accounts": ("customer", "currency", "credit_limit", "balance", "blocked"),
    "articles": ("item", "price", "packs"),
    "vendors": ("vendor", "currency", "balance"),
    "stock": ("item", "on_hand"),
    "goods_in": ("item", "quantity"),
}
OPTIONAL = {"lines": "[]", "owed": "0", "due": "", "tax": "0", "packs": "[]", "blocked": "false"}
MONEY = ("net", "tax", "gross", "owed")
ABOUT = "about.json"


def write_extract(book: Extract, directory: Path) -> None:
    """Write a book as CSV files, so that it can be kept, signed and compared again."""
    tables: Mapping[str, Iterable[Iterable[Any]]] = {
        **{
            name: (_document_row(one) for one in getattr(book, name))
            for name, columns in COLUMNS.items()
            if columns is DOCUMENT_COLUMNS
        },
        "accounts": (asdict(one).values() for one in book.accounts),
        "articles": ((one.item, one.price, orjson.dumps(one.packs).decode()) for one in book.articles),
        "vendors": (asdict(one).values() for one in book.vendors),
        "stock": book.stock,
        "goods_in": book.goods_in,
    }
    for name, rows in tables.items():
        table = io.StringIO()
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS[name])
        writer.writerows(tuple(map(_cell, row)) for row in rows)
        write_atomically(directory / f"{name}.csv", table.getvalue())
    about = {"system": book.system, "entity": book.entity, "url": book.url, "as_of": book.as_of.isoformat()}
    write_atomically(directory / ABOUT, orjson.dumps(about, option=orjson.OPT_INDENT_2).decode() + "\n")


def read_extract(directory: Path) -> Extract:
    """Read a book from CSV files; a table without a file is empty.

    Raises:
        UsageError: a file cannot be read, or a row is not right; says which.
    """
    tables: dict[str, Any] = {name: tuple(_read(directory, name)) for name in COLUMNS}
    return Extract(**about(directory), **tables)


def about(directory: Path) -> dict[str, Any]:
    """Say whose book the files are, and of what instant; what nobody has written down is the folder's name.

    Raises:
        UsageError: there is no such folder, or what it says of itself is not right.
    """
    if not any(table_file(directory, name) for name in COLUMNS):
        names = ", ".join(f"{name}.csv" for name in COLUMNS)
        raise UsageError(f"{directory}: no extract of a book; it has files like {names}")
    place = directory / ABOUT
    try:
        said = orjson.loads(place.read_bytes()) if place.exists() else {}
        as_of = datetime.fromisoformat(said["as_of"]) if "as_of" in said else datetime(1970, 1, 1, tzinfo=UTC)
        named = {key: str(said.get(key, default)) for key, default in _NAMED.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{place}: not what it should be: {error}") from None
    return {**named, "system": named["system"] or directory.name, "url": str(directory), "as_of": as_of}


def table_file(directory: Path, name: str) -> Path | None:
    """Give the file of a table, when there is one."""
    found = (directory / f"{name}.{ending}" for ending in ("csv", "parquet"))
    return next((path for path in found if path.is_file()), None)


def document(row: Mapping[str, Any]) -> Document:
    """Make a document of a row."""
    net, tax, gross, owed = (Decimal(written(amount(row, name))) for name in MONEY)
    names = row["reference"], row["number"], row["customer"], row["currency"]
    return Document(
        *names,
        truth(row, "posting"),
        row["status"],
        net,
        tax,
        gross,
        lines=tuple((item, quantity(count, "lines")) for item, count in pairs(row, "lines")),
        owed=owed,
        due=day(row, "due"),
    )


_NAMED = {"system": "", "entity": ""}


def _account(row: Mapping[str, str]) -> Account:
    amounts = amount(row, "credit_limit"), amount(row, "balance")
    return Account(row["customer"], row["currency"], *amounts, truth(row, "blocked"))


def _article(row: Mapping[str, str]) -> Article:
    packs = tuple((unit, int(quantity(str(count), "packs"))) for unit, count in pairs(row, "packs"))
    return Article(row["item"], amount(row, "price"), packs)


def _vendor(row: Mapping[str, str]) -> Vendor:
    return Vendor(row["vendor"], row["currency"], amount(row, "balance"))


def _stock(row: Mapping[str, str]) -> tuple[str, int]:
    return row["item"], int(amount(row, "on_hand"))


def _goods(row: Mapping[str, str]) -> tuple[str, str]:
    return row["item"], quantity(row["quantity"], "quantity")


MAKERS: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
    **{name: document for name, columns in COLUMNS.items() if columns is DOCUMENT_COLUMNS},
    "accounts": _account,
    "articles": _article,
    "vendors": _vendor,
    "stock": _stock,
    "goods_in": _goods,
}


def _read(directory: Path, name: str) -> Iterator[Any]:
    path = directory / f"{name}.csv"
    if not path.exists():
        return
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise UsageError(f"{path}: cannot be read: {why}") from None
    yield from _made(path, name, csv.DictReader(io.StringIO(text, newline="")))


def _made(path: Path, name: str, rows: "csv.DictReader[str]") -> Iterator[Any]:
    make = MAKERS[name]
    try:
        missing = needed_columns(name) - {*(rows.fieldnames or ())}
        if missing:
            raise UsageError(f"{path}: no column {sorted(missing)[0]}")
        for row in rows:
            try:
                yield make({**OPTIONAL, **row})
            except (ValueError, TypeError) as error:
                raise UsageError(f"{path}, line {rows.line_num}: {error}") from None
    except csv.Error as error:
        raise UsageError(f"{path}, line {rows.line_num}: {error}") from None


def needed_columns(name: str) -> frozenset[str]:
    """Give the columns that a table cannot do without."""
    return frozenset(COLUMNS[name]) - frozenset(OPTIONAL)


def _document_row(one: Document) -> tuple[Any, ...]:
    values = {**{name: getattr(one, name) for name in DOCUMENT_COLUMNS}, "lines": lines_text(one.lines)}
    return tuple(values[name] for name in DOCUMENT_COLUMNS)


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

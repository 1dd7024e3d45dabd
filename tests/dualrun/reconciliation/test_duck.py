"""A database gives the very pack that memory gives, over books of every kind."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dualrun.errors import UsageError
from dualrun.reconciliation.duck import Tables
from dualrun.reconciliation.extract import Article, Document, Extract, Vendor
from dualrun.reconciliation.kept import read_extract, write_extract
from dualrun.reconciliation.memory import InMemory
from dualrun.reconciliation.pack import Pack, drawn_up
from tests.dualrun.reconciliation.two_books import AT, new, old

cents = st.decimals(-999, 999, places=2)
words = st.sampled_from(["W1", "W2", "ß 3", 'it\'s, "4"', "5;\n6"])
lines = st.lists(
    st.tuples(st.sampled_from(["I1", "I2", "é, 3"]), st.sampled_from(["2 EA", "1.5 CS"])), max_size=2
)
documents = st.builds(
    Document,
    words,
    st.sampled_from(["N1", "N2"]),
    st.sampled_from(["C1", "C2"]),
    st.sampled_from(["GBP", "EUR"]),
    posting=st.booleans(),
    status=st.sampled_from(["open", "shipped", "invoiced", "cancelled"]),
    net=cents,
    tax=cents,
    gross=cents,
    lines=lines.map(tuple),
    owed=st.just(Decimal("0.00")) | cents,
    due=st.sampled_from(["", "2026-02-20", "2026-03-09", "2025-01-01"]),
)
some = st.lists(documents, max_size=4).map(tuple)
books = st.builds(
    Extract,
    st.sampled_from(["legacy_erp", "cloud_erp"]),
    st.just(""),
    st.just(AT),
    **dict.fromkeys(("orders", "invoices", "credits", "purchases", "received", "payables"), some),
    accounts=st.just(old().accounts),
    articles=st.just((Article("I1", Decimal("5.00"), (("EA", 1), ("CS", 6))),)),
    vendors=st.lists(st.builds(Vendor, st.just("K1"), st.just("EUR"), cents), max_size=1).map(tuple),
    stock=st.lists(st.tuples(st.sampled_from(["I1", "I2"]), st.integers(-5, 5)), max_size=2).map(tuple),
    goods_in=lines.map(tuple),
)


def both_ways(one: Extract, other: Extract, directory: Path) -> tuple[Pack, Pack]:
    folders = directory / "old", directory / "new"
    for book, folder in zip((one, other), folders, strict=True):
        write_extract(book, folder)
    return drawn_up(InMemory(*map(read_extract, folders))), drawn_up(Tables(*folders))


@settings(max_examples=12, deadline=None)
@given(one=books, other=books)
def test_the_database_gives_the_very_pack_that_memory_gives(one, other):
    with TemporaryDirectory() as directory:
        in_memory, in_tables = both_ways(one, other, Path(directory))
    assert in_tables == in_memory


def test_a_book_that_is_kept_and_read_again_is_the_same_book(tmp_path):
    book = replace(old(), vendors=(Vendor("K1", "EUR", Decimal("3.50")),), goods_in=(("I1", "2 CS"),))
    write_extract(book, tmp_path)
    assert read_extract(tmp_path) == replace(book, url=str(tmp_path))


def test_parquet_and_the_columns_of_somebody_elses_export_do_as_well(tmp_path):
    in_memory, _ = both_ways(old(), new(), tmp_path)
    for folder in (tmp_path / "old", tmp_path / "new"):
        for path in sorted(folder.glob("*.csv")):
            turned = "select * exclude (due), due, 'more' as more" if path.stem == "invoices" else "select *"
            duckdb.execute(f"copy ({turned} from '{path}') to '{path.with_suffix('.parquet')}'")
            path.unlink()
    assert drawn_up(Tables(tmp_path / "old", tmp_path / "new")) == in_memory


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reference,number\nW1,1\n", "no column"),
        ("{columns}\nW1,O1,C1,GBP,true,open,many,0,0,[],0,\n", "orders.csv"),
        ("{columns}\nW1,O1,C1,GBP,perhaps,open,1,0,0,[],0,\n", "orders.csv"),
        ("{columns}\nW1,O1,C1,GBP,true,open,1,0,0,[[,0,\n", "orders.csv"),
        ("", "no column"),
    ],
)
@pytest.mark.parametrize("way", ["memory", "database"])
def test_a_file_that_is_not_right_is_told_in_one_line(tmp_path, text, said, way):
    columns = "reference,number,customer,currency,posting,status,net,tax,gross,lines,owed,due"
    (tmp_path / "orders.csv").write_text(text.format(columns=columns))
    with pytest.raises(UsageError, match=said) as told:
        drawn_up(InMemory(read_extract(tmp_path), old()) if way == "memory" else Tables(tmp_path, tmp_path))
    assert "\n" not in str(told.value)


def test_a_folder_without_an_extract_is_told_in_one_line(tmp_path):
    with pytest.raises(UsageError, match="no extract of a book"):
        read_extract(tmp_path)


def test_without_the_extra_one_line_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(UsageError, match=r"pip install './dualrun\[duckdb\]'"):
        Tables(tmp_path, tmp_path)

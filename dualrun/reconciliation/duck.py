"""Two books as tables of a database in this process: of millions of rows only what differs comes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from dualrun.errors import UsageError
from dualrun.reconciliation import kept
from dualrun.reconciliation.asked import (
    ALL,
    NEW,
    OLD,
    OPENED,
    OWED,
    PARTLY,
    POSTING,
    SIDES,
    WAITING,
    About,
    Open,
    Total,
)
from dualrun.reconciliation.extract import OPEN, Account, Article, Document, Vendor
from dualrun.reconciliation.memory import LEFT

BATCH = 10_000
INSTALL = "extracts of this size or as Parquet need DuckDB: python3 -m pip install './dualrun[duckdb]'"
_SAME = ("customer", "currency", "status", "lines", "net", "tax")
_OPEN = f"status in {OPEN}"
_WHICH = {
    ALL: "true",
    POSTING: "posting",
    OPENED: f"posting and {_OPEN}",
    WAITING: f"posting and {_OPEN} and reference not in (from {{side}}_billed)",
    PARTLY: f"posting and {_OPEN} and reference in (from {{side}}_billed)",
    OWED: "posting and owed <> 0",
}
_TEXT = "concat_ws(chr(31), reference, customer, net::decimal(38, 4)::varchar, lines)"
_DIFFERING = """
create or replace table differing as
select reference from ({old}) o full outer join ({new}) n using (reference)
where not coalesce(o.rows = 1 and n.rows = 1 and not (o.posting and n.posting) and {same}, false)
"""


class Tables:
    """Implements Books over the files of two extracts."""

    def __init__(self, old: Path, new: Path) -> None:
        """Load both extracts.

        Raises:
            UsageError: DuckDB is not installed, or a file is not right; says which.
        """
        try:
            import duckdb
        except ImportError:
            raise UsageError(INSTALL) from None
        self._error = duckdb.Error
        self._database: Any = duckdb.connect()
        self._about: dict[str, About] = {}
        for side, directory in zip(SIDES, (old, new), strict=True):
            said = kept.about(directory)
            self._about[side] = About(said["system"], said["entity"], said["url"], said["as_of"])
            for name in kept.COLUMNS:
                self._load(side, directory, name)
            posted = f"select reference from {side}_invoices where posting"
            self._run(f"create view {side}_billed as {posted}")

    def about(self, side: str) -> About:
        """Say whose book it is."""
        return self._about[side]

    def totals(self, side: str, tables: Sequence[str], which: str) -> Mapping[str, Total]:
        """Add documents up, currency by currency."""
        query = f"""
            select currency, count(*), sum(gross), sum(owed), sum(md5_number_lower({_TEXT})::hugeint)
            from ({_union(side, tables)}) where {_WHICH[which].format(side=side)} group by currency"""
        return {
            currency: Total(number, gross, owed, f"{int(total) % 2**64:016x}")
            for currency, number, gross, owed, total in self._rows(query)
        }

    def accounts(self, side: str) -> Sequence[Account]:
        """Give the customers."""
        return self._made(side, "accounts")

    def articles(self, side: str) -> Sequence[Article]:
        """Give the items."""
        return self._made(side, "articles")

    def vendors(self, side: str) -> Sequence[Vendor]:
        """Give the vendors."""
        return self._made(side, "vendors")

    def stock(self, side: str) -> Mapping[str, int]:
        """Give what is on hand, item by item."""
        return dict(self._made(side, "stock"))

    def moved(self, side: str) -> Mapping[str, Decimal]:
        """Give the pieces that have left by the book's own documents, less those that came in."""
        query = f"""
            with gone as (
                select unnest(from_json(lines, '[["VARCHAR"]]')) as line, 1 as sign
                from {side}_orders where posting and status in {LEFT}
                union all select [item, quantity], -1 from {side}_goods_in),
            counted as (
                select line[1] as item, sign, split_part(line[2], ' ', 1)::decimal(18, 4) as quantity,
                       substr(line[2], instr(line[2], ' ') + 1) as unit from gone),
            packs as (
                select item, pack[1] as unit, pack[2]::integer as size
                from (select item, unnest(from_json(packs, '[["VARCHAR"]]')) as pack from {side}_articles))
            select item, sum(sign * quantity * coalesce(size, 1))
            from counted left join packs using (item, unit)
            group by item"""
        return dict(self._rows(query))

    def differing(self, table: str) -> tuple[Iterable[Document], Iterable[Document]]:
        """Give the documents of both books about whatever is not the same in both."""
        sides = {side: _by_reference(f"{side}_{table}") for side in SIDES}
        same = " and ".join(f"o.{name} = n.{name}" for name in _SAME)
        self._run(_DIFFERING.format(**sides, same=same))
        return self._documents(f"{OLD}_{table}"), self._documents(f"{NEW}_{table}")

    def in_both(self, most: int) -> tuple[int, Sequence[tuple[str, str, bool, str, bool]]]:
        """Count the orders in both books, and give the first."""
        last = "select reference, arg_max(number, place) as number, arg_max(posting, place) as posting from"
        both = " join ".join(f"({last} {side}_orders group by reference) {side}" for side in SIDES)
        [[count]] = self._rows(f"select count(*) from {both} using (reference)")
        named = "reference, old.number, old.posting, new.number, new.posting"
        query = f"select {named} from {both} using (reference) order by reference limit {most}"
        return count, list(self._rows(query))

    def open_items(self, side: str, tables: Sequence[str]) -> Sequence[Open]:
        """Give what is posted and open."""
        query = f"""
            select currency, due, reference in ({_twice(tables)}) as is_twice, count(*), sum(owed)
            from ({_union(side, tables)}) where {_WHICH[OWED]} group by all order by all"""
        return [Open(*row) for row in self._rows(query)]

    def posted_twice(self, tables: Sequence[str]) -> Sequence[str]:
        """Give the references that both ledgers have posted."""
        return [reference for (reference,) in self._rows(f"{_twice(tables)} order by reference")]

    def _documents(self, table: str) -> Iterator[Document]:
        names = ", ".join(kept.DOCUMENT_COLUMNS)
        query = f"select {names} from {table} where reference in (from differing) order by reference, place"
        for row in self._rows(query):
            yield kept.document(dict(zip(kept.DOCUMENT_COLUMNS, row, strict=True)))

    def _made(self, side: str, name: str) -> list[Any]:
        columns = kept.COLUMNS[name]
        rows = self._rows(f"select {', '.join(columns)} from {side}_{name} order by place")
        return [kept.MAKERS[name](dict(zip(columns, row, strict=True))) for row in rows]

    def _load(self, side: str, directory: Path, name: str) -> None:
        """Make a table of a file; one without a file is empty."""
        path = kept.table_file(directory, name)
        source, there = _empty(name), frozenset(kept.COLUMNS[name])
        if path is not None:
            reading = (
                "read_parquet(?)"
                if path.suffix == ".parquet"
                else "read_csv(?, header=true, all_varchar=true)"
            )
            described = self._run(f"describe select * from {reading}", [str(path)], path).fetchall()
            source, there = reading, frozenset(row[0] for row in described)
            for missing in sorted(kept.needed_columns(name) - there):
                raise UsageError(f"{path}: no column {missing}")
        cells = ", ".join(_cell(column, has_it=column in there) for column in kept.COLUMNS[name])
        query = f"create table {side}_{name} as select {cells}, row_number() over () as place from {source}"
        self._run(query, [str(path)] if path is not None else [], path)

    def _run(self, query: str, given: Sequence[str] = (), path: Path | None = None) -> Any:
        try:
            return self._database.execute(query, list(given))
        except self._error as error:
            raise UsageError(f"{path or 'the extracts'}: {str(error).strip().splitlines()[0]}") from None

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._database.cursor()
        try:
            cursor.execute(query)
            while rows := cursor.fetchmany(BATCH):
                yield from rows
        except self._error as error:
            raise UsageError(f"the extracts: {str(error).strip().splitlines()[0]}") from None


def _cell(column: str, *, has_it: bool) -> str:
    """Read a column in its own type; one that is not there has its usual value."""
    usual = kept.OPTIONAL.get(column, "")
    said = f"coalesce({column}::varchar, '{usual}')" if has_it else f"'{usual}'"
    if column in kept.MONEY:
        return f"{said}::decimal(18, 4) as {column}"
    if column == "posting":
        return f"{said}::boolean as {column}"
    return f"json({said})::varchar as {column}" if column in ("lines", "packs") else f"{said} as {column}"


def _empty(name: str) -> str:
    return f"(select {', '.join(f'null as {column}' for column in kept.COLUMNS[name])} limit 0)"


def _union(side: str, tables: Sequence[str]) -> str:
    return " union all ".join(f"from {side}_{table}" for table in tables)


def _twice(tables: Sequence[str]) -> str:
    posted = (f"select reference from ({_union(side, tables)}) where posting" for side in SIDES)
    return " intersect ".join(f"({query})" for query in posted)


def _by_reference(table: str) -> str:
    values = ", ".join(f"any_value({name}) as {name}" for name in _SAME)
    named = "reference, count(*) as rows, bool_or(posting) as posting"
    return f"select {named}, {values} from {table} group by reference"

"""What does a company's own file of order lines say?"""

from pathlib import Path

from dualrun.scenario.cells import Cells, Survey
from dualrun.scenario.collecting import Collection
from dualrun.scenario.columns import choose
from dualrun.scenario.csv_source import open_source
from dualrun.scenario.past import OrderHistory
from dualrun.scenario.rejection import LineReader


def read_history(path: str | Path, columns: str | None = None) -> OrderHistory:
    """Read a CSV of order lines, whatever its encoding, delimiter, headers and dirt.

    The file is read twice, line by line: once to learn how it writes dates and numbers, once to believe it.
    `columns` names those that are not recognised, as in `order=Beleg,sku=Artikel`.

    Raises:
        UsageError: it is no such file, a column is missing, or not one line of it can be used.
    """
    source = open_source(path)
    chosen = choose(source.headers, columns, source.label)
    date, price = chosen["date"], chosen["price"]
    survey = Survey().look((row[date], row[price]) for row in source.rows() if len(row) > max(date, price))
    cells = Cells(is_decimal_comma=survey.is_decimal_comma, is_day_first=survey.is_day_first)
    reader = LineReader(chosen, cells, len(source.headers))
    collection = Collection(Path(source.label).name)
    for row in source.rows():
        collection.enter(reader.line(row))
    return collection.closed(survey.notes())

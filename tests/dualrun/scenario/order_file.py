"""Small order files as text, for tests to read."""

from pathlib import Path

from dualrun.scenario.history_file import read_history
from dualrun.scenario.past import OrderHistory

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def line(
    order="1001",
    sku="85123A",
    quantity="6",
    date="2010-12-01 08:26",
    price="2.55",
    customer="17850",
    description="LANTERN",
    country="United Kingdom",
) -> str:
    return f"{order},{sku},{description},{quantity},{date},{price},{customer},{country}"


def history(tmp_path: Path, *lines: str, header: str = HEADER, columns: str | None = None) -> OrderHistory:
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return read_history(path, columns)

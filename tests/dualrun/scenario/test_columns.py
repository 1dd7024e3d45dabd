import pytest

from dualrun.errors import UsageError
from dualrun.scenario.columns import choose

HEADERS = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")


def complaint(headers, columns=None) -> str:
    with pytest.raises(UsageError) as refused:
        choose(headers, columns, "orders.csv")
    return str(refused.value)


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS,
        ("order_id", "sku", "qty", "order date", "price", "customer"),
        ("Sales Order", "Item-No", "QTY", "Timestamp", "Net Price", "Sold-To"),
    ],
)
def test_usual_headers_are_known_however_they_are_written(headers):
    assert list(choose(headers, None, "orders.csv").values()) == [0, 1, 2, 3, 4, 5]


def test_a_header_that_is_not_known_can_be_said():
    chosen = choose(("Beleg", *HEADERS[1:]), "order=Beleg", "orders.csv")

    assert chosen["order"] == 0


def test_what_is_said_goes_before_what_is_recognised():
    assert choose((*HEADERS, "Ship To"), "customer=Ship To", "orders.csv")["customer"] == 6


def test_a_missing_column_is_told_with_what_was_found_and_what_it_may_be():
    told = complaint((*HEADERS[:5], "Custmer"))

    assert told.startswith('orders.csv line 1: no column for "customer"; if it is "Custmer"')
    assert "--columns customer=Custmer" in told
    assert "found InvoiceNo, StockCode" in told


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("oder=InvoiceNo", '--columns: unknown field "oder", did you mean "order"?'),
        (
            "sku=StockCod",
            '--columns sku=StockCod: orders.csv has no column "StockCod", did you mean "StockCode"?',
        ),
        ("sku", '--columns: "sku" is not field=header'),
        ("sku=", '--columns: "sku=" is not field=header'),
        ("sku=StockCode,sku=StockCode", '--columns: "sku" is there twice'),
    ],
)
def test_a_slip_in_columns_is_told(columns, told):
    assert complaint(HEADERS, columns).startswith(told)

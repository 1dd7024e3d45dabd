import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualrun.errors import UsageError
from dualrun.scenario.history_file import read_history
from dualrun.scenario.rejection import REASONS
from dualrun.streams import Streams
from tests.dualrun.scenario.order_file import HEADER, history, line


class TestReading:
    def test_lines_of_one_number_are_one_order_of_its_first_minute(self, tmp_path):
        read = history(
            tmp_path, line(date="2010-12-01 08:27"), line(sku="71053"), line("1002", date="2010-12-01 09:26")
        )

        assert [(order.external_ref, len(order.lines), order.at_s) for order in read.orders] == [
            ("1001", 2, 0.0),
            ("1002", 1, 3600.0),
        ]
        assert read.lines_used == read.lines_read == 3

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_any_usual_encoding_is_recognised(self, tmp_path, encoding):
        path = tmp_path / "orders.csv"
        path.write_bytes(f"{HEADER}\n{line(description='CRÈME JUG')}\n".encode(encoding))

        assert read_history(path).items[0].description == "CRÈME JUG"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_any_usual_delimiter_is_recognised(self, tmp_path, delimiter):
        lines = [text.replace(",", delimiter) for text in (HEADER, line())]

        assert history(tmp_path, lines[1], header=lines[0]).lines_used == 1

    def test_a_file_with_decimal_commas_keeps_its_prices(self, tmp_path):
        text = line(price="2|55").replace(",", ";").replace("|", ",")

        assert history(tmp_path, text, header=HEADER.replace(",", ";")).items[0].list_price == Decimal("2.55")

    def test_a_quoted_delimiter_stays_in_its_cell(self, tmp_path):
        assert (
            history(tmp_path, line(description='"HOOK, 1 HANGER"')).items[0].description == "HOOK, 1 HANGER"
        )

    def test_a_description_loses_what_would_break_a_document(self, tmp_path):
        assert history(tmp_path, line(description="A\x0bB\x1f")).items[0].description == "A B"

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "line 1: no header"),
            (b"hello\n", "line 1: no header"),
            (HEADER.encode(), "no order in it: 0 lines read"),
            (f"{HEADER}\n{line(customer='')}\n".encode(), "no order in it: 1 lines read; missing_customer 1"),
            (f'{HEADER}\n1,2,"never closed,{"x" * 140_000}\n'.encode(), "not CSV"),
        ],
    )
    def test_a_file_without_orders_is_refused_in_one_line(self, tmp_path, content, told):
        path = tmp_path / "orders.csv"
        path.write_bytes(content)

        with pytest.raises(UsageError, match=told):
            read_history(path)

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(UsageError, match=r"none\.csv: cannot be read"):
            read_history(tmp_path / "none.csv")


class TestRejection:
    @pytest.mark.parametrize(
        ("dirty", "reason"),
        [
            (line() + ",surplus", "wrong_columns"),
            ("1001,85123A", "wrong_columns"),
            (line(order=""), "missing_order"),
            (line(sku=""), "missing_sku"),
            (line(customer=""), "missing_customer"),
            (line(date="soon"), "bad_date"),
            (line(quantity="1.5"), "bad_quantity"),
            (line(quantity="0"), "bad_quantity"),
            (line(quantity="9" * 9), "bad_quantity"),
            (line(price="free"), "bad_price"),
            (line(sku="POST"), "not_merchandise"),
            (line(sku="c2"), "not_merchandise"),
            (line(sku="BANK CHARGES"), "not_merchandise"),
            (line(sku="gift"), "not_merchandise"),
            (line(quantity="-1"), "negative_quantity"),
            (line(price="-1"), "negative_price"),
            (line(price="0"), "zero_price"),
            (line(price="0.001"), "zero_price"),
            (line(customer="2"), "order_of_two_customers"),
            (line("C9", quantity="-1", customer="2"), "cancellation_without_order"),
            (line("C9", quantity="-1", date="2010-11-30"), "cancellation_without_order"),
            (line("C9", quantity="-7"), "cancellation_exceeds_order"),
            (line("C9", sku="D", quantity="-1"), "not_merchandise"),
        ],
    )
    def test_a_line_that_cannot_be_replayed_is_counted_under_its_reason(self, tmp_path, dirty, reason):
        read = history(tmp_path, line(), dirty)

        assert read.rejected == {reason: 1}
        assert (read.lines_read, read.lines_used) == (2, 1)
        assert reason in REASONS

    def test_a_lines_reason_is_the_first_of_several(self, tmp_path):
        assert history(tmp_path, line(), line(customer="", price="0", sku="POST")).rejected == {
            "missing_customer": 1
        }


class TestPrices:
    def test_what_a_customer_paid_first_is_the_contract_whatever_the_order_of_the_file(self, tmp_path):
        later, first = line("1002", price="2.95", date="2010-12-02"), line(price="2.55", date="2010-12-01")
        read = history(tmp_path, later, first, line("1003", price="3.10", customer="2"))

        assert read.contracts == {("17850", "85123A"): Decimal("2.55"), ("2", "85123A"): Decimal("3.10")}
        assert {order.lines[0].unit_price for order in read.orders} == {Decimal("2.55"), Decimal("3.10")}
        assert read.notes == {"repriced_to_contract": 1}

    def test_prices_finer_than_cents_are_rounded_and_noted(self, tmp_path):
        read = history(tmp_path, line(price="2.555"))

        assert read.orders[0].lines[0].unit_price == Decimal("2.56")
        assert read.notes == {"price_rounded_to_cents": 1}


class TestCancellations:
    def test_a_document_becomes_one_cancellation_an_order(self, tmp_path):
        read = history(
            tmp_path,
            *(line(), line(sku="71053", quantity="8")),
            line("1002", sku="22961", date="2010-12-01 09:00"),
            *(
                line("C9", sku=sku, quantity="-2", date="2010-12-01 10:26")
                for sku in ("85123A", "71053", "22961")
            ),
        )

        first, second = read.cancellations
        assert (first.external_ref, first.quantities, first.after_s, first.lines) == (
            "1001",
            ((1, 2), (2, 2)),
            7200,
            2,
        )
        assert (second.external_ref, second.quantities, second.lines) == ("1002", ((1, 2),), 1)
        assert read.lines_used == 6

    def test_a_document_that_takes_back_everything_takes_back_the_order(self, tmp_path):
        assert history(tmp_path, line(), line("C9", quantity="-6")).cancellations[0].quantities == ()

    def test_the_latest_order_with_enough_left_is_the_one_taken_back(self, tmp_path):
        read = history(
            tmp_path,
            line("1001", quantity="9", date="2010-12-01 08:00"),
            line("1002", quantity="4", date="2010-12-01 09:00"),
            line("1003", quantity="9", date="2010-12-01 12:00"),
            line("C1", quantity="-3", date="2010-12-01 10:00"),
            line("C2", quantity="-3", date="2010-12-01 11:00"),
        )

        assert [cancellation.external_ref for cancellation in read.cancellations] == ["1002", "1001"]

    def test_one_item_on_several_lines_is_taken_back_across_them(self, tmp_path):
        read = history(tmp_path, line(quantity="2"), line(quantity="3"), line("C9", quantity="-4"))

        assert read.cancellations[0].quantities == ((1, 2), (2, 2))

    def test_an_ordinary_order_may_be_numbered_like_a_cancellation(self, tmp_path):
        assert [order.external_ref for order in history(tmp_path, line("C1001")).orders] == ["C1001"]


class TestBusiness:
    def test_the_business_is_made_from_the_file(self, tmp_path):
        read = history(tmp_path, line(), line("1002", customer="12472", country="Germany", price="2.95"))
        master = read.master(Streams(1))

        assert [(c.id, c.country, c.tax_rate, c.region[:2]) for c in master.customers] == [
            ("17850", "GB", Decimal("0.20"), "GB"),
            ("12472", "DE", Decimal(0), "EU"),
        ]
        assert master.items[0].list_price == Decimal("2.75")
        assert master.price("12472", master.items[0]) == Decimal("2.95")
        assert master.customers[0].credit_limit == Decimal(306)
        assert sum(units for (_, item), units in master.opening_stock.items() if item == "85123A") >= 12

    def test_few_customers_have_a_credit_limit_below_what_they_order(self, tmp_path):
        read = history(tmp_path, *(line(str(n), customer=str(n)) for n in range(1000, 1500)))
        tight = [c for c in read.master(Streams(1)).customers if c.credit_limit < Decimal("15.30")]

        assert 0 < len(tight) < 30


DIRTY = st.lists(
    st.tuples(
        st.sampled_from(["1001", "1002", "1003", "C1001", "C9", "", "Ü 7"]),
        st.sampled_from(["85123A", "71053", "POST", "M", "", "22-1"]),
        st.text(alphabet='AB,;"\n\té ', max_size=6),
        st.sampled_from(["6", "1", "-1", "-3", "0", "1.5", "x", "", "12"]),
        st.sampled_from(["2010-12-01 08:26", "02/12/2010 09:00", "2010-12-03", "never", ""]),
        st.sampled_from(["2.55", "2.95", "0", "-1", "0.004", "x", "1,000.00"]),
        st.sampled_from(["17850", "12472.0", "", "nan"]),
    ),
    max_size=40,
)


@given(DIRTY)
def test_no_line_of_any_file_vanishes(tmp_path_factory, rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("order", "sku", "description", "qty", "date", "price", "customer"))
    writer.writerow(("1000", "85123A", "LANTERN", "6", "2010-12-01 08:00", "2.55", "17850"))
    writer.writerows(rows)
    path = tmp_path_factory.getbasetemp() / "dirty.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    read = read_history(path)

    assert read.lines_read == len(rows) + 1
    assert read.lines_used + sum(read.rejected.values()) == read.lines_read
    assert set(read.rejected) <= set(REASONS)
    ordered = {(o.external_ref, line.line): line.quantity for o in read.orders for line in o.lines}
    for cancellation in read.cancellations:
        for number, quantity in cancellation.quantities:
            ordered[cancellation.external_ref, number] -= quantity
    assert min(ordered.values()) >= 0

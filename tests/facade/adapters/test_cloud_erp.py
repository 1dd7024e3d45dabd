from dataclasses import replace
from decimal import Decimal

import pytest

from facade.adapters import cloud_erp
from facade.adapters.cloud_erp import CloudErp
from facade.canonical.customer import ItemTerms
from facade.canonical.value import Quantity
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemTimeoutError, SystemUnavailableError
from simulators.chassis.commits import InvoiceCommit, OrderCommit, ShipmentCommit
from tests.facade.adapters.cloud_book import (
    AGAIN,
    AT_LAST,
    CODES,
    FIRST,
    ORDER,
    SETTINGS,
    SHIPMENT,
    Bench,
    a_line,
    at_the_bench,
)


class TestTheOrderBook:
    def test_an_order_goes_in_and_comes_back_in_canonical_words(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, FIRST)
            return booked, await bench.book.read_order("WEB-1", FIRST), bench.commits(OrderCommit)

        booked, read, (commit,) = at_the_bench(story)

        assert booked == read
        assert (booked.number, booked.customer_id, booked.status) == ("S-ORD101001", "CUST-B", "open")
        assert (booked.net, booked.tax, booked.gross) == (
            Decimal("21.55"),
            Decimal("1.51"),
            Decimal("23.06"),
        )
        assert [(line.line, line.item_id, line.quantity, line.unit_price) for line in booked.lines] == [
            (1, "ITEM-1", Quantity(Decimal(3), "CS"), Decimal("5.35")),
            (2, "ITEM-2", Quantity(Decimal(5), "EA"), Decimal("1.10")),
        ]
        assert str(booked.lines[1].unit_price) == "1.10"
        assert (commit.customer, commit.posting) == ("C00020", True)

    def test_an_order_ships_and_is_invoiced_in_three_calls(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, False, FIRST)
            posted = await bench.book.post_shipment(booked.number, SHIPMENT, FIRST)
            invoice = await bench.book.post_invoice(booked.number, SHIPMENT, 0, FIRST)
            return posted, invoice, await bench.book.read_order("WEB-1", FIRST), bench.paths

        posted, invoice, order, paths = at_the_bench(story)

        assert posted.lines == ((1, Decimal(3)), (2, Decimal(5)))
        assert posted.order_number == invoice.order_number == "S-ORD101001"
        assert (invoice.external_ref, invoice.posting, invoice.gross) == ("WEB-1", False, Decimal("23.06"))
        assert invoice.lines == order.lines
        assert order.status == "invoiced"
        assert len(paths) == 4

    def test_an_amendment_takes_absent_lines_to_zero(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, FIRST)
            return await bench.book.amend_order(
                replace(ORDER, lines=(a_line(quantity=2),)), booked.number, FIRST
            )

        amended = at_the_bench(story)

        assert [line.quantity.value for line in amended.lines] == [2, 0]
        assert amended.net == Decimal("10.70")

    def test_an_order_that_was_closed_by_its_amendment_is_as_it_should_be(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, FIRST)
            left = replace(SHIPMENT, lines=SHIPMENT.lines[:1])
            lowered = replace(ORDER, lines=ORDER.lines[:1])
            await bench.book.post_shipment(booked.number, left, FIRST)
            await bench.book.post_invoice(booked.number, left, 0, FIRST)
            amended = await bench.book.amend_order(lowered, booked.number, FIRST)
            again = await bench.book.amend_order(lowered, booked.number, AGAIN)
            with pytest.raises(SystemRefusedError):
                await bench.book.amend_order(ORDER, booked.number, FIRST)
            return amended, again

        amended, again = at_the_bench(story)
        assert amended == again
        assert amended.status == "invoiced"

    def test_canceling_twice_is_no_error_and_canceling_what_has_shipped_is(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, FIRST)
            await bench.book.cancel_order(booked.number, FIRST)
            await bench.book.cancel_order(booked.number, FIRST)
            other = await bench.book.create_order(replace(ORDER, external_ref="WEB-2"), True, FIRST)
            await bench.book.post_shipment(other.number, SHIPMENT, FIRST)
            with pytest.raises(SystemRefusedError, match="have been shipped") as refused:
                await bench.book.cancel_order(other.number, FIRST)
            return refused.value.code, (await bench.book.read_order("WEB-1", FIRST)).status

        assert at_the_bench(story) == ("Application_DialogException", "cancelled")

    def test_an_order_is_made_a_copy_and_the_posting_one_again_however_often_it_is_asked(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, FIRST)
            copy = await bench.book.set_posting(booked.number, False, FIRST)
            assert await bench.book.set_posting(booked.number, False, AGAIN) == copy
            again = await bench.book.set_posting(booked.number, True, FIRST)
            return booked, copy, again

        booked, copy, again = at_the_bench(story)

        assert copy == replace(booked, posting=False)
        assert again == booked

    def test_an_order_known_only_by_its_number_is_looked_up(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, FIRST)
            xref = CrossReference("cloud_erp", CODES)
            restarted = CloudErp(bench.erp.wire, SETTINGS, xref, bench.erp.clock)
            posted = await restarted.post_shipment(booked.number, SHIPMENT, FIRST)
            with pytest.raises(SystemRefusedError, match="there is no order S-ORD9"):
                await restarted.cancel_order("S-ORD9", AT_LAST)
            return posted.number

        assert at_the_bench(story) == "S-SHP102001"

    def test_a_reference_with_a_quote_and_an_ampersand_finds_its_order(self):
        async def story(bench: Bench):
            order = replace(ORDER, external_ref="O'B & Ü #1")
            await bench.book.create_order(order, True, FIRST)
            assert await bench.book.read_order("none", FIRST) is None
            return (await bench.book.read_order("O'B & Ü #1", FIRST)).number

        assert at_the_bench(story) == "S-ORD101001"

    def test_an_unknown_item_is_refused_before_the_book_hears_of_it(self):
        async def story(bench: Bench):
            with pytest.raises(SystemRefusedError, match="ITEM-9"):
                await bench.book.create_order(replace(ORDER, lines=(a_line(9),)), True, FIRST)
            return bench.paths

        assert at_the_bench(story) == []


class TestTryingAgain:
    def test_an_order_whose_answer_was_lost_is_not_entered_twice(self):
        async def story(bench: Bench):
            bench.say_next(TimeoutError(), after=True)
            with pytest.raises(SystemTimeoutError):
                await bench.book.create_order(ORDER, True, FIRST)
            booked = await bench.book.create_order(ORDER, True, AGAIN)
            return booked.number, len(bench.commits(OrderCommit))

        assert at_the_bench(story) == ("S-ORD101001", 1)

    def test_the_mirror_is_not_taken_for_the_order_nor_a_canceled_one(self):
        async def story(bench: Bench):
            mirror = await bench.book.create_order(ORDER, False, FIRST)
            leading = await bench.book.create_order(ORDER, True, AT_LAST)
            await bench.book.cancel_order(leading.number, FIRST)
            third = await bench.book.create_order(ORDER, True, AT_LAST)
            return [order.number[-1] for order in (mirror, leading, third)]

        assert at_the_bench(story) == ["1", "2", "3"]

    def test_a_posting_whose_answer_was_lost_is_not_posted_twice(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, FIRST)
            bench.say_next(ConnectionError("reset"), after=True)
            with pytest.raises(SystemUnavailableError):
                await bench.book.post_shipment(booked.number, SHIPMENT, FIRST)
            posted = await bench.book.post_shipment(booked.number, SHIPMENT, AGAIN)
            bench.say_next(TimeoutError(), after=True)
            with pytest.raises(SystemTimeoutError):
                await bench.book.post_invoice(booked.number, SHIPMENT, 0, FIRST)
            invoice = await bench.book.post_invoice(booked.number, SHIPMENT, 0, AGAIN)
            kinds = (ShipmentCommit, InvoiceCommit)
            return posted.number, invoice.number, [len(bench.commits(kind)) for kind in kinds]

        assert at_the_bench(story) == ("S-SHP102001", "S-INV103001", [1, 1])

    def test_an_order_that_no_list_shows_yet_is_neither_entered_again_nor_given_up(self):
        async def story(bench: Bench):
            bench.say_next(TimeoutError(), after=True)
            with pytest.raises(SystemTimeoutError):
                await bench.book.create_order(ORDER, True, FIRST)
            restarted = CloudErp(
                bench.erp.wire, SETTINGS, CrossReference("cloud_erp", CODES), bench.erp.clock
            )
            for again in (
                restarted.create_order(ORDER, True, AGAIN),
                restarted.post_shipment("S-ORD101001", SHIPMENT, AGAIN),
                restarted.post_invoice("S-ORD101001", SHIPMENT, 0, AGAIN),
            ):
                with pytest.raises(SystemUnavailableError, match="or not yet"):
                    await again
            await bench.erp.clock.sleep(60)
            booked = await restarted.create_order(ORDER, True, AGAIN)
            return booked.number, len(bench.commits(OrderCommit))

        assert at_the_bench(story, search_lag={"lag_s": 60}) == ("S-ORD101001", 1)

    def test_what_was_never_done_is_done_when_the_lists_have_had_their_time(self):
        async def story(bench: Bench):
            booked = await bench.book.create_order(ORDER, True, AT_LAST)
            posted = await bench.book.post_shipment(booked.number, SHIPMENT, AT_LAST)
            invoice = await bench.book.post_invoice(booked.number, SHIPMENT, 0, AT_LAST)
            return posted.lines, invoice.gross

        assert at_the_bench(story) == (((1, 3), (2, 5)), Decimal("23.06"))


class TestCustomers:
    def test_an_account_shows_what_the_customer_owes(self):
        async def story(bench: Bench):
            await bench.book.create_order(ORDER, True, FIRST)
            ids = ("CUST-B", "CUST-C", "CUST-9")
            return [await bench.book.read_customer(customer_id, FIRST) for customer_id in ids]

        account, blocked, unknown = at_the_bench(story)

        assert (account.customer_id, account.blocked, account.currency) == ("CUST-B", False, "EUR")
        assert (account.credit_limit, account.exposure) == (Decimal(800), Decimal("23.06"))
        assert blocked.blocked
        assert unknown is None


class TestThePriceBook:
    def test_terms_come_for_all_items_in_one_call_at_the_agreed_price_or_the_list_price(self):
        async def story(bench: Bench):
            terms = await bench.book.read_terms(
                "CUST-B", ["ITEM-2", "GHOST", "ITEM-1"], ORDER.order_date, FIRST
            )
            return terms, bench.paths

        terms, paths = at_the_bench(story)

        assert terms == {
            "ITEM-1": ItemTerms("ITEM-1", Decimal("0.45"), (("EA", 1), ("CS", 12))),
            "ITEM-2": ItemTerms("ITEM-2", Decimal("0.95"), (("EA", 1), ("CS", 6))),
        }
        assert len(paths) == 1

    def test_a_customer_it_does_not_know_has_no_terms_and_costs_no_call(self):
        async def story(bench: Bench):
            return await bench.book.read_terms("CUST-X", ["ITEM-1"], ORDER.order_date, FIRST), bench.paths

        assert at_the_bench(story) == ({}, [])

    def test_a_long_order_asks_in_several_calls(self, monkeypatch):
        monkeypatch.setattr(cloud_erp, "ITEMS_AT_ONCE", 1)

        async def story(bench: Bench):
            terms = await bench.book.read_terms("CUST-A", ["ITEM-1", "ITEM-2"], ORDER.order_date, FIRST)
            return sorted(terms), len(bench.paths)

        assert at_the_bench(story) == (["ITEM-1", "ITEM-2"], 2)

"""Goods that come back in both books: one authorisation, one credit memo, however often it is asked for."""

from dataclasses import replace
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from facade.canonical.goods_back import Disposition, ReturnReason, Rma, TakenBack
from facade.errors import SystemRefusedError
from simulators.chassis.commits import CreditCommit
from tests.facade.adapters import cloud_book, old_book
from tests.facade.adapters.cloud_book import Bench, at_the_bench


async def rma_at(book: Any, at: ModuleType) -> Rma:
    """All of the first line of an order that is entered, shipped and invoiced."""
    booked = await book.create_order(at.ORDER, True, at.FIRST)
    await book.post_shipment(booked.number, at.SHIPMENT, at.FIRST)
    invoice = await book.post_invoice(booked.number, at.SHIPMENT, 0, at.FIRST)
    goods = replace(at.ORDER, lines=at.ORDER.lines[:1])
    reference = f"{goods.external_ref}/R1"
    return Rma(reference, goods, ReturnReason.UNWANTED, invoice.number, "S-1", "77")


def back(rma: Rma, units: int | None = None) -> tuple[TakenBack, ...]:
    (line,) = rma.goods.lines
    return (TakenBack(line.line, line.base_units if units is None else units, Disposition.RESTOCK),)


class TestTheOldBook:
    def test_gives_a_number_takes_the_goods_in_and_gives_the_price_back(self):
        async def story(book, office):
            rma = await rma_at(book, old_book)
            number = await book.returns.register_return(rma, old_book.FIRST)
            memo = await book.returns.credit_return(number, rma, back(rma), old_book.FIRST)
            return number, memo, [one for one in office.commits if isinstance(one, CreditCommit)]

        number, memo, (commit,) = old_book.tell(story)

        assert number
        assert (memo.lines, memo.net) == (((1, Decimal(10)),), Decimal("3.00"))
        assert memo.gross == memo.net + memo.tax
        assert (commit.number, commit.external_ref, commit.net) == (memo.number, "000000123", Decimal("3.00"))

    def test_looks_before_it_does_anything_again(self):
        async def story(book, office):
            rma = await rma_at(book, old_book)
            number = await book.returns.register_return(rma, old_book.FIRST)
            assert await book.returns.register_return(rma, old_book.SECOND) == number
            memo = await book.returns.credit_return(number, rma, back(rma), old_book.FIRST)
            assert await book.returns.credit_return(number, rma, back(rma), old_book.SECOND) == memo
            return [one for one in office.commits if isinstance(one, CreditCommit)]

        assert len(old_book.tell(story)) == 1

    def test_goes_on_with_the_memo_when_only_the_receipt_was_posted(self):
        async def story(book, office):
            rma = await rma_at(book, old_book)
            number = await book.returns.register_return(rma, old_book.FIRST)
            await office.codeunit("PostReturnReceipt", f"<returnOrderNo>{number}</returnOrderNo>")
            return await book.returns.credit_return(number, rma, back(rma), old_book.Trail(attempt=12))

        assert old_book.tell(story).lines == ((1, Decimal(10)),)

    def test_credits_what_is_back_and_no_more(self):
        async def story(book, _):
            rma = await rma_at(book, old_book)
            number = await book.returns.register_return(rma, old_book.FIRST)
            return await book.returns.credit_return(number, rma, back(rma, 4), old_book.FIRST)

        memo = old_book.tell(story)

        assert (memo.lines, memo.net) == (((1, Decimal(4)),), Decimal("1.20"))


class TestTheNewBook:
    def test_drafts_a_memo_as_the_authorisation_and_posts_it(self):
        async def story(bench: Bench):
            book, first = bench.book, cloud_book.FIRST
            rma = await rma_at(book, cloud_book)
            number = await book.returns.register_return(rma, first)
            assert bench.commits(CreditCommit) == []
            return number, await book.returns.credit_return(number, rma, back(rma), first), bench

        number, memo, bench = at_the_bench(story)
        (commit,) = bench.commits(CreditCommit)

        assert number != memo.number, "a memo gets its number when it is posted"
        assert (memo.lines, memo.net) == (((1, Decimal(3)),), Decimal("16.05"))
        assert (commit.number, commit.external_ref, commit.posting) == (memo.number, "WEB-1", True)

    def test_looks_before_it_does_anything_again(self):
        async def story(bench: Bench):
            book, first, again = bench.book, cloud_book.FIRST, cloud_book.AT_LAST
            rma = await rma_at(book, cloud_book)
            number = await book.returns.register_return(rma, first)
            assert await book.returns.register_return(rma, again) == number
            memo = await book.returns.credit_return(number, rma, back(rma), first)
            assert await book.returns.credit_return(number, rma, back(rma), again) == memo
            return bench.commits(CreditCommit)

        assert len(at_the_bench(story)) == 1

    def test_posts_no_memo_over_more_than_is_back(self):
        async def story(bench: Bench):
            book, first = bench.book, cloud_book.FIRST
            rma = await rma_at(book, cloud_book)
            number = await book.returns.register_return(rma, first)
            with pytest.raises(SystemRefusedError, match="correct its line there") as refused:
                await book.returns.credit_return(number, rma, back(rma, 2), first)
            return refused.value.code, bench.commits(CreditCommit)

        assert at_the_bench(story) == ("memo_differs", [])

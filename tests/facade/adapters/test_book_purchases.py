"""What suppliers send, in both books: one purchase order, however often it is asked for."""

from dataclasses import replace

import pytest

from facade.adapters.cloud_erp import CloudErp
from facade.adapters.cloud_erp_pages import CloudErpPages
from facade.adapters.legacy_erp import LegacyErp
from facade.adapters.legacy_erp_pages import LegacyErpPages
from facade.canonical.purchase import DropShipment, PurchaseStatus
from facade.canonical.xref import CrossReference
from facade.errors import SystemRefusedError, SystemUnavailableError
from facade.settings import SystemSettings
from simulators.chassis.commits import PurchaseCommit
from simulators.legacy_erp import SIMULATOR as OLD
from tests.facade.adapters import cloud_book, old_book
from tests.facade.adapters.cloud_book import Bench, at_the_bench
from tests.simulators.legacy_erp.back_office import MASTER as OLD_MASTER
from tests.simulators.legacy_erp.partner import later


def at_the_old_book(story):
    codes = {**OLD.codes(OLD_MASTER), "supplier": {"SUP1": "K20001"}}
    settings = SystemSettings("http://legacy_erp", OLD.credentials(), codes)

    async def told(_, office):
        return await story(LegacyErp(office, settings, CrossReference("legacy_erp", codes)), office)

    return old_book.tell(told)


def at_the_new_book(story, **misbehaviours):
    xref = CrossReference("cloud_erp", {**cloud_book.CODES, "supplier": {"SUP1": "V00010"}})

    async def told(bench: Bench):
        book = CloudErp(bench.erp.wire, cloud_book.SETTINGS, xref, bench.erp.clock)
        return await story(replace(bench, book=book))

    return at_the_bench(told, **misbehaviours)


def wanted(at, number: str) -> DropShipment:
    goods = replace(at.ORDER, lines=at.ORDER.lines[:1])
    return DropShipment(f"{goods.external_ref}/2", "SUP1", number, goods)


def bought(book, at, **kind):
    async def enter(posting: bool = True):
        number = (await book.create_order(at.ORDER, posting, at.FIRST)).number
        return await book.purchasing.buy(wanted(at, number), at.FIRST)

    return enter(**kind)


def purchases(commits):
    return [one for one in commits if isinstance(one, PurchaseCommit)]


class TestTheOldBook:
    def test_looks_before_it_buys_again(self):
        async def story(book, office):
            first = await bought(book, old_book)
            again = await book.purchasing.buy(wanted(old_book, "SO-100001"), old_book.SECOND)
            return first, again, purchases(office.commits)

        first, again, told = at_the_old_book(story)

        assert (first.status, first.supplier_id, first) == (PurchaseStatus.OPEN, "SUP1", again)
        assert len(told) == 1

    def test_sees_the_supplier_confirm_and_send(self):
        async def story(book, office):
            number = (await bought(book, old_book)).number
            seen = [await book.purchasing.read_purchase(number, old_book.FIRST)]
            for wait_s in (400, 10_000):
                await later(office, wait_s)
                seen.append(await book.purchasing.read_purchase(number, old_book.FIRST))
            booked = await book.read_order(old_book.ORDER.external_ref, old_book.FIRST)
            posted = await book.post_shipment(booked.number, seen[-1].shipment, old_book.FIRST)
            return seen, posted

        seen, posted = at_the_old_book(story)

        assert [one.status.value for one in seen] == ["open", "confirmed", "sent"]
        assert (seen[2].shipment.reference, seen[2].shipment.site) == ("VS-PO-600001", "")
        assert posted.lines == seen[2].lines

    @pytest.mark.parametrize(("wait_s", "is_taken_back"), [(0, True), (400, False)])
    def test_takes_back_what_is_not_confirmed(self, wait_s, is_taken_back):
        async def story(book, office):
            number = (await bought(book, old_book)).number
            await later(office, wait_s)
            ends = [await book.purchasing.withdraw(number, "000000123/2", old_book.FIRST) for _ in range(2)]
            return ends, purchases(office.commits)[-1].status

        assert at_the_old_book(story) == (
            [is_taken_back] * 2,
            "cancelled" if is_taken_back else "confirmed",
        )

    def test_finds_a_copy_by_its_reference_and_waits_for_a_list_that_lags(self):
        async def story(book, office):
            await bought(book, old_book, posting=False)
            assert await book.purchasing.withdraw("", "000000123/2", old_book.FIRST)
            with pytest.raises(SystemUnavailableError):
                await book.purchasing.withdraw("", "nobody's", old_book.FIRST)
            with pytest.raises(SystemRefusedError):
                await book.purchasing.withdraw("PO-9", "nobody's", old_book.AT_LAST)
            return await book.purchasing.withdraw("", "nobody's", old_book.AT_LAST)

        assert at_the_old_book(story) is True


class TestTheNewBook:
    def test_looks_before_it_buys_again(self):
        async def story(bench: Bench):
            first = await bought(bench.book, cloud_book)
            number = bench.commits(PurchaseCommit)[0].order_number
            again = await bench.book.purchasing.buy(wanted(cloud_book, number), cloud_book.AGAIN)
            return first, again, bench.commits(PurchaseCommit)

        first, again, told = at_the_new_book(story)

        assert (first.status, first.supplier_id, first) == (PurchaseStatus.OPEN, "SUP1", again)
        assert len(told) == 1

    def test_sees_the_supplier_confirm_and_send(self):
        async def story(bench: Bench):
            bench.erp.system.start()
            number = (await bought(bench.book, cloud_book)).number
            seen = [await bench.book.purchasing.read_purchase(number, cloud_book.FIRST)]
            for wait_s in (400, 10_000):
                await bench.erp.clock.sleep(wait_s)
                seen.append(await bench.book.purchasing.read_purchase(number, cloud_book.FIRST))
            sale = bench.commits(PurchaseCommit)[0].order_number
            return seen, await bench.book.post_shipment(sale, seen[-1].shipment, cloud_book.FIRST)

        seen, posted = at_the_new_book(story)

        assert [one.status.value for one in seen] == ["open", "confirmed", "sent"]
        assert seen[2].shipment.reference == "VS-P-ORD106001"
        assert posted.lines == seen[2].lines

    @pytest.mark.parametrize(("wait_s", "is_taken_back"), [(0, True), (400, False)])
    def test_takes_back_what_is_not_confirmed(self, wait_s, is_taken_back):
        async def story(bench: Bench):
            bench.erp.system.start()
            number = (await bought(bench.book, cloud_book)).number
            await bench.erp.clock.sleep(wait_s)
            withdraw = bench.book.purchasing.withdraw
            ends = [await withdraw(number, "WEB-1/2", cloud_book.FIRST) for _ in range(2)]
            return ends, bench.commits(PurchaseCommit)[-1].status

        assert at_the_new_book(story) == (
            [is_taken_back] * 2,
            "cancelled" if is_taken_back else "confirmed",
        )

    def test_sees_nothing_while_no_list_shows_it(self):
        async def story(bench: Bench):
            number = (await bought(bench.book, cloud_book)).number
            return await bench.book.purchasing.read_purchase(number, cloud_book.FIRST)

        assert at_the_new_book(story, search_lag={}) is None


def test_what_goes_straight_to_a_buyer_is_awaited_at_no_site():
    async def at_the_old(book, office):
        await bought(book, old_book)
        await later(office, 400)
        pages = LegacyErpPages(office, SystemSettings("http://legacy_erp", OLD.credentials(), {}), book._xref)
        return await pages.due("", old_book.FIRST)

    async def at_the_new(bench: Bench):
        bench.erp.system.start()
        await bought(bench.book, cloud_book)
        await bench.erp.clock.sleep(400)
        pages = CloudErpPages(bench.erp.wire, cloud_book.SETTINGS, bench.book._xref, bench.erp.clock)
        return await pages.due("", cloud_book.FIRST)

    assert at_the_old_book(at_the_old).rows == at_the_new_book(at_the_new).rows == ()

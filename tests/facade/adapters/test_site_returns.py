"""Goods that come back to each site, or come in: announced once, told with what became of them."""

from typing import Any

import pytest

from facade.canonical.goods_back import Disposition, ReturnNotice, ReturnReason, Rma
from facade.canonical.news import StockNews
from facade.errors import SystemRefusedError, SystemUnavailableError
from simulators import registry
from simulators.chassis.commits import ReturnCommit
from tests.facade.adapters.site_trial import REF, ACall, Trial, an_order, every_trial, trial
from tests.simulators.threepl.asks import a_receiving

__all__ = ["every_trial", "trial"]

AGAIN, AT_LAST = ACall(attempt=2), ACall(attempt=12)
GOODS = an_order((1, "ITEM-1", 1, 12), (2, "ITEM-2", 3, 1))


async def rma_of_a_shipped_order(
    t: Trial, reason: ReturnReason = ReturnReason.UNWANTED, **changes: Any
) -> Rma:
    await t.adapter.subscribe("http://listener/notices")
    number = await t.adapter.reserve(REF, an_order(), ACall())
    assert number is not None
    await t.adapter.release(REF, number, ACall())
    await t.site.clock.sleep(5)
    shipped = t.hear()[-1]
    assert not isinstance(shipped, ReturnNotice)
    said = {"reference": "W000123/R1", "shipment": shipped.shipment_reference, "site_order": number}
    return Rma(**{"goods": GOODS, "reason": reason, "invoice": "I-1", **said, **changes})


def returns(t: Trial) -> dict[str, ReturnCommit]:
    return {record.number: record for record in t.site.commits if isinstance(record, ReturnCommit)}


@pytest.mark.parametrize("reason", ReturnReason)
def test_goods_come_back_by_item_with_what_became_of_them(every_trial, reason):
    async def story(t: Trial) -> None:
        rma = await rma_of_a_shipped_order(t, reason)
        number = await t.adapter.expect_return(rma, ACall())
        await t.site.clock.sleep(10)

        (notice,) = [heard for heard in t.hear() if isinstance(heard, ReturnNotice)]
        assert notice.site_number == number
        assert notice.fulfilment_ref.partition("/")[0] == "W000123"
        assert [(item, units) for item, units, _ in notice.taken] == [("ITEM-1", 12), ("ITEM-2", 3)]
        became = {became for _, _, became in notice.taken}
        wanted = {
            ReturnReason.DEFECTIVE: {Disposition.QUARANTINE},
            ReturnReason.DAMAGED: {Disposition.SCRAP, Disposition.QUARANTINE},
        }
        assert became <= wanted.get(reason, {Disposition.RESTOCK})
        assert len(became) == 1
        assert [(one.status, one.external_ref) for one in returns(t).values()] == [("received", "W000123")]

    every_trial(story)


def test_after_a_lost_answer_it_looks_and_announces_no_second_return(every_trial):
    async def story(t: Trial) -> None:
        rma = await rma_of_a_shipped_order(t)
        first = await t.adapter.expect_return(rma, ACall())

        assert await t.adapter.expect_return(rma, AGAIN) == first
        assert list(returns(t)) == [first]

    every_trial(story)


def test_after_a_lost_request_it_looks_and_announces(every_trial):
    async def story(t: Trial) -> None:
        rma = await rma_of_a_shipped_order(t)
        with pytest.raises(SystemUnavailableError):
            await t.adapter.expect_return(rma, AGAIN)  # a list may be behind
        assert await t.adapter.expect_return(rma, AT_LAST) in returns(t)

    every_trial(story)


def test_a_second_return_of_the_same_goods_is_another_one(every_trial):
    async def story(t: Trial) -> None:
        goods = an_order((1, "ITEM-1", 1, 12))
        rma = await rma_of_a_shipped_order(t, goods=goods)
        first = await t.adapter.expect_return(rma, ACall())
        another = Rma("W000123/R2", goods, rma.reason, "I-1", rma.shipment, rma.site_order, (first,))

        assert await t.adapter.expect_return(another, AT_LAST) != first
        assert len(returns(t)) == 2

    every_trial(story)


def test_more_than_has_left_is_refused(every_trial):
    async def story(t: Trial) -> None:
        rma = await rma_of_a_shipped_order(t, goods=an_order((1, "ITEM-1", 3, 12)))
        with pytest.raises(SystemRefusedError):
            await t.adapter.expect_return(rma, ACall())

    every_trial(story)


def test_goods_that_come_in_are_news_of_their_items(trial):
    async def story(t: Trial) -> None:
        await t.adapter.subscribe("http://listener/notices")
        code = registry.load(t.adapter.name).codes(t.site.world.master)["item"]["ITEM-2"]
        if t.adapter.name == "wms":
            articles = [{"articleNumber": code, "numberOfItems": 5}]
            answer = await t.site.call(
                "POST", "/api/v1/receipts", {"goodsOwnerReference": "PO-1", "articles": articles}
            )
        else:
            answer = await t.site.call("POST", "/2026-01/receiving", a_receiving((int(code), 5)))
        assert answer.status == 201
        await t.site.clock.sleep(10)

        assert [heard.items for heard in t.hear() if isinstance(heard, StockNews)] == [("ITEM-2",)]

    trial(story)

"""The warehouse tells lots apart: what may be sold of each, from every place it lies in."""

from datetime import date

import pytest

from facade.adapters import wms
from facade.adapters.wms_lots import sellable_lots
from facade.canonical.supply import Lot
from facade.canonical.xref import CrossReference
from facade.errors import SystemUnavailableError
from tests.facade.adapters.site_trial import ACall, Trial, trial_of
from tests.simulators.wms.floor import received

XREF = CrossReference("wms", {"item": {"I1": "7"}})
ROW = {"articleNumber": "7", "batchNumber": "L1", "numberOfItems": 4}
BATCH = {"isHeld": False, "expiryDate": "2026-03-01"}


def test_lots_come_with_what_lies_there_and_until_when_it_is_good(monkeypatch):
    monkeypatch.setattr(wms, "PAGE", 1)

    async def story(t: Trial) -> None:
        assert await t.adapter.lots(ACall()) == ()
        article, item_id = t.adapter._xref.native("item", "ITEM-1"), "ITEM-1"
        await received(t.site, article, 10, batchNumber="LATE", expiryDate="2027-01-31")
        await received(t.site, article, 6, batchNumber="PLAIN")
        await t.site.clock.sleep(3600)

        lots = await t.adapter.lots(ACall())

        site = t.adapter.site
        assert set(lots) == {
            Lot(item_id, site, "LATE", 10, date(2027, 1, 31)),
            Lot(item_id, site, "PLAIN", 6),
        }

    trial_of("wms")(story)


def test_a_lot_in_several_places_is_one_and_a_held_one_is_none():
    batches = {("7", "L1"): BATCH, ("7", "L2"): {**BATCH, "isHeld": True}}
    rows = [ROW, {**ROW, "numberOfItems": 3}, {**ROW, "batchNumber": "L2"}, {**ROW, "batchNumber": None}]

    assert sellable_lots("DC1", XREF, rows, batches) == (Lot("I1", "DC1", "L1", 7, date(2026, 3, 1)),)
    assert sellable_lots("DC1", XREF, [{**ROW, "articleNumber": "8"}], {("8", "L1"): BATCH}) == ()
    with pytest.raises(SystemUnavailableError, match="numberOfItems"):
        sellable_lots("DC1", XREF, [{"articleNumber": "7", "batchNumber": "L1"}], batches)

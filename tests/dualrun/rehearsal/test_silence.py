import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.silence import loud
from facade.dual_run.order_book import DualOrderBook
from facade.orders.mirroring import MirrorHandlers
from facade.routing.stage import Side


@pytest.fixture(scope="module")
def plan():
    """Fifteen orders over three days, of which the new book keeps copies."""
    return prepare(Wish("declared-divergences", 7, {"demand.orders": "15"}))


def test_with_copies_and_without_the_outside_hears_the_same_bytes(plan):
    assert loud(plan) == []


def test_a_buyer_who_is_answered_from_the_shadow_hears_another_number(plan, monkeypatch):
    async def read(self, route, external_ref, call):
        return await self.side(route.reads[-1]).read_order(external_ref, call)

    monkeypatch.setattr(DualOrderBook, "read", read)

    found = loud(plan)

    assert found
    assert all(one.shadowed.operation.startswith("GET /orders/") for one in found)


def test_a_copy_that_goes_to_the_book_at_home_is_heard_there(plan, monkeypatch):
    monkeypatch.setattr(MirrorHandlers, "_copy_book", lambda self, route: self._books.side(Side.OLD))

    assert {one.shadowed.said_to for one in loud(plan) if one.shadowed} == {"legacy_erp"}

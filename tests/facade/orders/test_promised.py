"""What an accepted order wants is promised to nobody else until a site holds it, and then by the site."""

import asyncio
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from facade.availability.atp import available
from facade.availability.stock_picture import StockPicture
from facade.canonical.supply import Position
from facade.messaging.store import Step
from facade.orders.part import Part, PartStatus
from facade.orders.promised import Promised, unplaced
from facade.orders.state import Status
from facade.routing.stage import Side
from tests.facade.builders import a_state

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ITEM = "I001"  # 6 EA on the first line of the order


class Desk:
    """A picture of one site with 100 EA, and the orders that want some."""

    def __init__(self) -> None:
        self.picture = StockPicture()
        self.picture.take_site("DC1", [Position(ITEM, "DC1", 100)], NOON)
        self.promised = Promised(self.picture)

    def step(self, **changes: object) -> None:
        self.promised.step(Step("W000001", a_state(**changes)))

    @property
    def free(self) -> int:
        return available(self.picture.supply(Side.OLD, ITEM), date(2026, 3, 2)).total


def test_an_accepted_order_counts_from_its_acceptance_to_the_site_and_there_once():
    desk = Desk()
    desk.step()
    assert desk.free == 94
    desk.step(status=Status.VALIDATED, parts=(Part(sites=("DC1",)),))
    assert desk.free == 94
    desk.step(status=Status.ALLOCATED, parts=(Part(status=PartStatus.ALLOCATED, site="DC1"),))
    assert desk.free == 94
    assert desk.picture.supply(Side.OLD, ITEM).reserved == 0
    desk.step(status=Status.RELEASED, parts=(Part(status=PartStatus.RELEASED, site="DC1"),))
    assert desk.free == 94
    desk.picture.take_site("DC1", [Position(ITEM, "DC1", 100, allocated=6)], NOON)
    assert desk.free == 94


def test_an_order_that_ends_without_goods_gives_them_back():
    for end in (Status.REJECTED, Status.CANCELLED):
        desk = Desk()
        desk.step()
        desk.step(status=end)
        assert desk.free == 100


def test_the_part_that_waits_counts_here_and_the_part_at_the_site_there():
    desk = Desk()
    desk.step()
    placed = Part(1, PartStatus.ALLOCATED, units=((1, 4),), site="DC1")
    waiting = Part(2, PartStatus.WAITING, units=((1, 2),))
    desk.step(status=Status.BACKORDERED, parts=(placed, waiting))

    supply = desk.picture.supply(Side.OLD, ITEM)
    assert (supply.reserved, supply.positions[0].allocated) == (2, 4)
    assert desk.free == 94


def test_looking_at_all_orders_finds_what_another_process_has_moved_on():
    desk = Desk()
    desk.step()

    async def states(*found):
        for state in found:
            yield state

    asyncio.run(desk.promised.take_all(states(a_state(status=Status.COMPLETED))))
    assert desk.free == 100
    asyncio.run(desk.promised.take_all(states(a_state())))
    assert desk.free == 94
    asyncio.run(desk.promised.take_all(states()))
    assert desk.free == 100


@given(st.lists(st.sampled_from(PartStatus), max_size=3), st.sampled_from(Status))
def test_no_order_wants_more_than_was_ordered_or_anything_once_it_is_over(statuses, status):
    parts = tuple(Part(n, one, units=((1, 2),)) for n, one in enumerate(statuses, 1))
    wanted = unplaced(a_state(status=status, parts=parts))

    assert all(0 < units <= 6 for units in wanted.values())
    if status in (Status.COMPLETED, Status.REJECTED, Status.CANCELLED):
        assert wanted == {}

"""A process that begins while every system is down answers with what the one before it has heard."""

from facade.availability.stock_picture import StockPicture
from facade.canonical.supply import Due, Lot
from facade.messaging.memory import MemoryStore
from facade.pricing.choice import Asked
from facade.pricing.price_book import PriceBook
from facade.publication.last_known import NAME, LastKnown
from facade.publication.sources import ReadingCall
from facade.routing.stage import Side
from tests.facade.publication.sources import TOMORROW, Desk, at_desk

CALL = ReadingCall("a-run")


def recalled(store: MemoryStore) -> tuple[StockPicture, PriceBook]:
    picture, prices = StockPicture(), PriceBook()
    LastKnown(picture, prices, store).recall()
    return picture, prices


def test_everything_that_was_heard_is_there_again_with_its_age():
    async def story(desk: Desk) -> None:
        desk.old.coming.append(Due("I1", "DC1", TOMORROW, 30))
        await desk.published.ready()
        await desk.published.pricing.ask_book(Side.OLD, "C1")
        picture, prices, store = desk.published.picture, desk.published.prices, MemoryStore()
        lots = [Lot("I1", "DC1", "L1", 4, TOMORROW), Lot("I1", "DC1", "L2", 5)]
        picture.take_site("DC1", desk.site.rows, desk.clock.now(), lots)
        await LastKnown(picture, prices, store).keep(CALL)

        again, priced = recalled(store)

        for side in Side:
            assert again.items(side) == picture.items(side)
            assert again.as_of(side) == picture.as_of(side)
            for item_id in picture.items(side):
                assert again.supply(side, item_id) == picture.supply(side, item_id)
                asked = Asked(item_id, 1, "C1", TOMORROW)
                assert priced.choose(side, asked) == prices.choose(side, asked)
            assert priced.customers(side) == prices.customers(side)
            assert priced.as_of(side, "C1") == prices.as_of(side, "C1")

    at_desk(story)


def test_nothing_is_written_where_nothing_is_new():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        store = MemoryStore()
        known = LastKnown(desk.published.picture, desk.published.prices, store)
        await known.keep(CALL)
        await store.keep(NAME, b"touched")
        await known.keep(CALL)
        assert store.kept(NAME) == b"touched"
        desk.published.picture.reserve("I1", 1)
        await known.keep(CALL)
        assert store.kept(NAME) != b"touched"

    at_desk(story)


def test_a_first_process_has_nothing_to_take_up():
    picture, prices = recalled(MemoryStore())

    assert [picture.as_of(side) for side in Side] == [None, None]
    assert [prices.contracted(side) for side in Side] == [[], []]

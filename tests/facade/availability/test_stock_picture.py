from datetime import UTC, date, datetime

from facade.availability.atp import available
from facade.availability.stock_picture import StockPicture
from facade.canonical.supply import Due, OnHand, Position
from facade.routing.stage import Side

MORNING, NOON = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def a_picture() -> StockPicture:
    picture = StockPicture()
    picture.take_book(Side.OLD, [OnHand("I1", "DC1", 90)], [Due("I1", "DC1", TODAY, 1)], NOON)
    picture.take_site("DC1", [Position("I1", "DC1", 100, 10)], MORNING)
    return picture


def test_a_source_that_speaks_again_replaces_what_it_said_and_nothing_else():
    picture = a_picture()
    picture.take_book(Side.OLD, [OnHand("I1", "DC1", 50)], [], NOON)

    supply = picture.supply(Side.OLD, "I1")
    assert (dict(supply.booked), supply.due) == ({"DC1": 50}, ())
    assert [p.on_hand for p in supply.positions] == [100]


def test_an_answer_is_as_old_as_the_oldest_word_it_rests_on():
    assert a_picture().as_of(Side.OLD) == MORNING
    assert a_picture().as_of(Side.NEW) is None


def test_what_was_promised_here_counts_before_any_source_is_heard_again():
    picture = a_picture()
    before = available(picture.supply(Side.OLD, "I1"), TODAY).total

    picture.reserve("I1", 6)
    assert available(picture.supply(Side.OLD, "I1"), TODAY).total == before - 6
    picture.reserve("I1", -6)
    picture.allocate("DC1", "I1", 6)
    assert available(picture.supply(Side.OLD, "I1"), TODAY).total == before - 6
    picture.take_site("DC1", [Position("I1", "DC1", 100, 16)], NOON)
    assert available(picture.supply(Side.OLD, "I1"), TODAY).total == before - 6


def test_every_change_moves_the_version_on():
    picture = a_picture()
    versions = [picture.version]
    for change in (
        lambda: picture.reserve("I1", 1),
        lambda: picture.allocate("DC1", "I1", 1),
        lambda: picture.take_item(Side.OLD, "I1", [OnHand("I1", "DC1", 3)]),
        lambda: picture.take_site("DC2", [], NOON),
        lambda: picture.take_book(Side.NEW, [], [], NOON),
    ):
        change()
        versions.append(picture.version)
    assert versions == sorted(set(versions))


def test_an_item_is_known_when_a_book_or_a_site_knows_it():
    picture = a_picture()
    picture.take_site("DC2", [Position("I2", "DC2", 1)], NOON)

    assert picture.supply(Side.NEW, "I2") is not None
    assert picture.supply(Side.OLD, "I3") is None
    assert picture.items(Side.OLD) == ["I1", "I2"]

"""A channel is told everything at first, then what changed, and what it shows otherwise is found."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from facade.canonical.catalogue import Subject
from facade.errors import SystemUnavailableError
from facade.publication.channel_feed import ChannelFeed, Mode, Wish
from facade.publication.channel_schedule import RECONCILED_EVERY
from facade.publication.delta import BATCH
from facade.publication.sources import ReadingCall
from tests.facade.publication.sources import Desk, at_desk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CALL = ReadingCall("a-run")


@dataclass
class AShop:
    """A channel that shows what it was told, and can be away or spoilt by hand."""

    name: str = "commerce"
    shows: dict = field(default_factory=lambda: {subject: {} for subject in Subject})
    told: list = field(default_factory=list)
    takes_none_of: tuple = ()
    is_down: bool = False
    fails_after: int = 1_000

    async def tell(self, subject, rows, call):
        if self.is_down or len(self.told) >= self.fails_after:
            raise SystemUnavailableError(self.name, "gone for lunch")
        self.told.append((subject, dict(rows)))
        refused = [key for key in rows if key in self.takes_none_of]
        self.shows[subject].update({k: v for k, v in rows.items() if k not in refused})
        return refused

    async def shown(self, subject, keys, call):
        if self.is_down:
            raise SystemUnavailableError(self.name, "gone for lunch")
        return dict(self.shows[subject])


@dataclass
class Feeding:
    """A feed with rows that a test may change, and what was observed."""

    rows: dict = field(default_factory=lambda: {"I1": 5, "I2": 7})
    as_of: datetime | None = NOON
    now_at: datetime = NOON + timedelta(seconds=30)
    shop: AShop = field(default_factory=AShop)
    observed: list = field(default_factory=list)

    def __post_init__(self) -> None:
        wishes = {Subject.STOCK: lambda: Wish(dict(self.rows), self.as_of)}
        self.feed = ChannelFeed(self.shop, wishes, self, lambda *seen: self.observed.append(seen))

    def now(self) -> datetime:
        return self.now_at

    def run(self, mode: Mode):
        return asyncio.run(self.feed.run(Subject.STOCK, mode, CALL))


def test_a_baseline_tells_everything_and_a_delta_what_changed_since():
    feeding = Feeding()

    assert feeding.run(Mode.BASELINE).told == 2
    assert feeding.run(Mode.DELTA).told == 0
    feeding.rows["I2"] = 6
    assert feeding.run(Mode.DELTA).told == 1
    assert feeding.shop.told[-1] == (Subject.STOCK, {"I2": 6})
    assert feeding.run(Mode.BASELINE).told == 2


def test_what_is_no_longer_sold_is_told_to_be_out_of_stock():
    feeding = Feeding()
    feeding.run(Mode.BASELINE)
    del feeding.rows["I1"]

    feeding.run(Mode.DELTA)

    assert feeding.shop.shows[Subject.STOCK] == {"I1": 0, "I2": 7}


def test_a_reconciliation_finds_what_the_channel_shows_otherwise_and_tells_it_again():
    feeding = Feeding()
    feeding.run(Mode.BASELINE)
    feeding.shop.shows[Subject.STOCK]["I2"] = 700  # somebody typed it in

    run = feeding.run(Mode.RECONCILIATION)

    assert [tuple(one) for one in run.findings] == [("I2", 7, 700)]
    assert feeding.shop.shows[Subject.STOCK] == feeding.rows
    assert feeding.run(Mode.RECONCILIATION).findings == ()


def test_what_was_told_before_a_channel_went_away_is_not_told_again():
    feeding = Feeding(rows={f"I{n:04}": n for n in range(BATCH + 5)}, shop=AShop(fails_after=1))
    with pytest.raises(SystemUnavailableError):
        feeding.run(Mode.BASELINE)
    feeding.shop.fails_after = 1_000

    run = feeding.run(Mode.DELTA)

    assert run.told == 5
    assert feeding.shop.shows[Subject.STOCK] == feeding.rows


def test_what_a_channel_does_not_take_is_counted_and_tried_again():
    feeding = Feeding(shop=AShop(takes_none_of=("I1",)))

    run = feeding.run(Mode.BASELINE)

    assert (run.told, run.refused) == (1, 1)
    assert feeding.run(Mode.DELTA).refused == 1


def test_how_old_it_is_what_a_channel_shows_is_measured_while_it_cannot_be_told_too():
    feeding = Feeding()
    assert feeding.run(Mode.BASELINE).staleness_s == 30
    feeding.shop.is_down, feeding.now_at = True, NOON + timedelta(seconds=500)
    feeding.rows["I1"], feeding.as_of = 4, NOON + timedelta(seconds=490)

    with pytest.raises(SystemUnavailableError):
        feeding.run(Mode.DELTA)

    assert [seconds for *_, seconds in feeding.observed] == [30, 500]
    assert feeding.feed.age_s(Subject.STOCK) == 500


def test_while_no_book_was_heard_a_channel_is_told_nothing():
    feeding = Feeding(as_of=None)

    with pytest.raises(SystemUnavailableError, match="stock"):
        feeding.run(Mode.BASELINE)
    assert feeding.shop.told == []
    assert feeding.feed.age_s(Subject.STOCK) is None


def test_after_a_baseline_the_channel_follows_the_books_and_is_read_back_now_and_then():
    async def story(desk: Desk) -> None:
        shop, observed = AShop(), []
        desk.published.publish_to(shop, lambda *seen: observed.append(seen))
        outcomes = await desk.published.schedule.run(Mode.BASELINE, Subject)
        assert [one.reason for one in outcomes] == [""] * len(Subject)
        assert shop.shows[Subject.STOCK] == {"I1": 85, "I2": 5}
        assert shop.shows[Subject.CONTRACTS] == {("C1", "I2"): Decimal("1.50")}
        assert shop.shows[Subject.CUSTOMERS] == {"C1": Decimal(1000)}

        desk.old.stock["I1"] = 40
        desk.old.prices["I1"] = "12.00"
        await desk.clock.sleep(1200)
        assert shop.shows[Subject.STOCK]["I1"] == 25
        assert shop.shows[Subject.PRICES]["I1"] == Decimal("12.00")

        shop.shows[Subject.STOCK]["I2"] = 99
        await desk.clock.sleep(66 * RECONCILED_EVERY)
        assert shop.shows[Subject.STOCK]["I2"] == 5
        assert max(seconds for _, subject, seconds in observed if subject is Subject.STOCK) < 300

    at_desk(story)


def test_a_channel_that_is_away_is_told_when_it_is_back():
    async def story(desk: Desk) -> None:
        shop = AShop(is_down=True)
        desk.published.publish_to(shop, lambda *_: None)
        outcomes = await desk.published.schedule.run(Mode.BASELINE, [Subject.STOCK])
        assert "gone for lunch" in outcomes[0].reason
        await desk.clock.sleep(60)
        shop.is_down = False
        await desk.clock.sleep(120)
        assert shop.shows[Subject.STOCK] == {"I1": 85, "I2": 5}

    at_desk(story)

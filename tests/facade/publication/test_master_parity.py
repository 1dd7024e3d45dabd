from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from dualrun.clock import MONDAY
from facade.canonical.supply import ANYWHERE, Due
from facade.dual_run.comparison import Verdict
from facade.dual_run.parity import Parity
from facade.publication.master_parity import STANDS_AFTER, MasterParity, compares_masters
from facade.routing.policy import Policy
from facade.routing.stage import Side, Stage
from tests.facade.publication.sources import CUSTOMER, Desk, an_item, at_desk


@dataclass
class Watch:
    at: datetime = MONDAY

    def now(self):
        return self.at


class Masters:
    """A comparison of masters at a stage that a test may move; what books say stands for long."""

    def __init__(self, capability: str, stage: Stage) -> None:
        self.parity = Parity()
        self.capability = capability
        self.policy = Policy()
        self.watch = Watch()
        self.stand(stage)
        self.masters = MasterParity(lambda: self.policy, self.parity, self.watch)  # type: ignore[arg-type]

    def stand(self, stage: Stage) -> None:
        self.policy = Policy(stages={(self.capability, "all"): stage})

    def say(self, old, new, after: timedelta = timedelta(hours=2)) -> None:
        self.watch.at += after
        tell = getattr(self.masters, "due" if self.capability == "purchasing" else self.capability)
        tell(Side.OLD, old)
        tell(Side.NEW, new)

    def stand_by(self, old, new) -> None:
        self.say(old, new)
        self.say(old, new)

    def counts(self, stage: Stage = Stage.SHADOW) -> dict[str, int]:
        tally = self.parity.tally(self.capability, "all", stage)
        return {verdict.value: count for verdict, count in tally.counts.items() if count}


def test_a_customer_is_compared_once_for_everything_new_that_a_book_says_of_it() -> None:
    seen = Masters("customers", Stage.SHADOW)
    for _ in range(3):
        seen.say([CUSTOMER], [CUSTOMER])
    assert seen.counts() == {"match": 1}

    seen.stand_by([CUSTOMER], [CUSTOMER._replace(blocked=True)])

    assert seen.counts() == {"match": 1, "mismatch": 1}
    (sample,) = seen.parity.samples()
    assert (sample.subject, sample.differences[0].field) == ("C1", "blocked")


def test_a_cohort_that_comes_to_a_stage_again_is_compared_again() -> None:
    seen = Masters("customers", Stage.SHADOW)
    seen.stand_by([CUSTOMER], [CUSTOMER])

    seen.parity.begin_anew("customers", "all")
    seen.say([CUSTOMER], [CUSTOMER])

    assert seen.counts() == {"match": 2}


def test_what_a_customer_owes_may_differ_for_its_orders_are_in_one_book_each() -> None:
    seen = Masters("customers", Stage.SHADOW)
    seen.stand_by([CUSTOMER._replace(exposure=Decimal(700))], [CUSTOMER])

    assert seen.counts() == {"match": 1}


def test_an_item_that_one_book_has_not_is_a_mismatch() -> None:
    seen = Masters("items", Stage.SHADOW)
    seen.stand_by([an_item("I1", "1.00"), an_item("I2", "2.00")], [an_item("I1", "1.00")])

    assert seen.counts() == {"match": 1, "mismatch": 1}


def test_goods_on_their_way_are_compared_by_day_for_not_every_book_knows_where_they_go() -> None:
    seen = Masters("purchasing", Stage.SHADOW)
    due = Due("I1", "DC1", date(2026, 3, 9), 40)
    seen.stand_by([due, due], [due._replace(site=ANYWHERE, units=80)])
    assert seen.counts() == {"match": 1}

    seen.stand_by([due, due], [due._replace(site=ANYWHERE, units=70)])
    assert seen.counts()["mismatch"] == 1


def test_a_book_that_is_told_later_does_not_differ() -> None:
    seen = Masters("purchasing", Stage.SHADOW)
    due = Due("I1", "DC1", date(2026, 3, 9), 40)
    seen.say([due], [])
    seen.say([due], [], after=STANDS_AFTER / 2)
    seen.say([due], [due], after=STANDS_AFTER)
    assert seen.counts() == {}

    seen.say([due], [due])

    assert seen.counts() == {"match": 1}


def test_a_book_that_was_not_read_again_has_not_stood_by_its_word() -> None:
    seen = Masters("purchasing", Stage.SHADOW)
    due = Due("I1", "DC1", date(2026, 3, 9), 40)
    seen.say([due], [])
    for _ in range(3):
        seen.watch.at += STANDS_AFTER
        seen.masters.due(Side.OLD, [due])
    assert seen.counts() == {}

    seen.masters.due(Side.NEW, [])

    assert seen.counts() == {"mismatch": 1}


def test_a_new_stage_wants_its_own_evidence_and_off_wants_none() -> None:
    seen = Masters("items", Stage.OFF)
    rows = [an_item("I1", "1.00")]
    seen.stand_by(rows, rows)
    assert seen.counts(Stage.OFF) == {}

    for stage in (Stage.SHADOW, Stage.LIVE):
        seen.stand(stage)
        seen.stand_by(rows, rows)
        assert seen.counts(stage) == {Verdict.MATCH: 1}


def test_masters_that_follow_prices_are_not_compared_by_themselves() -> None:
    assert not compares_masters(Policy(stages={("pricing", "all"): Stage.SHADOW}))
    assert compares_masters(Policy(stages={("items", "all"): Stage.LIVE}))


def test_what_is_on_its_way_is_told_by_the_side_that_buys() -> None:
    async def story(desk: Desk) -> None:
        desk.old.coming = [Due("I2", "DC1", MONDAY.date(), 40)]
        await desk.published.upkeep.tried()
        picture, day = desk.published.picture, "due"

        assert [one.units for one in getattr(picture.supply(Side.OLD, "I2"), day)] == [40]
        assert [one.units for one in getattr(picture.supply(Side.NEW, "I2", Side.OLD), day)] == [40]
        assert getattr(picture.supply(Side.NEW, "I2"), day) == ()

    at_desk(story)

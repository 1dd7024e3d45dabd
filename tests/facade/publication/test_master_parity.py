from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dualrun.clock import MONDAY
from facade.canonical.supply import Due
from facade.dual_run.comparison import Verdict
from facade.dual_run.parity import Parity
from facade.publication.master_parity import MasterParity, compares_masters
from facade.routing.policy import Policy
from facade.routing.stage import Side, Stage
from tests.facade.publication.sources import CUSTOMER, Desk, an_item, at_desk


@dataclass
class Noon:
    def now(self):
        return MONDAY


class Masters:
    """A comparison of masters at a stage that a test may move."""

    def __init__(self, capability: str, stage: Stage) -> None:
        self.parity = Parity()
        self.capability = capability
        self.policy = Policy()
        self.stand(stage)
        self.masters = MasterParity(lambda: self.policy, self.parity, Noon())  # type: ignore[arg-type]

    def stand(self, stage: Stage) -> None:
        self.policy = Policy(stages={(self.capability, "all"): stage})

    def counts(self, stage: Stage = Stage.SHADOW) -> dict[str, int]:
        tally = self.parity.tally(self.capability, "all", stage)
        return {verdict.value: count for verdict, count in tally.counts.items() if count}


def test_a_customer_is_compared_once_for_everything_new_that_a_book_says_of_it() -> None:
    seen = Masters("customers", Stage.SHADOW)
    for _ in range(3):
        seen.masters.customers(Side.OLD, [CUSTOMER])
        seen.masters.customers(Side.NEW, [CUSTOMER])
    assert seen.counts() == {"match": 1}

    seen.masters.customers(Side.NEW, [CUSTOMER._replace(blocked=True)])

    assert seen.counts() == {"match": 1, "mismatch": 1}
    (sample,) = seen.parity.samples()
    assert (sample.subject, sample.differences[0].field) == ("C1", "blocked")


def test_what_a_customer_owes_may_differ_for_its_orders_are_in_one_book_each() -> None:
    seen = Masters("customers", Stage.SHADOW)
    seen.masters.customers(Side.OLD, [CUSTOMER._replace(exposure=Decimal(700))])
    seen.masters.customers(Side.NEW, [CUSTOMER])

    assert seen.counts() == {"match": 1}


def test_an_item_that_one_book_has_not_is_a_mismatch() -> None:
    seen = Masters("items", Stage.SHADOW)
    seen.masters.items(Side.OLD, [an_item("I1", "1.00"), an_item("I2", "2.00")])
    seen.masters.items(Side.NEW, [an_item("I1", "1.00")])

    assert seen.counts() == {"match": 1, "mismatch": 1}


def test_goods_on_their_way_are_compared_by_site_and_day() -> None:
    seen = Masters("purchasing", Stage.SHADOW)
    due = Due("I1", "DC1", date(2026, 3, 9), 40)
    seen.masters.due(Side.OLD, [due, due])
    seen.masters.due(Side.NEW, [due._replace(units=80)])
    assert seen.counts() == {"match": 1}

    seen.masters.due(Side.NEW, [due._replace(units=70)])
    assert seen.counts()["mismatch"] == 1


def test_a_new_stage_wants_its_own_evidence_and_off_wants_none() -> None:
    seen = Masters("items", Stage.OFF)
    rows = [an_item("I1", "1.00")]
    seen.masters.items(Side.OLD, rows)
    seen.masters.items(Side.NEW, rows)
    assert seen.counts(Stage.OFF) == {}

    for stage in (Stage.SHADOW, Stage.LIVE):
        seen.stand(stage)
        seen.masters.items(Side.NEW, rows)
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

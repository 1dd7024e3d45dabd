"""A price comes from the books kept here; the book itself is asked for contracts first met and exceptions."""

from decimal import Decimal

import orjson

from facade.dual_run.comparison import Verdict
from facade.pricing.condition import Condition, Conditions, Freight, Kind
from facade.publication.pricing import CHECKED_FOR_S, WAIT_S_MAX, PriceQuestion, priced
from facade.routing.stage import Stage
from tests.facade.publication.sources import Desk, at_desk

LIST, CONTRACT = PriceQuestion("I1", "C1"), PriceQuestion("I2", "C1")
EXCEPTION = Condition(Kind.BRANCH_EXCEPTION, "I1", Decimal(9), branch="B1")


def told(kept) -> dict:
    return orjson.loads(kept.body)


def test_a_customers_first_price_reads_its_contracts_and_the_next_ones_read_nothing():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        pricing = desk.published.pricing
        answer = told(await pricing.look(CONTRACT))
        assert (answer["unit_price"], answer["kind"], answer["list_price_each"]) == (
            "1.50",
            "contract",
            "2.00",
        )
        asked = len(desk.old.asked)
        for _ in range(5):
            assert told(await pricing.look(LIST))["kind"] == "list"
        assert len(desk.old.asked) == asked

    at_desk(story)


def test_a_price_is_of_the_unit_that_is_asked_for():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        answer = told(await desk.published.pricing.look(CONTRACT._replace(uom="CS", quantity=2)))
        assert (answer["unit_price"], answer["price_each"]) == ("18.00", "1.50")
        assert await desk.published.pricing.look(CONTRACT._replace(uom="PAL")) is None

    at_desk(story)


def test_an_exception_is_checked_with_the_book_unless_that_was_done_just_now():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.published.prices.agree(Conditions((EXCEPTION,)))
        await desk.published.pricing.look(LIST)
        before = desk.old.asked.count("contracts C1")
        asked = LIST._replace(branch="B1")
        for wait_s, readings in ((0, before), (CHECKED_FOR_S + 1, before + 1), (0, before + 1)):
            await desk.clock.sleep(wait_s)
            answer = told(await desk.published.pricing.look(asked))
            assert (answer["unit_price"], answer["is_checked"]) == ("9", True)
            assert desk.old.asked.count("contracts C1") == readings

    at_desk(story)


def test_a_book_that_is_away_or_slow_makes_nobody_wait_long_and_the_answer_says_so():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.published.prices.agree(Conditions((EXCEPTION,)))
        await desk.published.pricing.look(LIST)
        await desk.clock.sleep(CHECKED_FOR_S + 1)
        desk.old.takes_s = 3600.0
        begun = desk.clock.monotonic()
        answer = told(await desk.published.pricing.look(LIST._replace(branch="B1")))
        assert (answer["unit_price"], answer["is_checked"]) == ("9", False)
        assert desk.clock.monotonic() - begun <= WAIT_S_MAX

    at_desk(story)


def test_each_side_answers_with_its_own_list_and_its_own_contracts():
    async def story(desk: Desk) -> None:
        desk.new.prices["I1"] = "11.00"
        desk.new.agreed = {"C1": {"I2": Decimal("1.60")}}
        await desk.published.ready()
        desk.stand("pricing", Stage.LIVE)
        answers = [told(await desk.published.pricing.look(q)) for q in (LIST, CONTRACT)]
        assert [(a["side"], a["unit_price"]) for a in answers] == [("new", "11.00"), ("new", "1.60")]
        await desk.clock.sleep(1)
        counts = desk.parity.tally("pricing", "all", Stage.LIVE).counts
        assert (counts[Verdict.MATCH], counts[Verdict.MISMATCH]) == (0, 2)

    at_desk(story)


def test_a_contract_that_only_one_side_has_is_a_difference():
    async def story(desk: Desk) -> None:
        desk.new.agreed = {}
        await desk.published.ready()
        desk.stand("pricing", Stage.SHADOW)
        assert told(await desk.published.pricing.look(CONTRACT))["unit_price"] == "1.50"
        await desk.clock.sleep(1)
        counts = desk.parity.tally("pricing", "all", Stage.SHADOW).counts
        assert (counts[Verdict.MATCH], counts[Verdict.MISMATCH]) == (0, 1)

    at_desk(story)


def test_nobody_waits_for_the_side_that_is_compared_and_its_silence_is_no_evidence():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.stand("pricing", Stage.SHADOW)
        desk.new.takes_s = 3600.0
        begun = desk.clock.monotonic()
        assert told(await desk.published.pricing.look(CONTRACT))["unit_price"] == "1.50"
        assert desk.clock.monotonic() == begun
        await desk.clock.sleep(1)
        assert not any(desk.parity.tally("pricing", "all", Stage.SHADOW).counts.values())

    at_desk(story)


def test_one_price_asked_for_again_is_no_new_evidence_until_one_of_the_books_changes_it():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.stand("pricing", Stage.LIVE)
        for _ in range(300):
            await desk.published.pricing.look(LIST)
            await desk.clock.sleep(2)
        counts = desk.parity.tally("pricing", "all", Stage.LIVE).counts
        assert (counts[Verdict.MATCH], counts[Verdict.MISMATCH]) == (1, 0)

        desk.old.prices["I1"] = "11.00"
        await desk.clock.sleep(7200)
        await desk.published.pricing.look(LIST)
        await desk.clock.sleep(1)
        assert (counts := desk.parity.tally("pricing", "all", Stage.LIVE).counts)
        assert (counts[Verdict.MATCH], counts[Verdict.MISMATCH]) == (1, 1)

    at_desk(story)


def test_contracts_once_read_are_read_again_and_a_change_is_answered():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        await desk.published.pricing.look(CONTRACT)
        desk.old.agreed["C1"] = {"I2": Decimal("1.40")}
        await desk.clock.sleep(600)
        assert told(await desk.published.pricing.look(CONTRACT))["unit_price"] == "1.40"

    at_desk(story)


def test_a_basket_has_freight_by_where_it_goes_and_no_sum_without_every_price():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.published.prices.agree(Conditions(freight=(Freight(Decimal(7), "GB"), Freight(Decimal(30)))))
        pricing = desk.published.pricing
        assert pricing.freight("C1", Decimal(10), "") == 7
        assert pricing.freight("C1", Decimal(10), "NO") == 30
        lines = [told(await pricing.look(q)) for q in (LIST._replace(quantity=3), CONTRACT)]
        assert priced(lines) == Decimal("31.50")
        assert priced([*lines, {"unit_price": None, "quantity": 1}]) is None

    at_desk(story)


def test_before_any_book_was_heard_there_is_no_price_and_no_error():
    async def story(desk: Desk) -> None:
        desk.old.is_down = desk.new.is_down = True
        await desk.published.ready()
        answer = told(await desk.published.pricing.look(LIST))
        assert (answer["unit_price"], answer["is_stale"]) == (None, True)
        assert desk.published.pricing.is_known("anybody")

    at_desk(story)

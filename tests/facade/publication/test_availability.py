"""What may be promised comes from the books kept here, whichever side answers and whoever is down."""

import asyncio
from datetime import timedelta

import orjson

from facade.canonical.supply import Due
from facade.dual_run.comparison import Verdict
from facade.dual_run.shadow_queue import ROOM
from facade.publication.availability import STALE_AFTER_S, StockQuestion
from facade.routing.stage import Stage
from tests.facade.publication.sources import TOMORROW, Desk, at_desk

I1 = StockQuestion("I1")


def told(kept) -> dict:
    return orjson.loads(kept.body)


def counted(desk: Desk, stage: Stage) -> dict[Verdict, int]:
    counts = desk.parity.tally("availability", "all", stage).counts
    return {verdict: count for verdict, count in counts.items() if count}


def test_the_side_answers_that_the_stage_names():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        seen = []
        for stage in Stage:
            desk.stand("availability", stage)
            answer = told(desk.published.availability.answer(I1))
            seen.append((answer["side"], answer["available"]))
        assert seen == [("old", 85)] * 3 + [("new", 75)] * 3

    at_desk(story)


def test_the_other_side_is_compared_after_the_answer_and_counted_once_however_often_it_is_asked_for():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.stand("availability", Stage.SHADOW)
        for _ in range(3):
            desk.published.availability.answer(I1)
            desk.published.availability.answer(StockQuestion("I2"))
        assert counted(desk, Stage.SHADOW) == {}  # nobody has waited for it
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert counted(desk, Stage.SHADOW) == {Verdict.MATCH: 1, Verdict.MISMATCH: 1}
        sample = next(desk.parity.samples())
        assert next((d.field, d.old, d.new) for d in sample.differences) == ("available", "85", "75")

    at_desk(story)


def test_what_finds_no_room_to_be_compared_is_unobserved_and_no_match():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.stand("availability", Stage.LIVE)
        for days in range(ROOM + 7):
            desk.published.availability.answer(StockQuestion("I2", by=TOMORROW + timedelta(days)))
        await desk.clock.sleep(1)
        assert counted(desk, Stage.LIVE) == {Verdict.MATCH: ROOM, Verdict.UNOBSERVED: 7}

    at_desk(story)


def test_nothing_is_compared_where_one_side_alone_reads():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        for stage in (Stage.OFF, Stage.DUALWRITE, Stage.RAMPDOWN, Stage.COMPLETE):
            desk.stand("availability", stage)
            desk.published.availability.answer(I1)
            await desk.clock.sleep(1)
            assert counted(desk, stage) == {}

    at_desk(story)


def test_a_source_that_is_down_leaves_its_last_word_marked_with_its_age():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.old.is_down = desk.new.is_down = desk.site.is_down = True
        await desk.clock.sleep(2 * STALE_AFTER_S)
        answer = told(desk.published.availability.answer(I1))
        assert (answer["available"], answer["is_stale"]) == (85, True)
        assert 2 * STALE_AFTER_S <= answer["age_s"] <= 3 * STALE_AFTER_S
        desk.old.is_down = desk.site.is_down = False
        desk.old.stock["I1"] = 40
        await desk.clock.sleep(STALE_AFTER_S)
        answer = told(desk.published.availability.answer(I1))
        assert (answer["available"], answer["is_stale"], answer["age_s"]) == (25, False, None)

    at_desk(story)


def test_before_any_book_was_heard_the_answer_is_that_nobody_knows():
    async def story(desk: Desk) -> None:
        desk.old.is_down = desk.new.is_down = desk.site.is_down = True
        await desk.published.ready()
        answer = told(desk.published.availability.answer(I1))
        assert (answer["available"], answer["as_of"], answer["is_stale"]) == (None, None, True)

    at_desk(story)


def test_an_item_that_no_source_knows_has_no_answer():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        assert desk.published.availability.answer(StockQuestion("I9")) is None

    at_desk(story)


def test_a_channel_sees_its_share_and_goods_on_their_way_count_from_their_day():
    async def story(desk: Desk) -> None:
        desk.old.coming.append(Due("I1", "DC1", TOMORROW, 30))
        desk.old.stock["I1"] = 200
        await desk.published.ready()
        ask = desk.published.availability.answer
        assert told(ask(StockQuestion("I1", "marketplace")))["available"] == 42
        assert told(ask(StockQuestion("I1", by=TOMORROW)))["available"] == 115
        assert told(ask(StockQuestion("I1", by=TOMORROW - timedelta(1))))["available"] == 85

    at_desk(story)


def test_a_fresh_look_asks_the_book_and_has_the_other_looked_at_unnoticed():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.stand("availability", Stage.SHADOW)
        desk.old.stock["I1"], desk.new.takes_s = 50, 3600.0
        answer = told(await desk.published.availability.look(I1))
        assert answer["available"] == 35  # in no time, though the other side takes an hour
        await desk.clock.sleep(4000)
        operations = [sample.operation for sample in desk.parity.samples()]
        assert "read_on_hand" in operations

    at_desk(story)


def test_a_fresh_look_at_a_book_that_is_away_gives_its_last_word():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.old.is_down = True
        assert told(await desk.published.availability.look(I1))["available"] == 85

    at_desk(story)


def test_a_shadow_that_fails_is_counted_and_changes_no_answer():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.stand("availability", Stage.SHADOW)
        desk.new.is_down = True
        await desk.published.availability.look(StockQuestion("I2"))
        await desk.clock.sleep(1)
        assert counted(desk, Stage.SHADOW)[Verdict.SHADOW_FAILED] == 1

    at_desk(story)


def test_who_asks_at_once_shares_one_reading_of_the_book():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.stand("availability", Stage.SHADOW)
        desk.old.asked.clear()
        desk.old.stock["I1"], desk.old.takes_s = 50, 1.0
        look = desk.published.availability.look
        asked = [look(I1), look(StockQuestion("I1", "marketplace")), look(StockQuestion("I2")), look(I1)]
        answers = [told(kept)["available"] for kept in await asyncio.gather(*asked)]
        assert answers == [35, 17, 5, 35]
        assert desk.old.asked == ["on_hand_of I1", "on_hand_of I2"]
        await desk.clock.sleep(1)
        assert desk.new.asked.count("on_hand_of I1") == 1  # one reading, one comparison

    at_desk(story)


def test_a_look_shares_no_reading_that_began_before_it():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.old.asked.clear()
        desk.old.takes_s = 1.0
        look = desk.published.availability.look
        async with asyncio.TaskGroup() as group:
            early = group.create_task(look(I1))
            await desk.clock.sleep(0.5)
            desk.old.stock["I1"] = 50  # the book has answered already, its answer is on its way
            late = [group.create_task(look(I1)) for _ in range(3)]
        assert told(early.result())["available"] == 85
        assert [told(task.result())["available"] for task in late] == [35] * 3
        assert desk.old.asked == ["on_hand_of I1"] * 2

    at_desk(story)


def test_nobody_waits_twice_for_a_book_that_is_away():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.old.is_down, desk.old.takes_s = True, 10.0
        began, look = desk.clock.monotonic(), desk.published.availability.look
        async with asyncio.TaskGroup() as group:
            group.create_task(look(I1))
            await desk.clock.sleep(1)
            late = group.create_task(look(I1))
        assert told(late.result())["available"] == 85
        assert desk.clock.monotonic() - began == 10.0

    at_desk(story)


def test_whoever_gives_up_takes_no_reading_from_the_others():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        desk.old.stock["I1"], desk.old.takes_s = 50, 1.0
        look = desk.published.availability.look
        impatient, patient = asyncio.create_task(look(I1)), asyncio.create_task(look(I1))
        await desk.clock.sleep(0.5)
        impatient.cancel()
        assert told(await patient)["available"] == 35

    at_desk(story)


def test_what_its_supplier_sends_may_be_ordered_though_no_book_and_no_site_has_any():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        sent = told(desk.published.availability.answer(StockQuestion("S1")))
        lying = told(desk.published.availability.answer(I1))

        assert (sent["available"], sent["sent_by_supplier"]) == (0, True)
        assert (lying["available"], lying["sent_by_supplier"]) == (85, False)
        assert desk.published.availability.answer(StockQuestion("I9")) is None

    at_desk(story)

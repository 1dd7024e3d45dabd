import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

import pytest

from facade.errors import SystemUnavailableError
from facade.messaging.dispatcher import ON_ITS_WAY_S
from facade.messaging.memory import MemoryStore
from facade.messaging.retry import FIRST_S, LONGEST_S
from facade.messaging.store import OutboxRow, Step
from tests.facade.builders import NOON
from tests.facade.messaging.office import DOWN, SILENT, Office, Work, given, told
from tests.facade.messaging.rows import NOON_S, a_row
from tests.facade.waiting import Waiting


class TestLanes:
    def test_rows_of_one_lane_are_carried_out_one_after_another(self) -> None:
        office = given(a_row(1), a_row(2), a_row(3), works={"W000001#1": Work(5), "W000001#2": Work(1)})

        assert office.done == [(5, "W000001#1"), (6, "W000001#2"), (6, "W000001#3")]
        assert office.left == []

    def test_lanes_of_one_order_do_not_wait_for_each_other(self) -> None:
        office = given(
            a_row(1), a_row(2, lane="channel"), a_row(3, lane="mirror"), works={"W000001#1": Work(5)}
        )

        assert [row for _, row in office.done] == ["W000001#2", "W000001#3", "W000001#1"]

    def test_orders_do_not_wait_for_each_other(self) -> None:
        office = given(a_row(1, "A"), a_row(1, "B"), works={"A#1": Work(failures=[DOWN] * 5)})

        assert office.done[0] == (0, "B#1")

    def test_a_row_that_is_not_yet_due_waits_until_it_is(self) -> None:
        office = given(a_row(1, due_s=NOON_S + 7200), runs_s=7201)

        assert office.done == [(7200, "W000001#1")]

    def test_rows_that_follow_from_a_row_are_carried_out_after_it(self) -> None:
        async def story(office: Office) -> None:
            await office.give(a_row(1))
            await office.clock.sleep(1)
            await office.give(a_row(2))
            await office.clock.sleep(60)
            await office.give(a_row(3))

        office = told(story, works={"W000001#1": Work(5)})

        assert office.done == [(5, "W000001#1"), (5, "W000001#2"), (61, "W000001#3")]


class TestTryingAgain:
    @pytest.mark.parametrize("failure", [DOWN, SILENT])
    def test_a_failed_try_is_repeated_with_its_number_until_it_works(self, failure: Exception) -> None:
        office = given(a_row(1), works={"W000001#1": Work(failures=[failure] * 4)})

        assert [attempt for _, _, attempt in office.tried] == [1, 2, 3, 4, 5]
        assert len(office.done) == 1
        assert not office.reported

    def test_the_waits_double_up_to_a_limit_each_at_least_half_of_it(self) -> None:
        office = given(a_row(1), works={"W000001#1": Work(failures=[DOWN] * 12)}, runs_s=3 * 3600)

        assert len(office.waits) == 12
        for number, wait in enumerate(office.waits):
            ceiling = min(LONGEST_S, FIRST_S * 2**number)
            assert ceiling / 2 <= wait <= ceiling

    def test_the_lane_keeps_its_order_behind_a_row_that_fails(self) -> None:
        office = given(a_row(1), a_row(2), works={"W000001#1": Work(failures=[DOWN] * 3)})

        assert [row for _, row in office.done] == ["W000001#1", "W000001#2"]

    def test_the_neighbours_wish_is_obeyed(self) -> None:
        asked = SystemUnavailableError("cloud_erp", "HTTP 429", retry_after_s=90)

        office = given(a_row(1), works={"W000001#1": Work(failures=[asked])})

        assert office.waits == [90]

    def test_a_wish_for_less_than_our_own_patience_does_not_hurry_us(self) -> None:
        asked = SystemUnavailableError("cloud_erp", "HTTP 503", retry_after_s=0)

        office = given(a_row(1), works={"W000001#1": Work(failures=[asked] * 6)})

        assert office.waits[5] >= FIRST_S * 2**5 / 2

    def test_waits_depend_on_the_seed_and_the_message_alone(self) -> None:
        def waits(order: str, seed: int, *others: OutboxRow) -> list[float]:
            works = {f"{order}#1": Work(failures=[DOWN] * 4)}
            office = given(a_row(1, order), *others, works=works, seed=seed)
            at = [time for time, row, _ in office.tried if row == f"{order}#1"]
            return [later - earlier for earlier, later in pairwise(at)]

        assert waits("A", 7) == waits("A", 7, a_row(1, "B"), a_row(1, "C"))
        assert waits("A", 7) != waits("A", 8)
        assert waits("A", 7) != waits("B", 7)

    def test_a_row_that_waits_is_counted_as_tried_and_due_later(self) -> None:
        async def story(office: Office) -> None:
            await office.give(a_row(1))
            await office.clock.sleep(0.5)
            level = await office.store.level()
            assert (level.unsent, level.retried) == (1, 1)
            assert level.oldest_due_s is not None
            assert level.oldest_due_s >= NOON_S + FIRST_S / 2

        told(story, works={"W000001#1": Work(failures=[DOWN])})


class TestAfterARestart:
    def test_what_was_left_over_is_taken_up_in_order_and_only_the_first_may_have_been_tried(self) -> None:
        store = MemoryStore()
        Waiting(store).commit(Step("W000001", "state", rows=(a_row(1), a_row(2))))

        async def story(office: Office) -> None:
            office.dispatcher.resume()

        office = told(story, store=store)

        assert [(row, attempt) for _, row, attempt in office.tried] == [("W000001#1", 2), ("W000001#2", 1)]

    def test_a_row_waits_until_what_was_sent_has_arrived_and_may_have_been_tried_just_now(self) -> None:
        """Its last try may be the dead process's, so the lists have yet to catch up with it."""
        store = MemoryStore()
        Waiting(store).commit(Step("W000001", "state", rows=(a_row(1, attempts=4),)))

        async def story(office: Office) -> None:
            office.dispatcher.resume()

        assert told(story, store=store).tried == [(ON_ITS_WAY_S, "W000001#1", 2)]

    def test_work_that_was_cut_off_is_done_by_the_next_process(self) -> None:
        async def story(office: Office) -> None:
            await office.give(a_row(1), a_row(2))
            await office.clock.sleep(1)
            office.dispatcher.stop()

        cut_off = told(story, works={"W000001#1": Work(5)})
        assert cut_off.done == []

        async def again(office: Office) -> None:
            office.dispatcher.resume()

        assert [row for _, row in told(again, store=cut_off.store).done] == ["W000001#1", "W000001#2"]

    def test_a_dispatcher_that_was_stopped_can_take_rows_again(self) -> None:
        async def story(office: Office) -> None:
            await office.give(a_row(1))
            office.dispatcher.stop()
            await asyncio.sleep(0)
            office.dispatcher.resume()

        assert len(told(story).done) == 1


class TestPoison:
    def test_a_row_that_breaks_us_is_buried_and_reported_and_holds_up_nobody(self) -> None:
        defect = KeyError("wms")

        office = given(a_row(1), a_row(2), works={"W000001#1": Work(failures=[defect])})

        assert office.reported == [("book_order of W000001", defect)]
        assert [row for _, row in office.done] == ["W000001#2"]
        [(row, reason, at)] = office.store.dead
        assert (row.id, reason, at) == ("W000001#1", "defect: KeyError('wms')", NOON)

    def test_a_disk_that_fails_stops_the_lane_and_is_reported(self) -> None:
        office = given(
            a_row(1), a_row(2), works={"W000001#1": Work(failures=[KeyError("wms")])}, store=FullDisk()
        )

        assert [where for where, _ in office.reported] == ["book_order of W000001", "process lane of W000001"]
        assert office.done == []
        assert len(office.left) == 2


class FullDisk(MemoryStore):
    async def bury(self, row: OutboxRow, reason: str, at: datetime) -> Sequence[OutboxRow]:
        raise OSError("no space left")


def test_a_thousand_orders_are_carried_out_side_by_side() -> None:
    rows: Sequence[OutboxRow] = [a_row(1, f"W{number}") for number in range(1000)]

    office = given(*rows, works={row.id: Work(10) for row in rows}, runs_s=11)

    assert {at for at, _ in office.done} == {10}
    assert len(office.done) == 1000


class TestHastening:
    def test_a_row_whose_time_has_not_come_is_carried_out_at_once(self) -> None:
        async def story(office: Office) -> None:
            await office.give(a_row(1, due_s=NOON_S + 7200), a_row(2))
            await office.clock.sleep(10)
            (waiting,) = office.dispatcher.waiting(a_row(1).do)
            office.dispatcher.hasten(waiting)
            await office.clock.sleep(1)

        office = told(story)

        assert office.done == [(10, "W000001#1"), (10, "W000001#2")]
        assert office.left == []

    def test_a_row_that_has_been_begun_with_is_done_once(self) -> None:
        async def story(office: Office) -> None:
            row = a_row(1)
            await office.give(row)
            await office.clock.sleep(2)
            assert office.dispatcher.waiting(row.do) == []
            office.dispatcher.hasten(row)
            await office.clock.sleep(10)

        assert told(story, works={"W000001#1": Work(5)}).tried == [(0, "W000001#1", 1)]

    def test_a_row_that_is_done_is_left_alone(self) -> None:
        async def story(office: Office) -> None:
            row = a_row(1)
            await office.give(row)
            await office.clock.sleep(2)
            office.dispatcher.hasten(row)
            await office.clock.sleep(10)

        assert told(story).done == [(0, "W000001#1")]

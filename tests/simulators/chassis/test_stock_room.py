"""The shelves of a site: every promise and every movement adds up, and the auditor hears of it."""

import pytest

from dualrun.clock import VirtualClock, run_virtual
from dualrun.streams import Streams
from simulators.chassis.commits import Commit, MovementCommit, StockCommit
from simulators.chassis.habits import Habits
from simulators.chassis.pages import page
from simulators.chassis.simulator import Misbehaviour
from simulators.chassis.stock_room import Stock, StockRoom, site_of, total_by_item
from simulators.chassis.tables import Table
from simulators.chassis.world import World
from tests.simulators.site_world import Wire, a_master


def a_world(commits: list[Commit], **settings) -> World:
    async def main(clock: VirtualClock) -> World:
        streams = Streams(7)
        on_commit = lambda _, record: commits.append(record)  # noqa: E731
        return World("wms", clock, streams, streams, Wire(), a_master("wms"), on_commit=on_commit, **settings)

    return run_virtual(main)


def a_room(**opening: int) -> tuple[StockRoom, Table[str, Stock], list[Commit]]:
    commits: list[Commit] = []
    table: Table[str, Stock] = Table()
    room = StockRoom(a_world(commits), "W", table)
    for item, quantity in opening.items():
        room.open(item, quantity)
    commits.clear()
    return room, table, commits


def test_goods_are_promised_then_leave_and_the_auditor_hears_of_both():
    room, table, commits = a_room(a=10)

    room.reserve({"a": 4})
    room.issue({"a": 3}, "DN-1")
    room.free({"a": 1})

    assert (table["a"].on_hand, table["a"].allocated, table["a"].available) == (7, 0, 7)
    assert commits == [
        StockCommit("W", "a", 10, 4),
        MovementCommit("W", "a", -3, "issue", "DN-1"),
        StockCommit("W", "a", 7, 1),
        StockCommit("W", "a", 7, 0),
    ]


def test_a_part_is_promised_when_the_whole_is_not_there():
    room, table, _ = a_room(a=10, b=0)

    assert [stock.item for stock in room.short_of({"a": 11, "b": 0})] == ["a"]
    assert room.reserve_partly({"a": 11, "b": 2}) == {"a": 10, "b": 0}
    assert table["a"].available == 0


def test_what_is_not_available_cannot_be_promised():
    room, _, _ = a_room(a=10)
    room.hold("a", 8)

    with pytest.raises(AssertionError):
        room.reserve({"a": 3})


def test_held_goods_stay_on_hand_and_come_back_when_they_are_let_go():
    room, table, commits = a_room(a=10)

    room.hold("a", 8)
    assert (table["a"].on_hand, table["a"].available) == (10, 2)
    room.hold("a", -8)
    room.adjust("a", -1, "count 1")

    assert table["a"].available == 9
    assert commits[-2] == MovementCommit("W", "a", -1, "adjustment", "count 1")


def test_two_worlds_that_share_a_room_do_not_see_each_others_goods():
    room, table, _ = a_room(a=10)
    twin_table = table.fork()
    twin = StockRoom(a_world([]), "W", twin_table)

    room.reserve({"a": 4})
    twin.receive({"a": 5}, "PO")

    assert (table["a"].on_hand, table["a"].allocated) == (10, 4)
    assert (twin_table["a"].on_hand, twin_table["a"].allocated) == (15, 0)


def test_lines_are_summed_by_item_in_order_of_first_appearance():
    assert list(total_by_item([(1, "b", 2), (2, "a", 1), (3, "b", 5)]).items()) == [("b", 7), ("a", 1)]


def test_a_system_runs_one_site_or_none():
    assert site_of(a_master("wms"), "wms") == "WEST"
    assert site_of(a_master("wms"), "threepl") is None
    with pytest.raises(ValueError, match="one site"):
        site_of(a_master("another"), "another")


@pytest.mark.parametrize(
    ("first", "limit", "found"),
    [(0, 2, ([2, 4], 6)), (4, 2, ([4, 6], None)), (5, 9, ([6], None)), (7, 1, ([], None))],
)
def test_a_page_says_where_the_next_one_begins(first, limit, found):
    assert page([2, 4, 6], first, limit) == found


LATE = Misbehaviour("late_webhook", "", {"share": 0.5, "delay_s": 9.0})


def test_a_habit_strikes_the_same_subjects_every_time_and_only_where_it_is_on():
    told: list[tuple[str, str, str]] = []
    on = a_world([], misbehaviours={"late_webhook": {}}, on_misbehaviour=lambda *entry: told.append(entry))
    off = Habits(a_world([]), (LATE,))

    struck = [n for n in range(100) if Habits(on, (LATE,)).strike("late_webhook", f"W{n}", n)]

    assert struck == [n for n in range(100) if Habits(on, (LATE,)).strike("late_webhook", f"W{n}", n)]
    assert 30 < len(struck) < 70
    assert told[: len(struck)] == [("wms", "late_webhook", f"W{n}") for n in struck]
    assert not any(off.strike("late_webhook", "W", n) for n in range(100))


def test_a_habit_keeps_its_own_settings_where_the_world_gives_none():
    habits = Habits(a_world([], misbehaviours={"late_webhook": {"share": 1.0}}), (LATE,))

    assert habits.strike("late_webhook", "W") == {"share": 1.0, "delay_s": 9.0}
    assert habits.telling("W") == ({"share": 1.0, "delay_s": 9.0}, None)

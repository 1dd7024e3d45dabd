"""What a system has answered for is found again, row by row, by a process that starts in the same folder."""

import pickle
import sqlite3
from contextlib import closing

import pytest

from dualrun.errors import UsageError
from dualrun.landscape.state_dir import FILE, StateDir
from simulators.registry import load
from tests.simulators.chassis.worlds_of_wms import in_worlds

WMS = {"wms": load("wms")}


def kept_in(folder, act):
    """Run a story in a place whose default world is kept in a folder, going on from what is there."""

    async def kept(place):
        state = StateDir(folder, seed=7)
        place.begins_again.append(state.begin_again)
        place.worlds.found(state.found(WMS))
        await act(place)
        place.worlds.stop()
        state.close()

    in_worlds(kept)


def found_in(folder):
    with closing(StateDir(folder, seed=7)) as state:
        return state.found(WMS)


async def numbered(place, number):
    return (await place.ask("GET", f"/api/v1/orders?goodsOwnerOrderNumber={number}")).document


def test_a_second_process_finds_orders_stock_and_work_under_way(tmp_path):
    seen = {}

    async def first(place):
        order_id = (await place.order("A-1", quantity=3)).document["orderId"]
        await place.ask("POST", f"/api/v1/orders/{order_id}/release")
        await place.clock.sleep(1900)
        seen["order"] = await numbered(place, "A-1")
        seen["stock"] = (await place.ask("GET", "/api/v1/stock")).document

    async def second(place):
        assert await numbered(place, "A-1") == seen["order"]
        assert (await place.ask("GET", "/api/v1/stock")).document == seen["stock"]
        assert (await place.order("A-2")).document["orderId"] == seen["order"][0]["orderId"] + 1
        await place.clock.sleep(2 * 86_400)
        [done] = await numbered(place, "A-1")
        assert done["orderStatus"]["text"] == "Shipped"

    kept_in(tmp_path, first)
    kept_in(tmp_path, second)


def test_what_was_taken_back_stays_taken_back(tmp_path):
    async def first(place):
        await place.order("A-1")
        await place.steer("POST", "/snapshots", document={"name": "early"})
        await place.order("A-2")
        await place.steer("POST", "/snapshots/early/restore")
        await place.order("A-3")

    async def second(place):
        assert [len(await numbered(place, number)) for number in ("A-1", "A-2", "A-3")] == [1, 0, 1]

    kept_in(tmp_path, first)
    kept_in(tmp_path, second)


def test_an_answer_is_on_disk_before_it_goes_out(tmp_path):
    async def first(place):
        await place.order("A-1")
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            [count] = other.execute("SELECT count(*) FROM kept WHERE part = 'orders'").fetchone()
        assert count == 1

    kept_in(tmp_path, first)


def test_what_the_control_plane_was_answered_for_is_on_disk_too(tmp_path):
    async def first(place):
        await place.order("A-1")
        made = await place.steer("POST", "/states", document={"name": "an order is shipped"})
        assert made.status == 200, made.body
        place.worlds.used("default").systems["wms"].running.on_settled = lambda: None  # killed here

    async def second(place):
        assert len(await numbered(place, "A-1")) == 1
        orders = (await place.ask("GET", "/api/v1/orders")).document
        assert [order["orderStatus"]["text"] for order in orders][-1] == "Shipped"

    kept_in(tmp_path, first)
    kept_in(tmp_path, second)


def test_a_world_that_is_made_anew_in_place_of_the_ordinary_one_is_kept(tmp_path):
    async def first(place):
        await place.order("OTHER", world="other")
        await place.steer("PUT", "/worlds/default", document={"from": "other"})
        await place.order("AFTER")

    async def second(place):
        assert [len(await numbered(place, number)) for number in ("OTHER", "AFTER")] == [1, 1]

    kept_in(tmp_path, first)
    kept_in(tmp_path, second)


def test_named_worlds_and_snapshots_go_with_the_process(tmp_path):
    async def first(place):
        await place.order("OTHER", world="other")
        await place.steer("POST", "/snapshots", document={"name": "early"})

    async def second(place):
        assert (await place.steer("GET", "/worlds")).document == ["default"]
        assert (await place.steer("GET", "/snapshots")).document == []

    kept_in(tmp_path, first)
    kept_in(tmp_path, second)


def test_a_folder_goes_over_to_another_seed_with_its_world(tmp_path):
    async def first(place):
        await place.steer("POST", "/seed", document={"seed": 8})

    kept_in(tmp_path, first)

    with pytest.raises(UsageError, match="its seed is 8, not 7"):
        StateDir(tmp_path, seed=7)


@pytest.mark.parametrize(
    ("name", "other"), [("format", "dualrun.state/1"), ("version", "0.0.1"), ("seed", "8")]
)
def test_a_folder_of_another_format_version_or_seed_is_refused_in_one_line(tmp_path, name, other):
    StateDir(tmp_path, seed=7).close()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("UPDATE meta SET value = ? WHERE name = ?", (other, name))

    with pytest.raises(UsageError, match=f"its {name} is {other}, not ") as refused:
        StateDir(tmp_path, seed=7)
    assert "\n" not in str(refused.value)


def test_a_folder_belongs_to_one_process_at_a_time(tmp_path):
    first = StateDir(tmp_path, seed=7)

    with pytest.raises(UsageError, match="another process has it"):
        StateDir(tmp_path, seed=7)
    first.close()
    StateDir(tmp_path, seed=7).close()


def test_a_file_that_was_damaged_is_refused_in_one_line(tmp_path):
    async def first(place):
        await place.order("A-1")

    kept_in(tmp_path, first)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[:8192] + b"\xff" * 4096 * 4 + whole[8192 + 4096 * 4 :])

    with pytest.raises(UsageError, match="--state"):
        found_in(tmp_path)


def test_a_database_of_somebody_else_is_refused_in_one_line(tmp_path):
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("CREATE TABLE meta (something TEXT)")

    with pytest.raises(UsageError, match="cannot be used"):
        StateDir(tmp_path, seed=7)


def test_a_part_that_this_version_does_not_know_is_refused(tmp_path):
    async def first(place):
        await place.order("A-1")

    kept_in(tmp_path, first)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("UPDATE kept SET part = 'ancient' WHERE part = 'orders'")

    with pytest.raises(UsageError, match="wms cannot be read: 'ancient'"):
        found_in(tmp_path)


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path):
    (tmp_path / FILE).write_text("nothing of the kind\n" * 100)

    with pytest.raises(UsageError, match="cannot be used"):
        StateDir(tmp_path, seed=7)


def test_a_row_that_names_other_code_is_not_loaded(tmp_path):
    async def first(place):
        await place.order("A-1")

    kept_in(tmp_path, first)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("UPDATE kept SET row = ? WHERE part = 'orders'", (pickle.dumps(print),))

    with pytest.raises(UsageError, match=r"wms cannot be read: builtins\.print has no place"):
        found_in(tmp_path)
